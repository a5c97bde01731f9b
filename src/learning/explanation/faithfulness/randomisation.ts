import type { SessionOptions } from "../../../engine/runtime/session.ts";
import { throwIfCancelled } from "../../../errors.ts";
import type { Random } from "../../../tensor/random.ts";
import type { ExplanationMethod } from "../methods/method.ts";
import type { ExplainableModel } from "../model/explainable-model.ts";
import { openNetworkModel } from "../model/network-model.ts";
import type { MeanEstimate } from "./mean-estimate.ts";
import { layerWeights, randomizeWeights } from "./randomize-weights.ts";
import { rankCorrelation } from "./rank-correlation.ts";

export interface RandomisationRequest {
  /** [count, C, H, W] */
  readonly inputs: Float32Array;
  readonly count: number;
  readonly targets: Int32Array;
  readonly layer?: string | undefined;
  readonly random: Random;
  readonly session?: SessionOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** How maps change while a network forgets what it has learnt. */
export interface Randomisation {
  /** Weight tensors that are shuffled at each stage, counted from the logits. */
  readonly layers: readonly number[];
  /** Mean rank correlation with the maps of the trained network at each stage. */
  readonly correlation: readonly number[];
  /** The same of each input, all being shuffled; the mean of several such networks. NaN where there was nothing to compare. */
  readonly perInput: Float64Array;
  /** Share of the comparisons with these networks in which one map was the same everywhere, so that nothing can be said. */
  readonly flatShare: number;
}

/**
 * The cascading randomisation of Adebayo et al. 2018 (arXiv:1810.03292): a map that stays the same when the weights are
 * lost shows the image, not the network.
 *
 * Weights are shuffled (`randomizeWeights`) from the logits down: of one layer, of a third, of two thirds, of all. The last stage is made three
 * times, as one random network may be like the trained one by chance. Likeness is Spearman's correlation of the pixels, once
 * of the values and once of their sizes, as in the paper; the larger one counts, so that a map that only changes
 * its signs does not pass. A map that is the same everywhere has no order of pixels: such comparisons are left out.
 *
 * @returns undefined for a model without a network, or one without weights.
 * @throws MorError `cancelled`, and as `method.map`.
 */
export async function randomizeNetwork(
  model: ExplainableModel,
  method: ExplanationMethod,
  request: RandomisationRequest,
): Promise<Randomisation | undefined> {
  const { network } = model;
  if (!network || request.count === 0) return undefined;
  const weights = layerWeights(network.graph);
  if (weights.length === 0) return undefined;
  const { inputs, count, targets, layer, random, session = {}, signal, onProgress } = request;
  const stages = stagesOf(weights.length);
  const rounds = stages.length - 1 + finalDraws;
  // The same noise and masks for all networks.
  const mapsOf = (of: ExplainableModel, before: number): Promise<Float32Array> =>
    method.map(of, {
      ...{ inputs, count, targets, layer, random, signal },
      onProgress: (done) => onProgress?.((before + done / count) / (rounds + 1)),
    });
  const trained = await mapsOf(model, 0);
  const correlation: number[] = [];
  const sums = new Float64Array(count);
  const compared = new Int32Array(count);
  for (let round = 0; round < rounds; round++) {
    throwIfCancelled(signal);
    const layers = stages[Math.min(round, stages.length - 1)] ?? weights.length;
    const draw = Math.max(0, round - stages.length + 1);
    const graph = randomizeWeights(network.graph, weights.slice(0, layers), random.fork("network", draw));
    const copy = await openNetworkModel(graph, { ...session, path: "network with shuffled weights" });
    try {
      const likeness = compareMaps(trained, await mapsOf(copy, round + 1), count);
      if (layers < weights.length) correlation.push(mean(likeness));
      else {
        likeness.forEach((value, index) => {
          if (Number.isNaN(value)) return;
          sums[index] = (sums[index] ?? 0) + value;
          compared[index] = (compared[index] ?? 0) + 1;
        });
      }
    } finally {
      await copy.close();
    }
  }
  const perInput = sums.map((sum, index) => sum / (compared[index] ?? 0)); // 0 / 0 is NaN
  correlation.push(mean(perInput));
  const made = compared.reduce((sum, times) => sum + times, 0);
  return { layers: stages, correlation, perInput, flatShare: 1 - made / (count * finalDraws) };
}

/**
 * Passed when the interval of the correlation ends below 0.5: then the random network shares less than a quarter (0.5
 * squared) of the order of the pixels with the trained one. Zero cannot be asked for: both see the same image.
 * @returns undefined where that cannot be told: for want of inputs, or when most comparisons had a flat map.
 */
export function passesRandomisation({ high }: MeanEstimate, flatShare: number): boolean | undefined {
  return high === null || flatShare > 0.5 ? undefined : high < 0.5;
}

const finalDraws = 3;

function stagesOf(count: number): number[] {
  const stages = [1, Math.ceil(count / 3), Math.ceil((2 * count) / 3), count];
  return stages.filter((stage, index) => stages.indexOf(stage) === index);
}

/** The larger of the correlations of values and of sizes, which are the same for maps of 0 and more; NaN for flat maps. */
function compareMaps(trained: Float32Array, random: Float32Array, count: number): Float64Array {
  const plane = trained.length / count;
  return Float64Array.from({ length: count }, (_, index) => {
    const first = trained.subarray(index * plane, (index + 1) * plane);
    const second = random.subarray(index * plane, (index + 1) * plane);
    if (isFlat(first) || isFlat(second)) return Number.NaN;
    const signed = rankCorrelation(first, second);
    const isSigned = [first, second].some((map) => map.some((value) => value < 0));
    return isSigned ? Math.max(signed, rankCorrelation(first.map(Math.abs), second.map(Math.abs))) : signed;
  });
}

/** Without an order of pixels: one value everywhere, or NaN. */
function isFlat(map: Float32Array): boolean {
  return map.every((value) => value === map[0]) || map.some(Number.isNaN);
}

/** Over what is not NaN; NaN where nothing is left. */
function mean(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
