import { rm } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Preprocessing } from "../../../src/data/batch/preprocessing.ts";
import type { PartitionedDataset } from "../../../src/data/dataset/dataset.ts";
import { batchNorm, conv2d, dense, dropout, globalMaxPool, relu } from "../../../src/engine/nn/layers.ts";
import type { Network } from "../../../src/engine/nn/scope.ts";
import type { Checkpoint } from "../../../src/learning/training/checkpoint.ts";
import { type Recipe, recipes } from "../../../src/learning/training/recipe.ts";
import {
  countSteps,
  type TrainNetworkOptions,
  trainNetwork,
} from "../../../src/learning/training/train-network.ts";
import { madeDataset } from "./made-dataset.ts";

const network: Network = (scope, images) => {
  const x = relu(scope, batchNorm(scope, "norm", conv2d(scope, "conv", images, 4, { bias: false })));
  return dense(scope, "classifier", dropout(scope, globalMaxPool(scope, x), 0.2), 2);
};
const preprocessing: Preprocessing = {
  channels: 1,
  height: 12,
  width: 12,
  tiles: "whole",
  scaling: { kind: "per-image" },
  page: { projection: "max" },
};
const recipe: Recipe = { ...recipes.modern, epochs: 4, batch: 4 };
const options: TrainNetworkOptions = { network, recipe, preprocessing, seed: 1 };

let dataset: PartitionedDataset;

beforeAll(async () => {
  dataset = await madeDataset();
});

describe("trainNetwork", () => {
  it("gives the same weights for the same seed, also from any checkpoint", async () => {
    const checkpoints: Checkpoint[] = [];
    const keep = async (_: unknown, make: () => Checkpoint): Promise<void> => {
      checkpoints.push(make());
    };
    const { weights, history, bestEpoch } = await trainNetwork(dataset, { ...options, onEpoch: keep });
    expect(bestEpoch).toBe(4);
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    const timeless = (rows: typeof history) => rows.map((row) => ({ ...row, seconds: 0 }));
    for (const resume of [undefined, ...checkpoints]) {
      const again = await trainNetwork(dataset, { ...options, resume, cacheBytes: 0 });
      expect(again.weights).toEqual(weights);
      expect(timeless(again.history)).toEqual(timeless(history));
    }
    const other = await trainNetwork(dataset, { ...options, seed: 2 });
    expect(other.weights).not.toEqual(weights);
  });

  it("learns, and looks at no image of the test part", async () => {
    const without = { ...dataset, samples: dataset.samples.filter(({ part }) => part !== "test") };
    const long = { ...options, recipe: { ...recipe, epochs: 12, learningRate: 0.02 } };
    const { history, weights } = await trainNetwork(dataset, long);
    expect(history.at(-1)?.trainLoss).toBeLessThan((history[0]?.trainLoss ?? 0) * 0.9);
    expect(history.at(-1)?.valAccuracy).toBeGreaterThan(0.8);
    // Without the test images on disk, nothing changes.
    for (const { file, part } of dataset.samples) if (part === "test") await rm(file);
    expect((await trainNetwork(dataset, long)).weights).toEqual(weights);
    expect((await trainNetwork(without, long)).weights).toEqual(weights);
  });

  it("chooses by the val part, and trains on none of it", async () => {
    const best = { ...options, recipe: { ...recipe, select: "best" as const } };
    const { history, bestEpoch, weights } = await trainNetwork(dataset, best);
    const scores = history.map(({ valAccuracy }) => valAccuracy ?? -1);
    // The first of the best: later ones must be better to count.
    expect(bestEpoch).toBe(1 + scores.indexOf(Math.max(...scores)));
    const shuffled = {
      ...dataset,
      samples: dataset.samples.map((sample) =>
        sample.part === "val" ? { ...sample, label: sample.label === "small" ? "large" : "small" } : sample,
      ),
    };
    const last = await trainNetwork(dataset, options);
    const misled = await trainNetwork(shuffled, options);
    expect(misled.weights).toEqual(last.weights);
    expect(misled.history[0]?.valLoss).not.toBe(last.history[0]?.valLoss);
    expect(weights.size).toBe(last.weights.size);
  });

  it("does without a val part", async () => {
    const without = { ...dataset, samples: dataset.samples.filter(({ part }) => part === "train") };
    for (const select of ["best", "last"] as const) {
      const { history, bestEpoch } = await trainNetwork(without, {
        ...options,
        recipe: { ...recipe, select, epochs: 2 },
      });
      expect(bestEpoch).toBe(2);
      expect(
        history.map(({ valLoss, valAccuracy, valMacroF1 }) => [valLoss, valAccuracy, valMacroF1]),
      ).toEqual([
        [null, null, null],
        [null, null, null],
      ]);
    }
  });

  it("refuses to train on nothing, and stops when the user does", async () => {
    const nothing = { ...dataset, samples: dataset.samples.filter(({ part }) => part !== "train") };
    await expect(trainNetwork(nothing, options)).rejects.toMatchObject({ code: "dataset-invalid" });
    const cancel = new AbortController();
    const stopping = trainNetwork(dataset, {
      ...options,
      signal: cancel.signal,
      onStep: () => cancel.abort(),
    });
    await expect(stopping).rejects.toMatchObject({ code: "cancelled" });
  });

  it("ends when the loss is no number, with a smaller learning rate as hint", async () => {
    const wild: Network = (scope, images) => {
      const x = network(scope, images);
      return scope.b.op("Div", [x, scope.b.op("Sub", [x, x])]);
    };
    await expect(trainNetwork(dataset, { ...options, network: wild })).rejects.toMatchObject({
      code: "training-diverged",
      message: expect.stringContaining("epoch 1, step 1"),
      hint: expect.stringContaining("--learning-rate 0.001"),
    });
  });
});

describe("countSteps", () => {
  it("sees every training tile about once in an epoch", () => {
    const train = dataset.samples.filter(({ part }) => part === "train").length;
    expect(countSteps(dataset, recipe, preprocessing)).toEqual({
      perEpoch: Math.round(train / 4),
      total: 4 * Math.round(train / 4),
    });
    const quarters = { ...preprocessing, tiles: "quarters" as const };
    expect(countSteps(dataset, recipe, quarters).perEpoch).toBe(train);
    expect(countSteps(dataset, { ...recipe, batch: 4096 }, preprocessing).perEpoch).toBe(1);
    expect(countSteps(dataset, { ...recipe, stepsPerEpoch: 7 }, preprocessing)).toEqual({
      perEpoch: 7,
      total: 28,
    });
  });
});
