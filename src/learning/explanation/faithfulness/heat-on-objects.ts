import { blurGaussian } from "../../../data/augment/blur-gaussian.ts";
import { MorError } from "../../../errors.ts";
import type { Random } from "../../../tensor/random.ts";
import { describeObject } from "../../classical/measurements/plane/describe-object.ts";
import { labelObjects } from "../../classical/measurements/plane/label-objects.ts";
import { thresholdMask } from "../../classical/measurements/plane/mask.ts";
import { otsuThreshold } from "../../classical/measurements/plane/otsu.ts";
import { numberClusters } from "../../metrics/cluster-bootstrap.ts";
import { aucRoc } from "../../metrics/roc-curve.ts";
import { estimateMean, type MeanEstimate } from "./mean-estimate.ts";

/** Maps, and where the objects below them are. */
export interface HeatOnObjectsRequest {
  /** [count, height, width]; only positive heat counts. */
  readonly maps: Float32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** True objects [height, width]: 0 outside, each object with a number of its own. */
  readonly labels?: readonly (ArrayLike<number> | undefined)[] | undefined;
  /** [count, C, height, width]: bright objects are found in these where there is no truth. */
  readonly inputs: Float32Array;
  /** Group of each input, or index of its image: what intervals are made over. */
  readonly groups?: readonly string[] | undefined;
  readonly imageOf?: ArrayLike<number> | undefined;
  readonly random: Random;
}

/** One object, measured in pixels of the input. */
export interface ObjectHeat {
  /** Index of the input. */
  readonly input: number;
  /** Its number in the label image, or the place at which it was found, from 1. */
  readonly object: number;
  /** In pixels. */
  readonly area: number;
  /** Largest Feret diameter, in pixels. */
  readonly length: number;
  /** Major over minor axis of the ellipse of the same second moments; 1 for a disc. */
  readonly elongation: number;
  /** Whether it is cut off by the edge of the input. */
  readonly isCut: boolean;
  /** Share of the positive heat of the map; 0 for a map without any. */
  readonly heatShare: number;
  /** Mean positive heat of its pixels. */
  readonly meanHeat: number;
  /** Whether it is in the hottest quarter of its input by mean heat. */
  readonly isHot: boolean;
}

export interface HeatOnObjects {
  readonly objects: readonly ObjectHeat[];
  /** Whether the objects are a truth, or were found by a threshold. */
  readonly source: "truth" | "threshold" | "both";
  /** Share of the positive heat on objects, of the maps that have any, and the share of the area that they take. */
  readonly heatShare: MeanEstimate;
  readonly areaShare: MeanEstimate;
  /** Probability that an object of the hottest quarter is larger, longer, more elongated than one of the rest: 0.5 is chance. */
  readonly larger: MeanEstimate;
  readonly longer: MeanEstimate;
  readonly moreElongated: MeanEstimate;
}

/**
 * Ties heat to measured objects: which share of it lies on them, and whether the hot ones are larger, longer or more elongated.
 *
 * Within each input with at least four objects, those of the hottest quarter by mean heat are ranked among the rest
 * (Mann and Whitney 1947, doi:10.1214/aoms/1177730491); means are over inputs, with intervals over groups or images.
 * Objects below four pixels are left out; those cut off by the edge count with the size that is seen. A map without
 * positive heat ranks nothing.
 *
 * @throws MorError `shape-mismatch` for arrays of other lengths.
 */
export function heatOnObjects(request: HeatOnObjectsRequest): HeatOnObjects {
  const { maps, count, height, width, labels, groups, imageOf, random } = request;
  const plane = height * width;
  checkLengths(request);
  const rows = Array.from({ length: count }, (_, index) => {
    const map = maps.subarray(index * plane, (index + 1) * plane);
    return measureInput(index, map, findObjects(request, index), width, height);
  });
  const known = labels?.reduce((sum, label) => sum + (label ? 1 : 0), 0) ?? 0;
  const clusters = numberClusters(
    Array.from({ length: count }, (_, index) => groups?.[index] ?? String(imageOf ? imageOf[index] : index)),
  );
  const estimate = (value: (row: readonly ObjectHeat[]) => number): MeanEstimate =>
    estimateMean(Float64Array.from(rows, value), {
      clusters,
      random: random.fork("bootstrap"),
      isShare: true,
    });
  const hasHeat = rows.map((_, index) => hasPositive(maps.subarray(index * plane, (index + 1) * plane)));
  return {
    objects: rows.flat(),
    source: known === 0 ? "threshold" : known === count ? "truth" : "both",
    heatShare: estimateMean(
      Float64Array.from(rows, (row, index) => (hasHeat[index] ? total(row, "heatShare") : Number.NaN)),
      { clusters, random: random.fork("bootstrap"), isShare: true },
    ),
    areaShare: estimateMean(
      Float64Array.from(rows, (row, index) => (hasHeat[index] ? total(row, "area") / plane : Number.NaN)),
      { clusters, random: random.fork("bootstrap"), isShare: true },
    ),
    larger: estimate((row) => rankHot(row, "area")),
    longer: estimate((row) => rankHot(row, "length")),
    moreElongated: estimate((row) => rankHot(row, "elongation")),
  };
}

const leastArea = 4;
const fewestObjects = 4;

/** Pixels of each object, by its number. */
function findObjects(request: HeatOnObjectsRequest, index: number): ReadonlyMap<number, Int32Array> {
  const { height, width, labels, inputs, count } = request;
  const truth = labels?.[index];
  if (truth) return objectsOfLabels(truth);
  const channels = inputs.length / (count * height * width);
  const plane = meanOfChannels(inputs, index, channels, height * width);
  blurGaussian(plane, { channels: 1, height, width }, 1);
  const { objects } = labelObjects(thresholdMask(plane, height, width, otsuThreshold(plane)), leastArea);
  return new Map(objects.map((pixels, place) => [place + 1, pixels]));
}

function objectsOfLabels(labels: ArrayLike<number>): ReadonlyMap<number, Int32Array> {
  const pixels = new Map<number, number[]>();
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0;
    if (label === 0) continue;
    const known = pixels.get(label);
    if (known) known.push(at);
    else pixels.set(label, [at]);
  }
  const large = [...pixels].filter(([, list]) => list.length >= leastArea);
  return new Map(large.map(([label, list]) => [label, Int32Array.from(list)]));
}

function meanOfChannels(inputs: Float32Array, index: number, channels: number, plane: number): Float32Array {
  const out = new Float32Array(plane);
  for (let i = 0; i < channels * plane; i++) {
    out[i % plane] = (out[i % plane] ?? 0) + (inputs[index * channels * plane + i] ?? 0) / channels;
  }
  return out;
}

function measureInput(
  input: number,
  map: Float32Array,
  objects: ReadonlyMap<number, Int32Array>,
  width: number,
  height: number,
): ObjectHeat[] {
  const heat = map.reduce((sum, value) => sum + (value > 0 ? value : 0), 0);
  const measured = [...objects].map(([object, pixels]) => {
    const { area, maxFeret, majorAxis, minorAxis } = describeObject(pixels, width);
    const on = pixels.reduce((sum, at) => sum + Math.max(0, map[at] ?? 0), 0);
    return {
      input,
      object,
      area,
      length: maxFeret,
      elongation: majorAxis / minorAxis,
      isCut: pixels.some((at) => isEdge(at, width, height)),
      heatShare: heat > 0 ? on / heat : 0,
      meanHeat: on / area,
    };
  });
  const hottest = measured.toSorted((a, b) => b.meanHeat - a.meanHeat);
  const hot = new Set(heat > 0 ? hottest.slice(0, Math.ceil(hottest.length / 4)) : []);
  return measured.map((row) => ({ ...row, isHot: hot.has(row) }));
}

function isEdge(at: number, width: number, height: number): boolean {
  const x = at % width;
  const y = (at - x) / width;
  return x === 0 || y === 0 || x === width - 1 || y === height - 1;
}

function rankHot(row: readonly ObjectHeat[], property: "area" | "length" | "elongation"): number {
  if (row.length < fewestObjects) return Number.NaN;
  const auc = aucRoc(
    row.map((object) => object[property]),
    row.map(({ isHot }) => isHot),
  );
  return auc ?? Number.NaN;
}

function total(row: readonly ObjectHeat[], property: "heatShare" | "area"): number {
  return row.reduce((sum, object) => sum + object[property], 0);
}

function hasPositive(map: Float32Array): boolean {
  return map.some((value) => value > 0);
}

function checkLengths({ maps, count, height, width, labels, inputs }: HeatOnObjectsRequest): void {
  const plane = height * width;
  const isWrong =
    maps.length !== count * plane ||
    inputs.length % Math.max(1, count * plane) !== 0 ||
    (labels ?? []).some((label) => label && label.length !== plane);
  if (!isWrong) return;
  throw new MorError(
    "shape-mismatch",
    `Expected maps, labels and inputs of ${count} x ${height} x ${width} pixels, got ${maps.length} values of maps and ${inputs.length} of inputs`,
  );
}
