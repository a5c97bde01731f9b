import { MorError } from "../../errors.ts";
import { createRandom, type Random } from "../../tensor/random.ts";
import { normalQuantile } from "../metrics/normal-distribution.ts";
import { describeForecast } from "./describe-forecast.ts";
import { errorAt, fitPowerLaw, imagesForError, type MeasuredError, type PowerLaw } from "./power-law.ts";

/** What one model reached after training on so many images. Several points of one size are repeats. */
export interface LearningPoint {
  /** Training images, at least 1. */
  readonly images: number;
  /** On images that it was not trained on, 0..1. */
  readonly accuracy: number;
  /** Interval of the accuracy; `null` where there is none. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Forecast extends Range {
  /** How many times the largest number of images: 2 or 4. */
  readonly factor: number;
  readonly images: number;
  /** Accuracy gained over the largest number of images, 0..1. */
  readonly gain: Range;
}

/** How accuracy grows with the number of training images. */
export interface LearningCurve {
  /** In the order of their images. */
  readonly points: readonly LearningPoint[];
  /** `null` when there are too few points to fit. */
  readonly fit: (PowerLaw & { readonly chiSquare: number }) | null;
  /** Fitted accuracy with its band, from the smallest number of images to 4 times the largest; empty without a fit. */
  readonly curve: readonly (Range & { readonly images: number })[];
  /** At 2 and 4 times the images; empty without a fit. */
  readonly forecasts: readonly Forecast[];
  /** More training images for one more percentage point; Infinity where no number will do. `null` without a fit. */
  readonly imagesForOnePoint: Range | null;
  /** Share of the resampled curves that gain at least a percentage point when the images double. */
  readonly chanceOfOnePoint: number | null;
  /** "cannot-tell" when the data allow both. */
  readonly verdict: "worth-it" | "not-worth-it" | "cannot-tell";
  /** The verdict in words, as full sentences. */
  readonly sentence: string;
  /** Where the fit came from: repeats of each size, or the intervals of the points. */
  readonly resampled: "repeats" | "intervals" | "none";
  readonly level: number;
}

export interface LearningCurveOptions {
  /** Seed of the resampling; 0 by default. */
  readonly seed?: number;
  /** Number of resampled curves; 1,000 by default. */
  readonly resamples?: number;
  /** Coverage of the intervals; 0.95 by default. */
  readonly level?: number;
}

/**
 * Fits `1 - accuracy = floor + scale * images^-rate` and forecasts what more images would bring.
 *
 * Points are weighted by their intervals. Bands come from a bootstrap: over the repeats of each size where every size
 * has at least 3, else over normal errors of the width of the intervals. They hold if the law holds beyond the measured
 * range; at 4 times the images that is a bold assumption.
 *
 * Fewer than 3 different numbers of images, or a largest less than twice the smallest, cannot carry a forecast: then
 * there is no fit, and the verdict is "cannot-tell".
 *
 * @throws MorError `usage` when a point is out of its range.
 */
export function fitLearningCurve(
  points: readonly LearningPoint[],
  options: LearningCurveOptions = {},
): LearningCurve {
  const { seed = 0, resamples = 1000, level = 0.95 } = options;
  points.forEach(checkPoint);
  const sorted = [...points].sort((a, b) => a.images - b.images);
  const sizes = [...new Set(sorted.map(({ images }) => images))];
  const [smallest = 0, largest = 0] = [sizes[0], sizes.at(-1)];
  const none = {
    points: sorted,
    fit: null,
    curve: [],
    forecasts: [],
    imagesForOnePoint: null,
    level,
  } as const;
  if (sizes.length < 3 || largest < 2 * smallest) {
    const sentence =
      sizes.length < 3
        ? `Whether more images are worth taking cannot be told: ${sizes.length} different numbers of training images were tried, and at least 3 are needed.`
        : `Whether more images are worth taking cannot be told: the largest number of training images, ${largest}, is less than twice the smallest, ${smallest}.`;
    return { ...none, chanceOfOnePoint: null, verdict: "cannot-tell", sentence, resampled: "none" };
  }
  const measured = measureErrors(sorted, level);
  const fit = fitPowerLaw(measured);
  const repeated = sizes.every((size) => sorted.filter(({ images }) => images === size).length >= 3);
  const random = createRandom(seed);
  const laws = Array.from({ length: resamples }, () =>
    fitPowerLaw(repeated ? redrawRepeats(measured, random) : redrawErrors(measured, random)),
  );
  const rangeOf = (statistic: (law: PowerLaw) => number): Range =>
    range(statistic(fit), laws.map(statistic), level);
  const accuracyAt = (images: number): Range => rangeOf((law) => 1 - errorAt(law, images));
  const gainAt = (law: PowerLaw, factor: number): number =>
    errorAt(law, largest) - errorAt(law, factor * largest);
  const forecasts = [2, 4].map((factor) => ({
    factor,
    images: factor * largest,
    ...accuracyAt(factor * largest),
    gain: rangeOf((law) => gainAt(law, factor)),
  }));
  const imagesForOnePoint = rangeOf((law) => imagesForError(law, errorAt(law, largest) - 0.01) - largest);
  const chanceOfOnePoint = laws.filter((law) => gainAt(law, 2) >= 0.01).length / resamples;
  const verdict =
    chanceOfOnePoint >= sure ? "worth-it" : chanceOfOnePoint <= 1 - sure ? "not-worth-it" : "cannot-tell";
  return {
    ...none,
    fit,
    curve: Array.from({ length: 49 }, (_, step) => {
      const images = smallest * ((4 * largest) / smallest) ** (step / 48);
      return { images, ...accuracyAt(images) };
    }),
    forecasts,
    imagesForOnePoint,
    chanceOfOnePoint,
    verdict,
    sentence: describeForecast({
      largest,
      forecasts,
      imagesForOnePoint,
      verdict,
      sizes: sizes.length,
      level,
    }),
    resampled: repeated ? "repeats" : "intervals",
  };
}

/** Share of the resampled curves that must agree for a verdict. */
const sure = 0.9;

/**
 * Standard errors from the intervals. A point without one gets the median of the others (1 when there are none); none is
 * below half the median, so that a point with hardly an error does not outweigh all others.
 */
function measureErrors(points: readonly LearningPoint[], level: number): MeasuredError[] {
  const z = normalQuantile(0.5 + level / 2);
  const widths = points.map(({ low, high }) =>
    low === null || high === null || high <= low ? null : (high - low) / (2 * z),
  );
  const known = widths.filter((width) => width !== null).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)] ?? 0.02;
  return points.map(({ images, accuracy }, index) => ({
    images,
    error: 1 - accuracy,
    standardError: Math.max(widths[index] ?? median, median / 2),
  }));
}

function redrawErrors(points: readonly MeasuredError[], random: Random): MeasuredError[] {
  return points.map((point) => ({
    ...point,
    error: Math.min(1, Math.max(0, point.error + random.normal(0, point.standardError))),
  }));
}

function redrawRepeats(points: readonly MeasuredError[], random: Random): MeasuredError[] {
  return points.map(({ images }) => random.pick(points.filter((other) => other.images === images)));
}

/** Percentile interval that holds the value; replicates may be infinite. */
function range(value: number, replicates: readonly number[], level: number): Range {
  const sorted = replicates.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? value;
  return { value, low: Math.min(value, at((1 - level) / 2)), high: Math.max(value, at((1 + level) / 2)) };
}

function checkPoint({ images, accuracy, low, high }: LearningPoint, index: number): void {
  if (!(images >= 1 && Number.isFinite(images))) {
    throw new MorError(
      "usage",
      `Expected a number of training images of at least 1, got ${images} (point ${index}).`,
    );
  }
  const order = [0, low ?? accuracy, accuracy, high ?? accuracy, 1];
  if (!order.every((bound, at) => at === 0 || bound >= (order[at - 1] ?? 0) - 1e-9)) {
    const got = `${accuracy} in ${low} to ${high}`;
    throw new MorError(
      "usage",
      `Expected an accuracy from 0 to 1 within its interval, got ${got} (point ${index}).`,
    );
  }
}
