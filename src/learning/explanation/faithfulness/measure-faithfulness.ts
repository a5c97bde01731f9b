import { throwIfCancelled } from "../../../errors.ts";
import type { Clusters } from "../../metrics/cluster-bootstrap.ts";
import type { ExplanationMethod } from "../methods/method.ts";
import type { ExplainableModel } from "../model/explainable-model.ts";
import { cutCells, hottestFirst, randomOrder } from "./cell-grid.ts";
import {
  areaUnder,
  type DeletionRun,
  deletedShares,
  deletionCurves,
  prepareDeletion,
  restsOnStructure,
} from "./deletion.ts";
import { type Faithfulness, type FaithfulnessScores, warnOfFaithfulness } from "./faithfulness.ts";
import {
  checkLength,
  checkRequest,
  clustersOf,
  type FaithfulnessRequest,
  type FaithfulnessStage,
  spreadInputs,
} from "./faithfulness-request.ts";
import { estimateMean, type MeanEstimate } from "./mean-estimate.ts";
import { passesRandomisation, type Randomisation, randomizeNetwork } from "./randomisation.ts";
import { scoreAgainstMask } from "./true-masks.ts";

/** Inputs that are ready to test one method after the other. */
export interface FaithfulnessTest {
  /**
   * Tests one method.
   * @param maps [count, H, W] of the method, where they are made already.
   * @throws MorError `cancelled`, and as `method.map`.
   */
  measure(method: ExplanationMethod, maps?: Float32Array): Promise<Faithfulness>;
}

/**
 * Tests whether the maps of a method point at what the model uses.
 *
 * Deletion and insertion (Petsiuk, Das and Saenko 2018, arXiv:1806.07421): cells of the input are replaced by a blurred copy
 * from the hottest to the coldest, or put back into one, while the probability of the explained class is watched. The
 * baseline takes the same cells in random order. Single pixels in random order would be an unfair one: they are noise all
 * over the input from the first step, which spoils any verdict faster than a hole does. Taking away in one random order
 * is putting back in the reverse one, so deletion and insertion share their baseline.
 *
 * One class or another is the model's answer to an input without structure. What is given to it rests on nothing that could be
 * taken away: inputs that keep at least half of their probability when they are blurred all over are left out of both
 * curves, for the method and the baseline alike, and a warning counts them.
 *
 * Against true masks: pointing game and mass accuracy (`scoreAgainstMask`), inputs with an empty mask left out. Sensitivity to
 * randomisation: `randomizeNetwork`; the interval is over inputs, for the networks drawn. NaN in a map counts as coldest.
 *
 * @throws MorError `shape-mismatch` for arrays of other lengths, `cancelled`, and as `method.map`.
 */
export async function measureFaithfulness(
  model: ExplainableModel,
  method: ExplanationMethod,
  request: FaithfulnessRequest & { readonly maps?: Float32Array | undefined },
): Promise<Faithfulness> {
  const test = await prepareFaithfulness(model, request);
  return test.measure(method, request.maps);
}

/** Makes once what several methods share: the blurred copies and the baseline. See `measureFaithfulness`. */
export async function prepareFaithfulness(
  model: ExplainableModel,
  request: FaithfulnessRequest,
): Promise<FaithfulnessTest> {
  checkRequest(request, model.input);
  const { inputs, count, targets, random, cells = 16, randomOrders = 5 } = request;
  const { height, width } = model.input;
  const grid = cutCells(height, width, cells);
  const steps = Math.min(request.steps ?? 16, grid.count);
  const shares = deletedShares(grid.count, steps);
  const setting = await prepareDeletion(model, { inputs, count, targets, grid, steps }, request.signal);
  const clusters = clustersOf(request);
  const estimate = (values: Float64Array, of = clusters, isShare = true): MeanEstimate =>
    estimateMean(values, { clusters: of, random: random.fork("bootstrap"), isShare });
  const orders = Array.from({ length: count }, (_, index) =>
    Array.from({ length: randomOrders }, (_, draw) =>
      randomOrder(grid.count, random.fork("order", index, draw)),
    ),
  );
  const drawn = await deletionCurves(model, setting, orders, runOf(request, "baseline"));
  const baseline = averageOrders(drawn, count, randomOrders, steps);
  const randomAuc = areasOf(baseline, shares);
  const rests = restsOnStructure(setting);
  const keep = (areas: Float64Array): Float64Array =>
    areas.map((area, index) => (rests[index] ? area : Number.NaN));
  const meanOf = (curves: readonly Float64Array[]): number[] =>
    meanCurve(
      curves.filter((_, index) => rests[index]),
      steps,
    );

  return {
    async measure(method, given) {
      const maps = given ?? (await makeMaps(model, method, request));
      const plane = height * width;
      checkLength("maps", maps.length, count * plane);
      const falling = Array.from({ length: count }, (_, index) =>
        hottestFirst(maps.subarray(index * plane, (index + 1) * plane), grid, random.fork("ties", index)),
      );
      const both = falling.map((order) => [order, order.toReversed()]);
      const curves = await deletionCurves(model, setting, both, runOf(request, "deletion"));
      const deletion = takeOrder(curves, count, steps, 0);
      const insertion = takeOrder(curves, count, steps, 1); // from its end
      const [deletionAuc, insertionAuc] = [areasOf(deletion, shares), areasOf(insertion, shares)];
      const masked = scoreMasks(maps, model, request);
      const forgotten = await forget(model, method, request);
      const correlation = forgotten && estimate(forgotten.perInput, forgotten.clusters, false);
      const scores: FaithfulnessScores = {
        deletionAuc: estimate(keep(deletionAuc)),
        insertionAuc: estimate(keep(insertionAuc)),
        randomDeletionAuc: estimate(keep(randomAuc)),
        randomInsertionAuc: estimate(keep(randomAuc)),
        ...(masked.isKnown && {
          pointingGame: estimate(masked.pointingGame),
          pointingChance: estimate(masked.maskShare),
          massAccuracy: estimate(masked.massAccuracy),
          massChance: estimate(masked.maskShare),
        }),
        ...(correlation && {
          randomisation: correlation,
          randomisationPasses: passesRandomisation(correlation, forgotten.flatShare),
          flatShare: forgotten.flatShare,
        }),
        advantages: {
          deletion: estimate(keep(differ(randomAuc, deletionAuc)), clusters, false),
          insertion: estimate(keep(differ(insertionAuc, randomAuc)), clusters, false),
          ...(masked.isKnown && {
            pointingGame: estimate(differ(masked.pointingGame, masked.maskShare), clusters, false),
            massAccuracy: estimate(differ(masked.massAccuracy, masked.maskShare), clusters, false),
          }),
        },
      };
      const { pointingGame, massAccuracy, maskShare } = masked;
      return {
        method: method.name,
        ...scores,
        curves: {
          share: [...shares],
          insertionShare: [...shares].map((share) => 1 - share).reverse(),
          deletion: meanOf(deletion),
          insertion: meanOf(insertion).toReversed(),
          randomDeletion: meanOf(baseline),
          randomInsertion: meanOf(baseline).toReversed(),
          ...(forgotten && {
            randomisation: { layers: forgotten.layers, correlation: forgotten.correlation },
          }),
        },
        perInput: {
          deletionAuc,
          insertionAuc,
          randomDeletionAuc: randomAuc,
          randomInsertionAuc: randomAuc,
          restsOnStructure: rests,
          pointingGame,
          massAccuracy,
          maskShare,
        },
        warnings: [
          ...warnOfFaithfulness(method.title, scores),
          ...warnOfFlatMaps(method.title, forgotten?.flatShare ?? 0),
          ...warnOfBlankInputs(rests),
        ],
      };
    },
  };
}

async function makeMaps(
  model: ExplainableModel,
  method: ExplanationMethod,
  request: FaithfulnessRequest,
): Promise<Float32Array> {
  const { inputs, count, targets, layer, random } = request;
  return method.map(model, { inputs, count, targets, layer, random, ...runOf(request, "maps") });
}

/** How far a stage is, of the count of inputs. */
function runOf({ count, signal, onProgress }: FaithfulnessRequest, stage: FaithfulnessStage): DeletionRun {
  return { signal, onProgress: (done) => onProgress?.(stage, done / count) };
}

/** [count, orders, points] -> one curve for each input. */
function averageOrders(curves: Float64Array, count: number, orders: number, steps: number): Float64Array[] {
  const points = steps + 1;
  return Array.from({ length: count }, (_, index) =>
    Float64Array.from({ length: points }, (_, point) => {
      let sum = 0;
      for (let order = 0; order < orders; order++)
        sum += curves[(index * orders + order) * points + point] ?? 0;
      return sum / orders;
    }),
  );
}

/** [count, 2, points] -> the first or second curve of each input. */
function takeOrder(curves: Float64Array, count: number, steps: number, order: 0 | 1): Float64Array[] {
  const points = steps + 1;
  return Array.from({ length: count }, (_, index) =>
    curves.slice((2 * index + order) * points, (2 * index + order + 1) * points),
  );
}

function areasOf(curves: readonly Float64Array[], shares: Float64Array): Float64Array {
  return Float64Array.from(curves, (curve) => areaUnder(curve, shares));
}

function differ(higher: Float64Array, lower: Float64Array): Float64Array {
  return higher.map((value, index) => value - (lower[index] ?? 0));
}

/** Zeros where there are no curves. */
function meanCurve(curves: readonly Float64Array[], steps: number): number[] {
  return Array.from(
    { length: steps + 1 },
    (_, point) => curves.reduce((sum, curve) => sum + (curve[point] ?? 0), 0) / Math.max(1, curves.length),
  );
}

/** NaN for inputs without a mask, or with an empty one. */
function scoreMasks(
  maps: Float32Array,
  { input }: ExplainableModel,
  { count, masks, tolerance }: FaithfulnessRequest,
): Pick<Faithfulness["perInput"], "pointingGame" | "massAccuracy" | "maskShare"> & {
  readonly isKnown: boolean;
} {
  const plane = input.height * input.width;
  const scores = Array.from({ length: count }, (_, index) => {
    const mask = masks?.[index];
    return (
      mask && scoreAgainstMask(maps.subarray(index * plane, (index + 1) * plane), mask, input, tolerance)
    );
  });
  return {
    isKnown: scores.some((score) => score !== undefined),
    pointingGame: Float64Array.from(scores, (score) => score?.hit ?? Number.NaN),
    massAccuracy: Float64Array.from(scores, (score) => score?.mass ?? Number.NaN),
    maskShare: Float64Array.from(scores, (score) => score?.chance ?? Number.NaN),
  };
}

async function forget(
  model: ExplainableModel,
  method: ExplanationMethod,
  request: FaithfulnessRequest,
): Promise<(Randomisation & { readonly clusters: Clusters }) | undefined> {
  const { layer, random, session, signal, onProgress, randomisationInputs = 16 } = request;
  throwIfCancelled(signal);
  const { clusters, ...chosen } = spreadInputs(request, randomisationInputs);
  const result = await randomizeNetwork(model, method, {
    ...chosen,
    layer,
    random,
    session,
    signal,
    onProgress: (share) => onProgress?.("randomisation", share),
  });
  return result && { ...result, clusters };
}

function warnOfBlankInputs(rests: readonly boolean[]): string[] {
  const blank = rests.filter((rest) => !rest).length;
  return blank === 0
    ? []
    : [
        `${blank} of ${rests.length} inputs keep at least half of their probability when they are blurred all over: nothing can be taken away from such a verdict, and deletion and insertion leave them out.`,
      ];
}

function warnOfFlatMaps(title: string, flatShare: number): string[] {
  return flatShare <= 0.5
    ? []
    : [
        `${title}: ${Math.round(100 * flatShare)} % of the comparisons with shuffled networks have a map that is the same everywhere, so that the randomisation test says nothing.`,
      ];
}
