import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, moments, quantile, ratio } from "../plane/statistics.ts";

/** Moments, quantiles and entropy of the intensities, of the whole plane and of the main object. */
export function measureIntensity({ raw, unit, window, main }: PreparedPlane): Measurements {
  const sorted = raw.slice().sort();
  const whole = moments(raw);
  const inside = Float32Array.from(main, (at) => raw[at] ?? 0).sort();
  const object = moments(inside);
  const background = quantile(sorted, 0.05);
  let weights = 0;
  let centre = 0;
  let light = 0;
  for (let i = 0; i < unit.length; i++) {
    weights += window[i] ?? 0;
    centre += (window[i] ?? 0) * (unit[i] ?? 0);
    light += unit[i] ?? 0;
  }
  return [
    ["mean", whole.mean],
    ["deviation", whole.deviation],
    ["skewness", whole.skewness],
    ["kurtosis", whole.kurtosis],
    ...[1, 5, 25, 50, 75, 95, 99].map((share): [string, number] => [
      `q${share}`,
      quantile(sorted, share / 100),
    ]),
    ["entropy", entropy(unit)],
    ["unit-mean", light / Math.max(1, unit.length)],
    ["centre-share", ratio(centre / weights, light / Math.max(1, unit.length))],
    ["object-mean", object.mean],
    ["object-light", (object.mean - background) * inside.length],
    ["object-contrast", ratio(object.mean - background, whole.deviation)],
    ["object-variation", ratio(object.deviation, object.mean - background)],
    ["object-skewness", object.skewness],
    ["object-kurtosis", object.kurtosis],
    ...[5, 25, 50, 75, 95].map((share): [string, number] => [
      `object-q${share}`,
      ratio(quantile(inside, share / 100) - background, object.mean - background),
    ]),
  ];
}

/** Of a histogram of 64 bins from background to brightest, in bits. */
function entropy(unit: Float32Array): number {
  const counts = new Float64Array(64);
  for (const value of unit) {
    const bin = Math.max(0, Math.min(63, Math.floor(value * 64)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let sum = 0;
  for (const count of counts) {
    const share = count / Math.max(1, unit.length);
    if (share > 0) sum -= share * Math.log2(share);
  }
  return sum;
}
