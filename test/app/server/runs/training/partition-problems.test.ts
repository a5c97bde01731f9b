import { describe, expect, it } from "vitest";
import { leakOf, partitionProblems } from "../../../../../src/app/server/runs/training/partition-problems.ts";
import type { TableImage } from "../../../../../src/app/server/workspace/image-table.ts";

function images(label: string, count: number, extra: (index: number) => Partial<TableImage> = () => ({})) {
  return Array.from(
    { length: count },
    (_, index): TableImage => ({
      path: `${label}/p${index % 5}_${index}.png`,
      label,
      columns: {},
      ...extra(index),
    }),
  );
}

const parts = ["train", "train", "train", "val", "test"] as const;
const whole = (index: number) => ({ group: `plant-${index % 5}`, part: parts[index % 5] ?? "train" });
const torn = (index: number) => ({
  group: `plant-${index % 5}`,
  part: index < 4 ? ("test" as const) : ("train" as const),
});
const both = (extra: (index: number) => Partial<TableImage>) => [
  ...images("golgi", 40, extra),
  ...images("actin", 40, extra),
];

describe("leakOf", () => {
  it("names the groups that a kept partition tears apart", () => {
    expect(leakOf(both(torn))).toMatch(
      /^4 groups stand in several parts .*"plant-0", "plant-1", "plant-2" and 1 more\./,
    );
    expect(leakOf(both(whole))).toBeNull();
    expect(leakOf(images("golgi", 40, () => ({ group: "a" })))).toBeNull();
  });
});

describe("partitionProblems", () => {
  it("refuses a kept partition that leaks, unless it is passed over", async () => {
    expect(await partitionProblems(both(whole), {})).toEqual([]);
    expect(await partitionProblems(both(torn), {})).toEqual([
      { field: "assigned", message: leakOf(both(torn)) },
    ]);
    expect(await partitionProblems(both(torn), { allowLeak: true })).not.toMatchObject([
      { message: expect.stringMatching(/several parts/) },
    ]);
    expect(await partitionProblems(both(torn), { assigned: "ignore" })).toEqual([]);
  });

  it("looks at the groups that training would see", async () => {
    const byColumn = both((index) => ({ ...torn(index), columns: { Leaf: `${index < 4}` } }));
    const pass = { allowLeak: false } as const;
    expect(await partitionProblems(byColumn, { ...pass, by: "leaf" })).not.toMatchObject([
      { message: expect.stringMatching(/several parts/) },
    ]);
    const ungrouped = both((index) => ({ part: torn(index).part }));
    expect(await partitionProblems(ungrouped, {})).not.toMatchObject([
      { message: expect.stringMatching(/several/) },
    ]);
    expect(await partitionProblems(ungrouped, { byPattern: "p\\d" })).toMatchObject([
      { field: "assigned", message: expect.stringMatching(/^4 groups stand in several parts/) },
    ]);
    expect(await partitionProblems(ungrouped, { byPattern: "(a+)+$" })).toBeInstanceOf(Array);
  });

  it("refuses images in no part, and parts that training cannot use", async () => {
    const some = both((index) => (index < 4 ? {} : whole(index)));
    expect((await partitionProblems(some, {}))[0]?.message).toMatch(/^8 images are in no part/);
    const trainAlone = both(() => ({ part: "train" as const }));
    expect(await partitionProblems(trainAlone, {})).toMatchObject([
      { field: "assigned", message: expect.stringMatching(/^Expected a val or a test part/) },
    ]);
  });

  it("says before it begins that a class has too few groups to be cut", async () => {
    const few = both((index) => ({ group: `plant-${index % 2}` }));
    expect(await partitionProblems(few, {})).toMatchObject([
      { field: "ratio", message: expect.stringMatching(/at least 3 groups of each class/) },
    ]);
    expect(await partitionProblems(few, { ratio: "8:2:0" })).toEqual([]);
    expect(await partitionProblems(images("golgi", 3), {})).toEqual([]);
  });

  it("takes little time for many images, and none for the same question again", async () => {
    const many = Array.from({ length: 50 }, (_, index) => images(`class-${index}`, 1000, whole)).flat();
    const begun = performance.now();
    expect(await partitionProblems(many, {})).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(5000);
    const again = performance.now();
    expect(await partitionProblems(many, { epochs: 3 })).toEqual([]);
    expect(performance.now() - again).toBeLessThan(20);
  });
});
