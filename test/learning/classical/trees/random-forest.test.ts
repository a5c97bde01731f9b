import { describe, expect, it } from "vitest";
import { matrix } from "../../../../src/learning/classical/matrix.ts";
import { binColumns } from "../../../../src/learning/classical/trees/bin-columns.ts";
import {
  fitRandomForest,
  predictRandomForest,
} from "../../../../src/learning/classical/trees/random-forest.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { madeRows } from "../classical-fixture.ts";

const pause = async () => {};

describe("binColumns", () => {
  it("cuts between values, at most 255 times, and not where nothing varies", async () => {
    const few = await binColumns(matrix(Float32Array.of(3, 7, 1, 7, 3, 7), 3, 2), pause);
    expect(few.thresholds.map((cuts) => [...cuts])).toEqual([[2], []]);
    expect([...few.bins]).toEqual([1, 0, 1, 0, 0, 0]);
    const random = createRandom(1);
    const values = Float32Array.from({ length: 5_000 }, () => random.normal());
    const many = await binColumns(matrix(values, 5_000, 1), pause);
    expect(many.thresholds[0]).toHaveLength(255);
    const counts = new Float64Array(256);
    for (const bin of many.bins) counts[bin] = (counts[bin] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(15);
    expect(Math.max(...counts)).toBeLessThan(25);
  });

  it("keeps a value that most rows share apart", async () => {
    const values = Float32Array.from({ length: 3_000 }, (_, row) => (row < 2_500 ? 0 : row));
    const { bins } = await binColumns(matrix(values, 3_000, 1), pause);
    expect(new Set(bins.subarray(0, 2_500)).size).toBe(1);
    expect(bins[2_500]).toBeGreaterThan(bins[0] ?? 0);
  });
});

describe("fitRandomForest", () => {
  it.each(["best", "random"] as const)(
    "learns classes (%s thresholds), the same bits again",
    async (splitter) => {
      const { x, labels } = madeRows(200, 6, 4, 3);
      const steps: number[] = [];
      const learn = () =>
        fitRandomForest(x, labels, {
          classCount: 4,
          random: createRandom(2),
          trees: 30,
          splitter,
          onProgress: (done) => steps.push(done),
        });
      const forest = await learn();
      expect(steps).toHaveLength(30);
      expect(await learn()).toEqual(forest);
      const probabilities = predictRandomForest(forest, x);
      for (const [row, label] of labels.entries()) {
        const own = probabilities.subarray(4 * row, 4 * row + 4);
        expect(own.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
        expect(own.indexOf(Math.max(...own))).toBe(label);
      }
      const other = await fitRandomForest(x, labels, {
        classCount: 4,
        random: createRandom(3),
        trees: 30,
        splitter,
      });
      expect(other).not.toEqual(forest);
    },
  );

  it("finds the only cut of two classes in the middle between them", async () => {
    const x = matrix(Float32Array.of(1, 2, 8, 9), 4, 1);
    const forest = await fitRandomForest(x, Int32Array.of(0, 0, 1, 1), {
      classCount: 2,
      random: createRandom(1),
      trees: 20,
    });
    const probabilities = predictRandomForest(forest, matrix(Float32Array.of(-5, 50), 2, 1));
    expect(probabilities[0]).toBeGreaterThan(0.8);
    expect(probabilities[3]).toBeGreaterThan(0.8);
  });

  it("respects leaf size, depth and class weights", async () => {
    const { x, labels } = madeRows(100, 3, 2, 5);
    const rare = labels.map((_, row) => (row < 10 ? 1 : 0));
    const common = { classCount: 2, random: createRandom(1), trees: 5, splitter: "random" } as const;
    const stump = await fitRandomForest(x, labels, { ...common, maxDepth: 1 });
    expect(stump.nodes).toHaveLength(5 * 3 * 3);
    const large = await fitRandomForest(x, labels, { ...common, minLeaf: 51 });
    expect(large.nodes).toHaveLength(5 * 3);
    const root = await fitRandomForest(x, rare, { ...common, maxDepth: 0, balanced: true });
    expect([...root.leaves.subarray(0, 2)]).toEqual([0.5, 0.5]);
  });

  it("refuses no rows and rows of another length, and stops when told to", async () => {
    const options = { classCount: 2, random: createRandom(1), trees: 2 };
    const none = matrix(new Float32Array(), 0, 2);
    await expect(fitRandomForest(none, new Int32Array(), options)).rejects.toMatchObject({
      code: "dataset-invalid",
    });
    const { x, labels } = madeRows(20, 2, 2, 1);
    const forest = await fitRandomForest(x, labels, options);
    expect(() => predictRandomForest(forest, matrix(new Float32Array(3), 1, 3))).toThrow(/2 features/);
    await expect(
      fitRandomForest(x, labels, { ...options, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
