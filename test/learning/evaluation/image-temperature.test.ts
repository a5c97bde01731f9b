import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitTemperature, sharpenPredictions } from "../../../src/learning/evaluation/image-temperature.ts";
import { averageTiles } from "../../../src/learning/evaluation/predictions/average-predictions.ts";
import type { PredictionTable } from "../../../src/learning/evaluation/predictions/prediction.ts";
import { logLoss } from "../../../src/learning/metrics/proper-scores.ts";
import { createRandom } from "../../../src/tensor/random.ts";

const classes = ["a", "b", "c"];

/** Images of `tiles` tiles whose true probabilities are softmax(logits), told as softmax(logits / temperature). */
function told(images: number, tiles: number, temperature: number, seed: number): PredictionTable {
  const random = createRandom(seed);
  const predictions = Array.from({ length: images }, (_, image) => {
    const logits = classes.map(() => random.normal(0, 2));
    const truth = softmax(logits);
    const draw = random.uniform();
    const label = draw < (truth[0] ?? 0) ? "a" : draw < (truth[0] ?? 0) + (truth[1] ?? 0) ? "b" : "c";
    return Array.from({ length: tiles }, (__, tile) => ({
      path: `${image}.png`,
      label,
      quarterId: tile,
      probability: softmax(logits.map((logit) => (logit + (tiles > 1 ? random.normal() : 0)) / temperature)),
    }));
  }).flat();
  return { classes, predictions };
}

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function lossAt(table: PredictionTable, temperature: number): number {
  const { predictions } = averageTiles(sharpenPredictions(table, temperature));
  const truth = predictions.map(({ label = "" }) => classes.indexOf(label));
  const probability = predictions.flatMap((row) => Array.from(row.probability));
  return logLoss(truth, probability, classes.length) ?? Number.NaN;
}

describe("fitTemperature", () => {
  it.each([0.5, 1, 2.5])("finds that probabilities were told at the temperature %s", (temperature) => {
    // Told at T, they are put right by 1 / T; 2,000 images leave a few per cent.
    expect(fitTemperature(told(2000, 1, temperature, 1)) * temperature).toBeCloseTo(1, 1);
  });

  it.each([0.4, 3])("lowers the log loss of images of four tiles, also of new ones (%s)", (temperature) => {
    const table = told(300, 4, temperature, 2);
    const fitted = fitTemperature(table);
    expect(lossAt(table, fitted)).toBeLessThan(lossAt(table, 1));
    for (const other of [0.8, 0.95, 1.05, 1.25]) {
      expect(lossAt(table, fitted)).toBeLessThanOrEqual(lossAt(table, fitted * other) + 1e-4);
    }
    const fresh = told(300, 4, temperature, 3);
    expect(lossAt(fresh, fitted)).toBeLessThan(lossAt(fresh, 1));
  });

  it("stays sober when a few images are all right", () => {
    const predictions = Array.from({ length: 12 }, (_, image) => ({
      path: `${image}`,
      label: classes[image % 3] ?? "",
      probability: classes.map((__, k) => (k === image % 3 ? 0.6 : 0.2)),
    }));
    const table = { classes, predictions };
    const { probability } = sharpenPredictions(table, fitTemperature(table)).predictions[0] ?? {};
    // One more image of a random class: the share of the right class is that of 12 1/3 of 13.
    expect(Number(probability?.[0])).toBeCloseTo((12 + 1 / 3) / 13, 3);
  });

  it("is 1 for nothing", () => {
    expect(fitTemperature({ classes, predictions: [] })).toBe(1);
  });
});

describe("sharpenPredictions", () => {
  it("keeps sums, order and everything else", () => {
    const rows = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(rows, fc.double({ min: 0.05, max: 20, noNaN: true }), (powers, temperature) => {
        const sum = powers.reduce((a, b) => a + b, 0);
        const row = { path: "x", group: "g", label: "a", probability: powers.map((power) => power / sum) };
        const [sharp] = sharpenPredictions({ classes, predictions: [row] }, temperature).predictions;
        const values = Array.from(sharp?.probability ?? []);
        expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        const ascending = [...row.probability.keys()].sort(
          (a, b) => (row.probability[a] ?? 0) - (row.probability[b] ?? 0),
        );
        for (const [rank, index] of ascending.slice(1).entries()) {
          const lower = values[ascending[rank] ?? 0] ?? 0;
          expect(values[index] ?? 0, "order, up to rounding").toBeGreaterThanOrEqual(lower - 1e-12);
        }
        expect({ ...sharp, probability: 0 }).toEqual({ ...row, probability: 0 });
      }),
    );
  });

  it("at 1 changes nothing", () => {
    const table = told(3, 1, 1, 4);
    expect(sharpenPredictions(table, 1)).toBe(table);
  });
});
