import { describe, expect, it } from "vitest";
import { describeTrainingData, freeName } from "../../../../../src/app/server/runs/training/training-data.ts";
import type { TableImage } from "../../../../../src/app/server/workspace/image-table.ts";

function images(label: string, count: number, extra: (index: number) => Partial<TableImage> = () => ({})) {
  return Array.from(
    { length: count },
    (_, index): TableImage => ({ path: `${label}/${index}.png`, label, columns: {}, ...extra(index) }),
  );
}

describe("describeTrainingData", () => {
  it("says what is missing before anything can be learnt", () => {
    expect(describeTrainingData([], "run-1").obstacles[0]).toMatch(/no images/);
    expect(describeTrainingData(images("", 3), "run-1").obstacles[0]).toMatch(/No image has a label/);
    expect(describeTrainingData(images("golgi", 3), "run-1").obstacles[0]).toMatch(/only|two classes/);
  });

  it("counts many classes of many images in one pass", () => {
    const many = Array.from({ length: 2000 }, (_, index) => images(`class-${index}`, 20)).flat();
    const begun = performance.now();
    expect(describeTrainingData(many, "x").classes).toHaveLength(2000);
    // Classes times images took seconds.
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it("counts classes, groups and parts, and leaves unlabelled images out", () => {
    const grouped = (index: number) => ({ group: `plant-${index % 5}`, part: "train" as const });
    const data = describeTrainingData(
      [...images("golgi", 40, grouped), ...images("actin", 40, grouped), ...images("", 7)],
      "x",
    );
    expect(data).toEqual({
      images: 87,
      labelled: 80,
      classes: [
        { label: "actin", images: 40, groups: 5 },
        { label: "golgi", images: 40, groups: 5 },
      ],
      groups: 5,
      parts: { train: 80, val: 0, test: 0 },
      obstacles: [],
      warnings: [],
      suggestedName: "x",
    });
  });

  it("warns of few images, uneven classes, missing and few groups", () => {
    const small = describeTrainingData([...images("golgi", 4), ...images("actin", 30)], "x").warnings;
    expect(small.map((warning) => warning.slice(0, 12))).toEqual([
      "Few images: ",
      "Uneven class",
      "No groups ar",
    ]);
    const grouped = [
      ...images("golgi", 40, () => ({ group: "a" })),
      ...images("actin", 40, () => ({ group: "b" })),
    ];
    expect(describeTrainingData(grouped, "x").warnings[0]).toMatch(/Fewer than 3 groups: "actin", "golgi"/);
  });
});

describe("freeName", () => {
  it("is the first that nobody has", () => {
    expect(freeName(new Set())).toBe("run-1");
    expect(freeName(new Set(["run-1", "run-3"]))).toBe("run-2");
  });
});
