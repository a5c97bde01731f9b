import { MorError } from "../../errors.ts";
import type { Random } from "../../tensor/random.ts";
import { sameShape } from "../../tensor/shape.ts";
import { scalar, type Tensor, tensor, zeros } from "../../tensor/tensor.ts";
import type { Graph } from "../graph/graph.ts";
import { blockConvolutions } from "../layout/block-convolutions.ts";
import type { Weights } from "../nn/scope.ts";
import { findBlockSize } from "./block-size.ts";
import { openSession, type SessionOptions } from "./session.ts";
import type { TrainingStep } from "./training-step.ts";

/** A batch of the size that the step was built for. */
export interface Batch {
  /** [N, C, H, W] */
  readonly images: Float32Array;
  /** [N], in 0..K-1 */
  readonly labels: BigInt64Array;
}

export interface StepResult {
  readonly loss: number;
  /** [N, K] */
  readonly logits: Float32Array;
}

/** Runs training steps and keeps the state between them. */
export interface Trainer {
  /** Number of steps done. */
  readonly step: number;
  /** One step. @param random the source of this step's dropout masks. */
  run(batch: Batch, learningRate: number, random: Random): Promise<StepResult>;
  /** Parameters, buffers and optimizer slots by name, as they are now: the next step overwrites them. */
  readonly state: ReadonlyMap<string, Tensor<"float32">>;
  /** Copies of parameters, buffers and optimizer slots by name. */
  snapshot(): Map<string, Tensor<"float32">>;
  /**
   * Takes up a snapshot. Tensors that the step does not know are ignored.
   * @throws MorError `shape-mismatch` before anything is changed, when the snapshot lacks a tensor or has another shape.
   */
  restore(state: Weights, step: number): void;
  close(): Promise<void>;
}

/**
 * Opens a trainer with the given first weights; optimizer state starts at zero.
 * @throws MorError `shape-mismatch` when a parameter or buffer of the network is missing or has another shape.
 */
export async function openTrainer(
  trainingStep: TrainingStep,
  weights: Weights,
  options: SessionOptions = {},
): Promise<Trainer> {
  const { batch, imageShape, optimizer } = trainingStep.spec;
  for (const { name, shape } of trainingStep.declarations) {
    checkShape("weights", name, weights.get(name), shape);
  }
  const session = await openSession(await laidOut(trainingStep.graph, options), options);
  // Two sets of arrays take turns: a step reads one and writes the other, so nothing is copied or allocated.
  let current = new Map(
    trainingStep.state.map(({ name, shape }) => {
      const first = weights.get(name);
      return [name, first ? tensor("float32", shape, first.data.slice()) : zeros("float32", shape)];
    }),
  );
  let spare = new Map(trainingStep.state.map(({ name, shape }) => [name, zeros("float32", shape)]));
  const masks = new Map(trainingStep.masks.map(({ name, shape }) => [name, zeros("float32", shape)]));
  let done = 0;
  return {
    get step() {
      return done;
    },
    get state() {
      return current;
    },
    async run({ images, labels }, learningRate, random) {
      for (const { name, keep } of trainingStep.masks) fillMask(masks.get(name)?.data, keep, random);
      const results = await session.run(
        {
          images: tensor("float32", [batch, ...imageShape], images),
          labels: tensor("int64", [batch], labels),
          learningRate: scalar(learningRate),
          ...mapValues(optimizer.scalars(done + 1), scalar),
          ...Object.fromEntries(masks),
          ...Object.fromEntries(current),
        },
        Object.fromEntries([...spare].map(([name, value]) => [`next.${name}`, value])),
      );
      [current, spare] = [spare, current];
      done++;
      return {
        loss: Number(results.loss?.data[0]),
        logits: results.logits?.data as Float32Array, // the step's graph declares it float32
      };
    },
    snapshot: () =>
      new Map([...current].map(([name, { shape, data }]) => [name, tensor("float32", shape, data.slice())])),
    restore(state, step) {
      for (const { name, shape } of trainingStep.state) checkShape("snapshot", name, state.get(name), shape);
      for (const [name, { data }] of current) data.set(state.get(name)?.data ?? data);
      done = step;
    },
    close: () => session.close(),
  };
}

/** The graph in the layout that the device is fastest with. */
async function laidOut(graph: Graph, { device = "cpu" }: SessionOptions): Promise<Graph> {
  const block = device === "cpu" ? await findBlockSize() : undefined;
  return block === undefined ? graph : blockConvolutions(graph, block);
}

function checkShape(where: string, name: string, value: Tensor | undefined, shape: readonly number[]): void {
  if (value && sameShape(value.shape, shape)) return;
  throw new MorError(
    "shape-mismatch",
    `Expected "${name}" with shape [${shape}] in the ${where}, got ${value ? `[${value.shape}]` : "none"}`,
    {
      hint: "The network must be the one that the weights were made for: same model, classes and image size.",
    },
  );
}

/** Ones with probability `keep`, drawn 32 bits at a time by xorshift (Marsaglia 2003): masks are large. */
function fillMask(mask: Float32Array | undefined, keep: number, random: Random): void {
  if (!mask) return;
  let state = random.integer(0x7fffffff) + 1;
  const limit = keep * 2 ** 32;
  for (let index = 0; index < mask.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    mask[index] = state >>> 0 < limit ? 1 : 0;
  }
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
