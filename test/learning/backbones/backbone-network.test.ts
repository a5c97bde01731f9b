import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readOnnx } from "../../../src/engine/graph/onnx/read-onnx.ts";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import { buildInferenceGraph } from "../../../src/engine/nn/inference-graph.ts";
import { zerosFill } from "../../../src/engine/nn/initializers.ts";
import { dense } from "../../../src/engine/nn/layers.ts";
import { initializeWeights, type Network } from "../../../src/engine/nn/scope.ts";
import { adamW } from "../../../src/engine/optim/adam.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { openTrainer } from "../../../src/engine/runtime/trainer.ts";
import { buildTrainingStep, type TrainingStep } from "../../../src/engine/runtime/training-step.ts";
import type { Backbone, InputScalingName } from "../../../src/learning/backbones/backbone.ts";
import { backboneNetwork, type FineTuning } from "../../../src/learning/backbones/backbone-network.ts";
import { onnxBackbone } from "../../../src/learning/backbones/onnx-backbone.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { tensor } from "../../../src/tensor/tensor.ts";
import { smallBackbone } from "./small-backbone.ts";

const file = join(mkdtempSync(join(tmpdir(), "mor-tune-")), "net.onnx");
writeFileSync(file, writeOnnx(smallBackbone()));
const small = onnxBackbone(file, { scaling: "unit" });
const all: FineTuning = { blocks: "all", earlyRate: 0.25, batchNorm: "frozen" };

function networkOf(backbone: Backbone, tuning: FineTuning): Network {
  const features = backboneNetwork(backbone, tuning);
  return (scope, images) => dense(scope, "classifier", features(scope, images), 3, zerosFill);
}

function stepOf(network: Network, batch: number, size: number): TrainingStep {
  return buildTrainingStep({
    network,
    batch,
    imageShape: [3, size, size],
    optimizer: adamW({ weightDecay: 0.01 }),
  });
}

/** Three classes of noise of different brightness and grain. */
function makeBatch(count: number, size: number): { images: Float32Array; labels: BigInt64Array } {
  const random = createRandom(4);
  const images = Float32Array.from({ length: count * 3 * size * size }, (_, index) => {
    const kind = Math.floor(index / (3 * size * size)) % 3;
    const stripe = kind === 2 ? 0.3 * Math.sin(index) : 0;
    return Math.min(1, Math.max(0, 0.2 + 0.3 * kind + stripe + random.normal(0, 0.1)));
  });
  return { images, labels: BigInt64Array.from({ length: count }, (_, index) => BigInt(index % 3)) };
}

async function tune(network: Network, size: number, steps: number, rate: number) {
  const step = stepOf(network, 6, size);
  const random = createRandom(1);
  const first = initializeWeights(step.declarations, random);
  const trainer = await openTrainer(step, first, { threads: 2 });
  const batch = makeBatch(6, size);
  const losses: number[] = [];
  for (let done = 0; done < steps; done++) losses.push((await trainer.run(batch, rate, random)).loss);
  const weights = trainer.snapshot();
  await trainer.close();
  return { losses, weights, first, batch, step };
}

/** Scores of the network with these weights, run from the builder and after a round trip through a file. */
async function scoresBothWays(
  network: Network,
  weights: Parameters<typeof buildInferenceGraph>[1],
  images: Float32Array,
  size: number,
): Promise<[Float32Array, Float32Array]> {
  const graph = buildInferenceGraph(network, weights, { imageShape: [3, size, size] });
  const run = async (model: typeof graph) => {
    const session = await openSession(model);
    const { logits } = await session.run({ images: tensor("float32", [6, 3, size, size], images) });
    await session.close();
    return logits?.data as Float32Array;
  };
  return [await run(graph), await run(readOnnx(writeOnnx(graph)))];
}

describe("backboneNetwork", () => {
  it("trains nothing of a frozen backbone", () => {
    const step = stepOf(networkOf(small, { ...all, blocks: 0 }), 2, 16);
    expect(step.declarations.map(({ name }) => name)).toEqual(["classifier.weight", "classifier.bias"]);
  });

  it("trains the last blocks alone, earlier ones at smaller rates, and the head at the full rate", () => {
    const names = (blocks: FineTuning["blocks"]) =>
      stepOf(networkOf(small, { ...all, blocks }), 2, 16).declarations.map(({ name, rate }) => [name, rate]);
    expect(names(1).map(([name]) => name)).toEqual([
      "backbone.top.weight",
      "backbone.top.gamma",
      "backbone.top.beta",
      "classifier.weight",
      "classifier.bias",
    ]);
    const rates = new Map(names("all") as [string, number][]);
    expect(rates.get("backbone.stem.weight")).toBeCloseTo(0.25);
    expect(rates.get("backbone.block.first.weight")).toBeCloseTo(0.5);
    expect(rates.get("backbone.top.weight")).toBe(1);
    expect(rates.get("classifier.weight")).toBe(1);
  });

  it("moves a parameter by its share of the learning rate", async () => {
    const { first, weights } = await tune(networkOf(small, all), 16, 2, 1e-3);
    const moved = (name: string) => {
      const [before, after] = [first.get(name)?.data ?? [], weights.get(name)?.data ?? []];
      return Math.max(...Array.from(before, (value, index) => Math.abs(value - (after[index] ?? 0))));
    };
    // The head begins with zeros, so the backbone's first gradient is 0; of a second one g Adam makes a step of
    // (0.1 g / 0.19) / sqrt(0.001 g^2 / 0.001999) times the rate.
    const second = (0.1 / 0.19 / Math.sqrt(0.001 / 0.001999)) * 1e-3;
    expect(moved("backbone.stem.weight") / second).toBeCloseTo(0.25, 1);
    expect(moved("backbone.block.first.weight") / second).toBeCloseTo(0.5, 1);
    expect(moved("backbone.top.weight") / second).toBeCloseTo(1, 1);
  });

  it.each(["frozen", "trained"] as const)(
    "learns with %s batch normalisation, and the file says the same",
    async (batchNorm) => {
      const network = networkOf(small, { ...all, batchNorm });
      const { losses, weights, first, batch } = await tune(network, 16, 40, 1e-2);
      expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
      const statistic = "backbone.stem.mean";
      if (batchNorm === "frozen") expect(weights.has(statistic)).toBe(false);
      else expect(weights.get(statistic)?.data).not.toEqual(first.get(statistic)?.data);
      const [direct, read] = await scoresBothWays(network, weights, batch.images, 16);
      direct.forEach((value, index) => {
        expect(read[index]).toBeCloseTo(value, 5);
      });
    },
  );

  it("takes other sizes than the one that the network was made for", () => {
    expect(() => stepOf(networkOf(small, all), 2, 32)).not.toThrow();
    expect(() => stepOf(networkOf(small, all), 2, 24)).not.toThrow();
  });
});

const shared = resolve(import.meta.dirname, "../../../../shared/weights");
const files = existsSync(shared) ? readdirSync(shared).filter((name) => name.endsWith(".onnx")) : [];
/** The deepest has no normalisation left: what is gentle for the others throws it off. */
const rateOf = (name: string): number => (name.startsWith("resnet50_v1") ? 3e-5 : 3e-4);
const scalingOf = (name: string): InputScalingName =>
  /tfslim|inception/.test(name) ? "tensorflow" : "torch";

describe("real networks", () => {
  it.skipIf(files.length === 0)("are there (needs ../shared/weights)", () => {
    expect(files.length).toBeGreaterThanOrEqual(7);
  });

  it.each(files)(
    "%s from ../shared/weights is fine-tuned for 20 steps and written back",
    { timeout: 180_000 },
    async (name) => {
      const backbone = onnxBackbone(join(shared, name), { scaling: scalingOf(name) });
      const size = name.startsWith("inception") ? 96 : 64;
      const network = networkOf(backbone, { ...all, earlyRate: 0.1 });
      const { losses, weights, batch } = await tune(network, size, 20, rateOf(name));
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(mean(losses.slice(-5))).toBeLessThan(0.8 * mean(losses.slice(0, 5)));
      const [direct, read] = await scoresBothWays(network, weights, batch.images, size);
      const largest = Math.max(...direct.map(Math.abs));
      direct.forEach((value, index) => {
        expect(Math.abs(value - (read[index] ?? Number.NaN)) / largest).toBeLessThan(1e-4);
      });
    },
  );
});
