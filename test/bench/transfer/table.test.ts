import { expect, it } from "vitest";
import type { Cell } from "../../../bench/transfer/record.ts";
import {
  differenceTable,
  formatMarkdown,
  formatText,
  probeTable,
  tuningTable,
} from "../../../bench/transfer/table.ts";

const truths = {
  labels: Int32Array.from({ length: 20 }, (_, row) => row % 2),
  groups: Array.from({ length: 20 }, (_, row) => `movie ${Math.floor(row / 10)}`),
  classCount: 2,
};
const rows = Array.from({ length: 20 }, (_, row) => row);
const right = rows.map((row) => row % 2);
const always = rows.map(() => 0);
const probe = (model: string, predicted: number[]): Cell => ({
  ...{ kind: "probe", key: model, model, features: 8, perClass: "all", judged: "folds", seconds: 1 },
  ...{ rows, predicted, chosen: [1], learnt: 10 },
});
const cells: readonly Cell[] = [
  probe("organelle", right),
  probe("chance", always),
  {
    ...{ kind: "time", key: "time", model: "organelle", images: 100, size: 64, threads: 2 },
    ...{ networkMs: 0.5, networkCpuMs: 0.75, withDecodingMs: 1.25 },
  },
  ...(["pretrained", "random"] as const).map(
    (start): Cell => ({
      ...{ kind: "tune", key: start, model: "organelle", start, perClass: 20, fold: "fold 1" },
      ...{ rows, predicted: start === "random" ? always : right, learnt: 10, steps: 5, seconds: 3 },
    }),
  ),
];

it("shows probes with times", () => {
  const table = probeTable(cells, truths);
  expect(table?.rows[1]?.slice(0, 4)).toEqual(["organelle", "8", "100.0", "100.0"]);
  expect(table?.rows[1]?.slice(-3)).toEqual(["0.500", "0.750", "1.25"]);
  expect(table?.rows[2]?.slice(0, 3)).toEqual(["chance", "8", "50.0"]);
});

it("shows what each model is behind the best, and what a start gains over random weights", () => {
  expect(differenceTable(cells, truths)?.title).toContain("above organelle");
  expect(differenceTable(cells, truths)?.rows[1]).toEqual(["chance", "-50.0"]);
  expect(tuningTable(cells, truths)?.rows.map((row) => row[3])).toEqual(["gain (20)", "+50.0", ""]);
});

it("has no table without cells", () => {
  expect([probeTable([], truths), differenceTable([], truths), tuningTable([], truths)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("writes tables as text and as Markdown", () => {
  const table = {
    title: "Title",
    rows: [
      ["name", "a"],
      ["x", "10"],
    ],
    notes: [],
  };
  expect(formatText(table)).toBe("Title\n\nname   a\nx     10");
  expect(formatMarkdown(table)).toBe("Title.\n\n| name | a |\n| --- | ---: |\n| x | 10 |");
});
