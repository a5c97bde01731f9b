import type { SessionOptions } from "../../../engine/runtime/session.ts";
import { MorError } from "../../../errors.ts";
import type { Random } from "../../../tensor/random.ts";
import { type Clusters, numberClusters } from "../../metrics/cluster-bootstrap.ts";
import type { InputSize } from "../model/explainable-model.ts";
import type { TrueMask } from "./true-masks.ts";

export interface FaithfulnessRequest {
  /** [count, C, H, W], as the model takes them; they and a blurred copy are held in memory. */
  readonly inputs: Float32Array;
  readonly count: number;
  /** The class that is explained of each input, in 0..K-1. */
  readonly targets: Int32Array;
  /** Plant, leaf or movie of each input: intervals are made over these. */
  readonly groups?: readonly string[] | undefined;
  /** Index of the image that each input was cut from: intervals are made over images where there are no groups. */
  readonly imageOf?: ArrayLike<number> | undefined;
  /** True masks [H, W], undefined where there is none. */
  readonly masks?: readonly (TrueMask | undefined)[] | undefined;
  /** Pixels by which the masks are widened, for hits and chance alike; 0 by default. */
  readonly tolerance?: number | undefined;
  /** Cells along each side in deletion and insertion; 16 by default, or as many as there are pixels. */
  readonly cells?: number | undefined;
  /** Steps in which they go; 16 by default. */
  readonly steps?: number | undefined;
  /** Random orders of the baseline; 5 by default. */
  readonly randomOrders?: number | undefined;
  /** Inputs of the randomisation test, spread over all; 16 by default, 0 leaves it out. */
  readonly randomisationInputs?: number | undefined;
  readonly layer?: string | undefined;
  readonly random: Random;
  /** How the networks with shuffled weights are run. */
  readonly session?: SessionOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: FaithfulnessStage, share: number) => void) | undefined;
}

/** What is under way; `onProgress` gives its share that is done. */
export type FaithfulnessStage = "baseline" | "maps" | "deletion" | "randomisation";

/** @throws MorError `shape-mismatch` for arrays of other lengths, `usage` for settings out of range. */
export function checkRequest(request: FaithfulnessRequest, { channels, height, width }: InputSize): void {
  const { inputs, count, targets, groups, imageOf, masks, cells = 16, steps = 16 } = request;
  checkLength("inputs", inputs.length, count * channels * height * width);
  checkLength("targets", targets.length, count);
  if (groups) checkLength("groups", groups.length, count);
  if (imageOf) checkLength("imageOf", imageOf.length, count);
  if (masks) checkLength("masks", masks.length, count);
  for (const mask of masks ?? []) if (mask) checkLength("mask", mask.length, height * width);
  const settings = { cells, steps, randomOrders: request.randomOrders ?? 1 };
  for (const [name, value] of Object.entries(settings)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new MorError("usage", `Expected a whole number of at least 1, got ${value} (${name})`);
  }
}

/** @throws MorError `shape-mismatch` */
export function checkLength(name: string, length: number, expected: number): void {
  if (length === expected) return;
  throw new MorError("shape-mismatch", `Expected ${expected} elements, got ${length} (${name})`);
}

/** Groups, or images where there are none, or else every input alone. */
export function clustersOf({ groups, imageOf, count }: FaithfulnessRequest): Clusters {
  if (groups) return numberClusters(groups);
  return numberClusters(
    Array.from({ length: count }, (_, index) => String(imageOf ? imageOf[index] : index)),
  );
}

/** Inputs spread evenly over all, with what belongs to each. */
export function spreadInputs(
  request: FaithfulnessRequest,
  wanted: number,
): Pick<FaithfulnessRequest, "inputs" | "count" | "targets"> & { readonly clusters: Clusters } {
  const count = Math.min(wanted, request.count);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * request.count) / count));
  const length = request.inputs.length / Math.max(1, request.count);
  const inputs = new Float32Array(count * length);
  chosen.forEach((index, i) => {
    inputs.set(request.inputs.subarray(index * length, (index + 1) * length), i * length);
  });
  const clusters = clustersOf(request);
  return {
    inputs,
    count,
    targets: Int32Array.from(chosen, (index) => request.targets[index] ?? 0),
    clusters: numberClusters(chosen.map((index) => String(clusters.index[index]))),
  };
}
