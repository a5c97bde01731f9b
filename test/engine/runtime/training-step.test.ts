import { describe, expect, it } from "vitest";
import { buildInferenceGraph } from "../../../src/engine/nn/inference-graph.ts";
import { paperCnn } from "../../../src/engine/nn/networks/paper-cnn.ts";
import type { Network } from "../../../src/engine/nn/scope.ts";
import { adam, adamW } from "../../../src/engine/optim/adam.ts";
import type { Optimizer } from "../../../src/engine/optim/optimizer.ts";
import { sgd } from "../../../src/engine/optim/sgd.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { openTrainer } from "../../../src/engine/runtime/trainer.ts";
import { buildTrainingStep } from "../../../src/engine/runtime/training-step.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { sizeOf } from "../../../src/tensor/shape.ts";
import { float32, int64, scalar, type Tensor } from "../../../src/tensor/tensor.ts";
import { type NetworkRun, readNetworkFixture } from "../../support/network-fixture.ts";
import { smallNetworks } from "../../support/small-networks.ts";
import { testDevice } from "../../support/test-device.ts";

const fixture = readNetworkFixture();
const optimizers: Record<NetworkRun["optimizer"], (options: NetworkRun["options"]) => Optimizer> = {
  sgd,
  adam,
  adamw: adamW,
};

describe("three steps agree with PyTorch", () => {
  it.each(fixture.runs)("$network, $optimizer $options, loss $loss", async (run) => {
    const network = smallNetworks[run.network] as Network; // the fixture knows these names alone
    const first = new Map(
      Object.entries(fixture.weights[run.network] ?? {}).map(([name, { shape, data }]) => [
        name,
        float32(shape, data),
      ]),
    );
    const spec = { network, batch: 6, imageShape: [1, 10, 10], loss: run.loss } as const;
    const step = buildTrainingStep({ ...spec, optimizer: optimizers[run.optimizer](run.options) });
    const trainer = await openTrainer(step, first, { device: testDevice });
    for (const [index, { images, labels }] of fixture.batches.entries()) {
      const batch = { images: Float32Array.from(images), labels: BigInt64Array.from(labels, BigInt) };
      const { loss } = await trainer.run(batch, run.rates[index] ?? 0, createRandom(1));
      expect(Math.abs(loss / (run.losses[index] ?? 0) - 1), `loss ${index}`).toBeLessThan(1e-4);
    }
    const trained = trainer.snapshot();
    await trainer.close();
    for (const [name, expected] of Object.entries(run.weights)) {
      expect(relativeError(trained.get(name)?.data ?? [], expected), name).toBeLessThan(1e-4);
    }
    const weights = new Map([...trained].filter(([name]) => first.has(name)));
    const session = await openSession(buildInferenceGraph(network, weights, { imageShape: [1, 10, 10] }));
    const { logits } = await session.run({
      images: float32([6, 1, 10, 10], fixture.batches[0]?.images ?? []),
    });
    await session.close();
    expect(relativeError(floats(logits), run.logits)).toBeLessThan(3e-4);
  });
});

describe("the paper's network", () => {
  const imageShape = [3, 128, 128] as const;

  it("has the parameters that Keras counts", () => {
    const { declarations } = buildTrainingStep({
      network: paperCnn(6),
      batch: 2,
      imageShape,
      optimizer: sgd(),
    });
    const count = (kind: "parameter" | "buffer") =>
      declarations
        .filter((declaration) => declaration.kind === kind)
        .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    expect(count("parameter")).toBe(5_241_926);
    expect(count("buffer")).toBe(1_536);
  });

  it("has the gradients of PyTorch", async () => {
    const rate = 10;
    const step = buildTrainingStep({ network: paperCnn(6), batch: 4, imageShape, optimizer: sgd() });
    const names = Object.keys(fixture.paper.tensors);
    const first = new Map(
      step.declarations.map(({ name, shape }) => [name, firstValue(name, shape, names.indexOf(name))]),
    );
    const session = await openSession(step.graph, { threads: 2 });
    const results = await session.run({
      images: float32(
        [4, ...imageShape],
        noise(4 * 3 * 128 * 128, 100).map((x) => 0.5 + 0.5 * x),
      ),
      labels: int64([4], [0, 3, 5, 2]),
      learningRate: scalar(rate),
      // Dropout doubles what it keeps: half of everything is what it drops none of.
      ...Object.fromEntries(
        step.masks.map(({ name, shape }) => [
          name,
          float32(shape, new Float32Array(sizeOf(shape)).fill(0.5)),
        ]),
      ),
      ...Object.fromEntries(first),
    });
    await session.close();
    expect(results.loss?.data[0]).toBeCloseTo(fixture.paper.loss, 4);
    for (const [number, name] of names.entries()) {
      const before = first.get(name)?.data ?? new Float32Array();
      const after = floats(results[`next.${name}`]);
      const buffer = name.includes("running");
      const moved = Float64Array.from(before, (value, index) => {
        const change = (after[index] ?? Number.NaN) - value;
        return buffer ? change : -change / rate;
      });
      const expected = fixture.paper.tensors[name];
      const [norm, projection] = [expected?.norm ?? Number.NaN, expected?.projection ?? Number.NaN];
      // A bias before batch normalisation has no gradient but rounding.
      expect(Math.abs(Math.hypot(...chunks(moved)) - norm), `norm of ${name}`).toBeLessThan(
        2e-3 * norm + 1e-5,
      );
      const side = noise(moved.length, number + 50);
      const dot = moved.reduce((sum, value, index) => sum + value * (side[index] ?? 0), 0);
      expect(Math.abs(dot - projection), `projection of ${name}`).toBeLessThan(2e-3 * norm + 1e-5);
    }
  });
});

/** The largest difference, relative to the largest value. */
function relativeError(got: ArrayLike<number>, expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs), 1e-6);
  return Math.max(...expected.map((value, index) => Math.abs((got[index] ?? Number.NaN) - value))) / scale;
}

function floats(value: Tensor | undefined): Float32Array {
  return value?.data as Float32Array; // these outputs are float32
}

/** As in the fixture's script. */
function noise(size: number, number: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => {
    const value = Math.sin(index * 12.9898 + number) * 43758.5453;
    return 2 * (value - Math.floor(value)) - 1;
  });
}

function firstValue(name: string, shape: readonly number[], number: number): Tensor<"float32"> {
  const fanIn = shape.length === 1 ? 1 : shape.length === 2 ? (shape[0] ?? 1) : (shape[1] ?? 1) * 9;
  const centre = name.endsWith("scale") || name.endsWith("Variance") ? 1 : 0;
  const spread = shape.length === 1 ? 0.1 : Math.sqrt(4 / fanIn);
  return float32(
    shape,
    noise(sizeOf(shape), number).map((x) => centre + spread * x),
  );
}

/** Norms of pieces: the norm of a long array is the norm of these. */
function chunks(values: Float64Array): number[] {
  return Array.from({ length: Math.ceil(values.length / 1000) }, (_, index) =>
    Math.hypot(...values.subarray(1000 * index, 1000 * (index + 1))),
  );
}
