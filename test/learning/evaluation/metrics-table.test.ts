import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { metricsAtLevels } from "../../../src/learning/evaluation/metrics-at-levels.ts";
import { metricsTable } from "../../../src/learning/evaluation/metrics-table.ts";

const numberOf = (text: string | undefined): number | null =>
  text === undefined || text === "" ? null : Number(text);

describe("metricsTable", () => {
  it("has every number of every level, and names as they are", () => {
    const labels = ['a "b", c', "d\r"];
    const predictions = Array.from({ length: 40 }, (_, row) => ({
      path: `${row}.png`,
      group: `g${row % 10}`,
      label: labels[(row % 10) % 2] ?? "",
      probability: row % 3 === 0 ? [0.8, 0.2] : [0.3, 0.7],
    }));
    const metrics = metricsAtLevels({ classes: labels, predictions }, { bootstrap: 100 });
    const [header, ...rows]: string[][] = parse(metricsTable(metrics));
    expect(header).toEqual(["level", "metric", "class", "value", "low", "high", "count"]);
    const find = (...start: string[]) =>
      rows.find((cells) => start.every((word, place) => cells[place] === word))?.slice(3) ?? [];
    for (const level of ["image", "group"] as const) {
      const set = metrics.levels[level];
      const { value, low, high } = set?.accuracy ?? {};
      expect(find(level, "accuracy", "").map(numberOf)).toEqual([value, low, high, set?.count]);
      for (const { label, recall, support } of set?.perClass ?? []) {
        const expected = [recall.value, recall.low, recall.high, support];
        expect(find(level, "recall", label).map(numberOf)).toEqual(expected);
      }
      const [cell] = find(level, "confusion", `${labels[0]} > ${labels[1]}`);
      expect(numberOf(cell)).toBe(set?.confusion.counts[0]?.[1]);
    }
    expect(rows.filter(([level]) => level === "tile")).toEqual([]);
  });
});
