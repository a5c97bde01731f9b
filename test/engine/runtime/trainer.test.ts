import { describe, expect, it } from "vitest";
import { batchNorm, conv2d, dense, dropout, flatten, maxPool, relu } from "../../../src/engine/nn/layers.ts";
import { initializeWeights, type Network, type Weights } from "../../../src/engine/nn/scope.ts";
import { adamW } from "../../../src/engine/optim/adam.ts";
import { sgd } from "../../../src/engine/optim/sgd.ts";
import {
  type Batch,
  openTrainer,
  type StepResult,
  type Trainer,
} from "../../../src/engine/runtime/trainer.ts";
import { buildTrainingStep, type TrainingStep } from "../../../src/engine/runtime/training-step.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

const network: Network = (scope, images) => {
  let x = conv2d(scope, "conv", images, 6, { bias: false });
  x = maxPool(scope, relu(scope, batchNorm(scope, "norm", x)));
  x = dropout(scope, flatten(scope, x), 0.25);
  return dense(scope, "classifier", x, 4);
};
const imageShape = [1, 8, 8] as const;
const step = buildTrainingStep({ network, batch: 20, imageShape, optimizer: adamW() });

/** Noise with labels: nothing but its own memory helps the network. */
function noise(seed: number): Batch {
  const random = createRandom(seed);
  return {
    images: Float32Array.from({ length: 20 * 64 }, () => random.normal()),
    labels: BigInt64Array.from({ length: 20 }, () => BigInt(random.integer(4))),
  };
}

const open = (seed = 1, of: TrainingStep = step): Promise<Trainer> =>
  openTrainer(of, initializeWeights(of.declarations, createRandom(seed)));

/** Steps `from` to `to` as a training run makes them: the randomness of each step has its own name. */
async function train(trainer: Trainer, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let number = from; number < to; number++) {
    losses.push((await trainer.run(noise(number), 0.01, createRandom(9).fork("step", number))).loss);
  }
  return losses;
}

describe("openTrainer", () => {
  it("learns twenty samples by heart", async () => {
    const plain = buildTrainingStep({
      network: (scope, images) =>
        dense(scope, "out", relu(scope, dense(scope, "in", flatten(scope, images), 32)), 4),
      batch: 20,
      imageShape,
      optimizer: sgd({ momentum: 0.9 }),
    });
    const trainer = await open(1, plain);
    const batch = noise(1);
    let last: StepResult = { loss: Number.NaN, logits: new Float32Array() };
    for (let number = 0; number < 150; number++) last = await trainer.run(batch, 0.1, createRandom(number));
    await trainer.close();
    expect(last.loss).toBeLessThan(0.01);
    const predicted = Array.from(batch.labels, (_, row) => {
      const scores = last.logits.subarray(4 * row, 4 * row + 4);
      return BigInt(scores.indexOf(Math.max(...scores)));
    });
    expect(predicted).toEqual(Array.from(batch.labels));
  });

  it("gives the same bits twice, and others for another seed", async () => {
    const runs = [];
    for (const seed of [1, 1, 2]) {
      const trainer = await open(seed);
      runs.push({ losses: await train(trainer, 0, 4), state: trainer.snapshot() });
      await trainer.close();
    }
    const [first, second, other] = runs;
    expect(second).toEqual(first);
    expect(other?.losses).not.toEqual(first?.losses);
  });

  it("goes on from a snapshot as if it had never stopped", async () => {
    const whole = await open();
    const losses = await train(whole, 0, 6);
    const state = whole.snapshot();
    await whole.close();

    const first = await open();
    await train(first, 0, 3);
    const saved = first.snapshot();
    await first.close();
    const second = await open(77);
    second.restore(saved, 3);
    expect(second.step).toBe(3);
    expect(await train(second, 3, 6)).toEqual(losses.slice(3));
    expect(second.snapshot()).toEqual(state);
    expect(second.state).toEqual(state);
    await second.close();
  });

  it.each([
    ["AdamW", adamW({ weightDecay: 0.1 })],
    ["SGD", sgd()],
    ["SGD with momentum and decay", sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.01 })],
  ])("comes to the same weights whether a loop or the graph updates them: %s", async (_, optimizer) => {
    const same = buildTrainingStep({ network, batch: 20, imageShape, optimizer });
    const runs = [];
    for (const update of ["loop", "graph"] as const) {
      const trainer = await openTrainer(same, initializeWeights(same.declarations, createRandom(1)), {
        update,
      });
      runs.push({ losses: await train(trainer, 0, 4), state: trainer.snapshot() });
      await trainer.close();
    }
    const [loop, graph] = runs;
    loop?.losses.forEach((loss, index) => {
      expect(loss).toBeCloseTo(graph?.losses[index] ?? Number.NaN, 4);
    });
    // Adam divides tiny gradients by their own size: rounding is seen in what should stay zero.
    for (const [name, { data }] of loop?.state ?? []) {
      const other = graph?.state.get(name)?.data ?? [];
      expect(
        Math.max(...data.map((value, at) => Math.abs(value - (other[at] ?? Number.NaN)))),
        name,
      ).toBeLessThan(1e-3);
    }
  });

  it("copies: neither the first weights nor a snapshot change with later steps", async () => {
    const weights = initializeWeights(step.declarations, createRandom(1));
    const before = structuredClone(weights);
    const trainer = await openTrainer(step, weights);
    const snapshot = trainer.snapshot();
    const copy = structuredClone(snapshot);
    await train(trainer, 0, 3);
    await trainer.close();
    expect(weights).toEqual(before);
    expect(snapshot).toEqual(copy);
  });

  it("keeps a buffer that the network never updates", async () => {
    const trainer = await open(
      1,
      buildTrainingStep({
        network: (scope, images) => {
          const scale = scope.buffer("scale", [1], (shape) => float32(shape, [0.5]));
          return dense(scope, "out", flatten(scope, scope.b.op("Mul", [images, scale])), 4);
        },
        batch: 20,
        imageShape,
        optimizer: sgd(),
      }),
    );
    await train(trainer, 0, 3);
    expect(trainer.state.get("scale")?.data).toEqual(Float32Array.of(0.5));
    await trainer.close();
  });

  it("drops the share of units that it is told to", async () => {
    const wide = buildTrainingStep({
      network: (scope, images) => {
        const kept = scope.mask([20, 1000], 0.7);
        return dense(scope, "out", scope.b.op("Concat", [flatten(scope, images), kept], { axis: 1 }), 4);
      },
      batch: 20,
      imageShape,
      optimizer: sgd(),
    });
    // Equal weights on the mask alone: the logits count what was kept.
    const weights: Weights = new Map([
      [
        "out.weight",
        float32(
          [1064, 4],
          Float32Array.from({ length: 1064 * 4 }, (_, i) => (i < 256 ? 0 : 1e-3)),
        ),
      ],
      ["out.bias", float32([4], [0, 0, 0, 0])],
    ]);
    const trainer = await openTrainer(wide, weights);
    const { logits } = await trainer.run(noise(1), 0, createRandom(3));
    await trainer.close();
    const mean = logits.reduce((sum, share) => sum + share, 0) / logits.length;
    expect(Math.abs(mean - 0.7)).toBeLessThan(0.01); // three standard errors of 20,000 draws
    expect(new Set(logits).size).toBeGreaterThan(10);
  });

  it("refuses weights and snapshots of another network", async () => {
    const weights = initializeWeights(step.declarations, createRandom(1));
    const without = new Map([...weights].filter(([name]) => name !== "conv.weight"));
    await expect(openTrainer(step, without)).rejects.toMatchObject({
      code: "shape-mismatch",
      message: expect.stringContaining("conv.weight"),
    });
    const trainer = await openTrainer(step, weights);
    const before = trainer.snapshot();
    const other = trainer.snapshot().set("classifier.bias", float32([5], [1, 1, 1, 1, 1]));
    expect(() => trainer.restore(other, 8)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    expect(trainer.snapshot()).toEqual(before);
    expect(trainer.step).toBe(0);
    await trainer.close();
  });
});
