import { describe, expect, it } from "vitest";
import { drawFormulaPool, joinPools } from "../../../src/learning/pretraining/formula-pool.ts";
import { poolTargets } from "../../../src/learning/pretraining/pool-targets.ts";
import { type PretrainOptions, pretrain } from "../../../src/learning/pretraining/pretrain.ts";
import type { Checkpoint } from "../../../src/learning/training/checkpoint.ts";

const spec = { seed: 4, size: 32, measurements: ["intensity", "object"] };
const pool = drawFormulaPool(spec, 0, 32);
const options: PretrainOptions = {
  seed: 2,
  epochs: 4,
  batch: 16,
  learningRate: 4e-3,
  weightDecay: 0.02,
  tasks: { families: 0.2, parameters: 1, measurements: 1 },
  network: { widths: [4, 8, 8, 8] },
};

describe("a pool of rule-made images", () => {
  it("is the same, drawn whole or in parts", () => {
    expect(joinPools([drawFormulaPool(spec, 0, 5), drawFormulaPool(spec, 5, 3)])).toEqual(
      drawFormulaPool(spec, 0, 8),
    );
  });

  it("gives targets of mean 0 and deviation 1 over what is known", () => {
    const { width, values, known } = poolTargets(pool);
    expect(width).toBe(26 + 25 + 35);
    let seen = 0;
    for (let column = 0; column < width; column++) {
      const rows = Array.from({ length: pool.count }, (_, row) => row * width + column);
      const numbers = rows.filter((at) => known[at] === 1).map((at) => values[at] ?? Number.NaN);
      expect(rows.filter((at) => known[at] === 0).every((at) => values[at] === 0)).toBe(true);
      expect(numbers.every((value) => Math.abs(value) <= 4)).toBe(true);
      // Outliers are cut, which moves the mean.
      if (numbers.length === 0 || numbers.some((value) => Math.abs(value) === 4)) continue;
      seen++;
      expect(numbers.reduce((sum, value) => sum + value, 0) / numbers.length).toBeCloseTo(0, 4);
      expect(numbers.reduce((sum, value) => sum + value ** 2, 0) / numbers.length).toBeCloseTo(1, 3);
    }
    expect(seen).toBeGreaterThan(40);
  });
});

describe("pre-training", () => {
  it("lowers the loss", async () => {
    const { history } = await pretrain(pool, { ...options, epochs: 12 });
    expect(history).toHaveLength(12);
    expect(history.at(-1)?.trainLoss).toBeLessThan(0.8 * (history[0]?.trainLoss ?? 0));
  });

  it("gives the same bits when it was stopped and resumed", async () => {
    const kept: Checkpoint[] = [];
    const whole = await pretrain(pool, {
      ...options,
      onEpoch: async (_, checkpoint) => {
        kept.push(checkpoint());
      },
    });
    const resumed = await pretrain(pool, { ...options, resume: kept[1] });
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.history.map(({ trainLoss }) => trainLoss)).toEqual(
      whole.history.map(({ trainLoss }) => trainLoss),
    );
  });

  it("refuses a pool smaller than a batch", async () => {
    await expect(pretrain(drawFormulaPool(spec, 0, 8), options)).rejects.toMatchObject({
      code: "dataset-invalid",
    });
  });
});
