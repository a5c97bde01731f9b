import type { Value } from "../../../engine/graph/graph.ts";
import { MorError } from "../../../errors.ts";
import { tensor } from "../../../tensor/tensor.ts";
import { batchSizeOf, inBatches } from "../model/batches.ts";
import type {
  ExplainableModel,
  ExplainableNetwork,
  NetworkParts,
  SpatialLayer,
} from "../model/explainable-model.ts";
import { withoutPooling } from "../model/without-pooling.ts";
import type { MapRequest } from "./method.ts";

/** What a method adds to a network: from the logits of the explained classes to its result. */
export interface Derivation {
  /** Names what is added, layer included. */
  readonly key: string;
  /** @param score the sum over the batch of each input's logit of its class. @returns the output, [batch, ...]. */
  readonly write: (parts: NetworkParts, score: Value) => Value;
}

/** Inputs that are made one after the other when their batch comes: there may be hundreds of variants of each image. */
export interface InputSeries {
  readonly count: number;
  /** Writes input `place` [C, H, W]. @returns the class that is explained. */
  readonly write: (place: number, out: Float32Array) => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** The inputs of a request as they are. */
export function seriesOf({
  inputs,
  count,
  targets,
  signal,
  onProgress,
}: Omit<MapRequest, "random" | "layer">): InputSeries {
  const length = inputs.length / Math.max(1, count);
  return {
    count,
    write(place, out) {
      out.set(inputs.subarray(place * length, (place + 1) * length));
      return targets[place] ?? 0;
    },
    signal,
    onProgress,
  };
}

/**
 * Runs a network with an addition over a series of inputs, and hands out each batch's output; memory is that of a batch.
 * @throws MorError `usage` for a model without a network, `cancelled`.
 */
export async function runDerived(
  model: ExplainableModel,
  { count, write: writeInput, signal, onProgress }: InputSeries,
  { key, write }: Derivation,
  take: (output: Float32Array, start: number, end: number) => void,
): Promise<void> {
  const network = networkOf(model, key);
  const { classCount, input } = model;
  const { channels, height, width } = input;
  const length = channels * height * width;
  const batch = batchSizeOf(model, count);
  const session = await network.derive(key, batch, (parts) => {
    const { b, logits } = parts;
    const chosen = b.input("targets", "float32", [batch, classCount]);
    const score = b.op("ReduceSum", [b.op("Mul", [logits, chosen]), b.integers([0, 1])], { keepdims: 0 });
    b.output(write(parts, score), "result");
  });
  const images = new Float32Array(batch * length);
  const chosen = new Float32Array(batch * classCount);
  await inBatches({ count, batch, signal, onProgress }, async (start, end) => {
    images.fill(0, (end - start) * length);
    chosen.fill(0);
    for (let slot = 0; slot < end - start; slot++) {
      const target = writeInput(start + slot, images.subarray(slot * length, (slot + 1) * length));
      checkTarget(target, classCount);
      chosen[slot * classCount + target] = 1;
    }
    const { result } = await session.run({
      images: tensor("float32", [batch, channels, height, width], images),
      targets: tensor("float32", [batch, classCount], chosen),
    });
    take(result?.data as Float32Array, start, end); // every derivation writes float32
  });
}

/** A wrong index would fall into the row of another input. @throws MorError `usage` */
export function checkTarget(target: number, classCount: number): void {
  if (Number.isInteger(target) && target >= 0 && target < classCount) return;
  throw new MorError("usage", `Expected a class from 0 to ${classCount - 1} to explain, got ${target}`);
}

/** @throws MorError `usage` for a model that has scores alone. */
export function networkOf({ network }: ExplainableModel, method: string): ExplainableNetwork {
  if (network) return network;
  throw new MorError("usage", `Expected a network to explain with ${method}, got a classical model`, {
    hint: "For models that have scores alone there are: occlusion, rise.",
  });
}

/**
 * The layer of that name; by default the last that is no pooling, whose maps are finer.
 * @throws MorError `usage` for a layer that does not exist, with those that do, and for a network without any.
 */
export function chooseLayer(layers: readonly SpatialLayer[], wanted?: string): SpatialLayer {
  const last = withoutPooling(layers).at(-1);
  if (!last) {
    throw new MorError(
      "usage",
      "Expected a network with convolutions, got one without layers that have pixels",
      {
        hint: "Methods that apply to it: gradient, smooth-grad, integrated-gradients, guided-backprop, occlusion, rise.",
      },
    );
  }
  if (wanted === undefined) return last;
  const found = layers.find(({ name }) => name === wanted);
  if (found) return found;
  throw new MorError("usage", `Expected a layer of the network, got "${wanted}"`, {
    hint: `There are: ${layers.map(({ name }) => name).join(", ")}.`,
  });
}
