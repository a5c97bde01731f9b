import { MorError } from "../../errors.ts";
import type { Random } from "../../tensor/random.ts";
import { sameShape } from "../../tensor/shape.ts";
import { scalar, type Tensor, tensor, zeros } from "../../tensor/tensor.ts";
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
  /** [N, targets], where the step has an objective. */
  readonly targets?: Float32Array;
}

export interface StepResult {
  readonly loss: number;
  /** [N, K] */
  readonly logits: Float32Array;
}

export interface TrainerOptions extends SessionOptions {
  /** Where the optimizer works: by default in a loop on the processor, in the graph on other devices. */
  readonly update?: "loop" | "graph";
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
  options: TrainerOptions = {},
): Promise<Trainer> {
  const { batch, imageShape, objective } = trainingStep.spec;
  for (const { name, shape } of trainingStep.declarations) {
    checkShape("weights", name, weights.get(name), shape);
  }
  const first = ({ name, shape }: { readonly name: string; readonly shape: readonly number[] }) => {
    const given = weights.get(name);
    return [name, given ? tensor("float32", shape, given.data.slice()) : zeros("float32", shape)] as const;
  };
  const current = new Map(trainingStep.state.map(first));
  const masks = new Map(trainingStep.masks.map(({ name, shape }) => [name, zeros("float32", shape)]));
  const { device = "cpu", update = device === "cpu" ? "loop" : "graph" } = options;
  const advance = await (update === "loop" ? openLoopedStep : openWholeStep)(trainingStep, current, options);
  let done = 0;
  return {
    get step() {
      return done;
    },
    get state() {
      return current;
    },
    async run({ images, labels, targets }, learningRate, random) {
      for (const { name, keep } of trainingStep.masks) fillMask(masks.get(name)?.data, keep, random);
      const feeds = {
        images: tensor("float32", [batch, ...imageShape], images),
        labels: tensor("int64", [batch], labels),
        ...(objective && targets ? { targets: tensor("float32", [batch, objective.targets], targets) } : {}),
        ...Object.fromEntries(masks),
      };
      const results = await advance.run(feeds, learningRate, done + 1);
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
    close: () => advance.close(),
  };
}

type State = Map<string, Tensor<"float32">>;
type Results = Record<string, Tensor>;

/** What brings the state from one step to the next. */
interface Advance {
  run(feeds: Readonly<Record<string, Tensor>>, learningRate: number, step: number): Promise<Results>;
  close(): Promise<void>;
}

/** The graph gives gradients, in the layout that the processor is fastest with, and a loop applies them. */
async function openLoopedStep(
  { gradientGraph, updates, state, spec }: TrainingStep,
  current: State,
  options: SessionOptions,
): Promise<Advance> {
  const block = (options.device ?? "cpu") === "cpu" ? await findBlockSize() : undefined;
  const graph = block === undefined ? gradientGraph : blockConvolutions(gradientGraph, block);
  const session = await openSession(graph, options);
  const gradients = new Map(updates.map(({ gradient, shape }) => [gradient, zeros("float32", shape)]));
  const updated = new Set(updates.flatMap(({ name, slots }) => [name, ...slots]));
  const buffers = new Map(
    state.flatMap(({ name, shape }) => (updated.has(name) ? [] : [[name, zeros("float32", shape)] as const])),
  );
  const into = {
    ...Object.fromEntries(gradients),
    ...Object.fromEntries([...buffers].map(([name, value]) => [`next.${name}`, value])),
  };
  const read = new Set(session.inputNames);
  const arrayOf = (name: string): Float32Array => current.get(name)?.data ?? new Float32Array();
  return {
    async run(feeds, learningRate, step) {
      const given = Object.entries({ ...feeds, ...Object.fromEntries(current) });
      const results = await session.run(Object.fromEntries(given.filter(([name]) => read.has(name))), into);
      for (const { name, slots, gradient, decay, rate } of updates) {
        const slope = gradients.get(gradient)?.data ?? new Float32Array();
        const arrays = { parameter: arrayOf(name), gradient: slope, slots: slots.map(arrayOf), decay };
        spec.optimizer.apply(arrays, learningRate * rate, step);
      }
      for (const [name, { data }] of buffers) arrayOf(name).set(data);
      return results;
    },
    close: () => session.close(),
  };
}

/** One graph with the update in it, in plain layout. */
async function openWholeStep(
  { graph, state, spec }: TrainingStep,
  current: State,
  options: SessionOptions,
): Promise<Advance> {
  const session = await openSession(graph, options);
  const next = new Map(state.map(({ name, shape }) => [name, zeros("float32", shape)]));
  const into = Object.fromEntries([...next].map(([name, value]) => [`next.${name}`, value]));
  return {
    async run(feeds, learningRate, step) {
      const scalars = { learningRate, ...spec.optimizer.scalars(step) };
      const given = { ...feeds, ...mapValues(scalars, scalar), ...Object.fromEntries(current) };
      const results = await session.run(given, into);
      for (const [name, { data }] of next) current.get(name)?.data.set(data);
      return results;
    },
    close: () => session.close(),
  };
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
