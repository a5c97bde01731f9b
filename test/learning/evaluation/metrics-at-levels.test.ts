import { describe, expect, it } from "vitest";
import { metricsAtLevels } from "../../../src/learning/evaluation/metrics-at-levels.ts";
import {
  averageGroups,
  averageTiles,
} from "../../../src/learning/evaluation/predictions/average-predictions.ts";
import type { Prediction, PredictionTable } from "../../../src/learning/evaluation/predictions/prediction.ts";

function row(path: string, first: number, more: Partial<Prediction> = {}): Prediction {
  return { path, label: "a", probability: [first, 1 - first], ...more };
}

function tableOf(...predictions: readonly Prediction[]): PredictionTable {
  return { classes: ["a", "b"], predictions };
}

describe("averageTiles", () => {
  it("takes the mean of an image's tiles, wherever they stand", () => {
    const { predictions } = averageTiles(tableOf(row("1", 0.9), row("2", 0.2), row("1", 0.3)));
    expect(predictions.map(({ path }) => path)).toEqual(["1", "2"]);
    expect(predictions[0]?.probability[0]).toBeCloseTo(0.6, 12);
    expect(predictions[0]?.probability[1]).toBeCloseTo(0.4, 12);
  });

  it("refuses tiles that differ in label or group", () => {
    const refused = expect.objectContaining({ code: "predictions-invalid" });
    expect(() => averageTiles(tableOf(row("1", 1), row("1", 1, { label: "b" })))).toThrowError(refused);
    expect(() => averageTiles(tableOf(row("1", 1), row("1", 1, { group: "g" })))).toThrowError(refused);
  });
});

describe("averageGroups", () => {
  it("takes the mean over images, not over tiles", () => {
    const images = averageTiles(
      tableOf(row("1", 1, { group: "g" }), row("1", 1, { group: "g" }), row("2", 0, { group: "g" })),
    );
    expect(Array.from(averageGroups(images).predictions[0]?.probability ?? [])).toEqual([0.5, 0.5]);
  });
});

describe("metricsAtLevels", () => {
  it("has images alone when there are neither tiles nor groups", () => {
    const { part, levels } = metricsAtLevels(tableOf(row("1", 0.9), row("2", 0.1)), { part: "val" });
    expect(part).toBe("val");
    expect(Object.keys(levels)).toEqual(["image"]);
    expect(levels.image).toMatchObject({ count: 2, clusters: 2, accuracy: { value: 0.5, method: "wilson" } });
  });

  it("counts groups as clusters of tiles and images", () => {
    const tiles = Array.from({ length: 12 }, (_, i) => [
      row(`${i}`, 0.7, { group: `g${i % 4}`, quarterId: 11 }),
      row(`${i}`, 0.4, { group: `g${i % 4}`, quarterId: 21 }),
    ]).flat();
    const { levels } = metricsAtLevels(tableOf(...tiles), { bootstrap: 10 });
    expect(levels.tile).toMatchObject({ count: 24, clusters: 4, accuracy: { value: 0.5, method: "none" } });
    expect(levels.image).toMatchObject({ count: 12, clusters: 4, accuracy: { value: 1 } });
    expect(levels.group).toMatchObject({ count: 4, clusters: 4, accuracy: { value: 1, method: "wilson" } });
  });

  it("does not take an image for a group of the same name", () => {
    const { levels } = metricsAtLevels(tableOf(row("x", 1), row("1", 1, { group: "x" })));
    expect(levels.image?.clusters).toBe(2);
  });

  it("leaves groups of several labels and images without a group out of the group level, and says so", () => {
    const mixed = [row("1", 1, { group: "m" }), row("2", 0, { group: "m", label: "b" })];
    const some = metricsAtLevels(tableOf(...mixed, row("3", 1, { group: "g" }), row("4", 1)));
    expect(some.levels.group?.count).toBe(1);
    expect(some.levels.group?.warnings.slice(0, 2)).toEqual([
      'The level of groups leaves out 1 groups whose images have more than one label, such as "m".',
      "The level of groups leaves out 1 images without a group.",
    ]);
    const none = metricsAtLevels(tableOf(...mixed));
    expect(none.levels.group).toBeUndefined();
    expect(none.levels.image?.warnings.join(" ")).toContain("leaves out 1 groups");
  });

  it("has nulls and a warning for no rows", () => {
    const { levels } = metricsAtLevels(tableOf());
    expect(levels.image).toMatchObject({
      count: 0,
      accuracy: { value: null },
      warnings: ["There is nothing to score."],
    });
  });

  it.each([
    ["no label", { path: "1", probability: [1, 0] }, /"a", "b", got no label \(1\)/],
    ["an unknown label", row("1", 1, { label: "c" }), /got "c"/],
    ["too few probabilities", row("1", 1, { probability: [1] }), /2 probabilities, got 1|got NaN/],
    ["NaN", row("1", Number.NaN), /got NaN/],
  ])("refuses %s", (_, prediction, message) => {
    expect(() => metricsAtLevels(tableOf(prediction))).toThrowError(
      expect.objectContaining({ code: "predictions-invalid", message: expect.stringMatching(message) }),
    );
  });
});
