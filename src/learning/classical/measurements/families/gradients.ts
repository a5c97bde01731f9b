import { blurGaussian } from "../../../../data/augment/blur-gaussian.ts";
import { padPlane } from "../plane/pad-plane.ts";
import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, moments, quantile, ratio } from "../plane/statistics.ts";

/**
 * Edges, ridges and blobs at three scales: the length of the gradient and both eigenvalues of the second derivatives,
 * over the plane and within the object in the middle, and how their energies grow from scale to scale, which tells
 * sharp from blurred.
 */
export function measureGradients({ unit, wide, height, width }: PreparedPlane): Measurements {
  const all: [string, number][] = [];
  let light = 0;
  for (const at of wide) light += unit[at] ?? 0;
  const mean = ratio(light, wide.length);
  const energies: number[] = [];
  for (const deviation of [1, 2, 4]) {
    const maps = derivatives(unit, height, width, deviation);
    for (const [name, map] of Object.entries(maps)) {
      const inside = Float32Array.from(wide, (at) => map[at] ?? 0).sort();
      const own = moments(inside);
      const whole = moments(map);
      all.push([`${name}-${deviation}-plane-mean`, whole.mean]);
      all.push([`${name}-${deviation}-plane-deviation`, whole.deviation]);
      all.push([`${name}-${deviation}-plane-skewness`, whole.skewness]);
      all.push([`${name}-${deviation}-mean`, ratio(own.mean, mean)]);
      all.push([`${name}-${deviation}-deviation`, ratio(own.deviation, mean)]);
      all.push([`${name}-${deviation}-skewness`, own.skewness]);
      all.push([`${name}-${deviation}-q10`, ratio(quantile(inside, 0.1), mean)]);
      all.push([`${name}-${deviation}-q90`, ratio(quantile(inside, 0.9), mean)]);
      energies.push(ratio(own.mean ** 2 + own.deviation ** 2, mean ** 2));
    }
  }
  for (const [index, name] of ["edge", "high", "low"].entries()) {
    for (const step of [0, 1]) {
      const [fine, coarse] = [energies[3 * step + index] ?? 0, energies[3 * (step + 1) + index] ?? 0];
      all.push([`${name}-growth-${step + 1}`, Math.log((coarse + 1e-9) / (fine + 1e-9))]);
    }
  }
  return all;
}

/** Scaled by the deviation, so that the scales are comparable (Lindeberg 1998, doi:10.1023/A:1008045108935). */
function derivatives(
  unit: Float32Array,
  height: number,
  width: number,
  deviation: number,
): { edge: Float32Array; high: Float32Array; low: Float32Array } {
  const soft = unit.slice();
  blurGaussian(soft, { channels: 1, height, width }, deviation);
  const edge = new Float32Array(soft.length);
  const high = new Float32Array(soft.length);
  const low = new Float32Array(soft.length);
  const padded = padPlane(soft, height, width, 1);
  const stride = width + 2;
  const square = deviation * deviation;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y + 1) * stride + x + 1;
      const here = padded[at] as number; // all places are inside of the frame
      const left = padded[at - 1] as number;
      const right = padded[at + 1] as number;
      const up = padded[at - stride] as number;
      const down = padded[at + stride] as number;
      const falling = (padded[at + stride + 1] as number) + (padded[at - stride - 1] as number);
      const rising = (padded[at + stride - 1] as number) + (padded[at - stride + 1] as number);
      const xx = right - 2 * here + left;
      const yy = down - 2 * here + up;
      const xy = (falling - rising) / 4;
      const middle = (xx + yy) / 2;
      const spread = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
      const index = y * width + x;
      edge[index] = (deviation * Math.sqrt((right - left) ** 2 + (down - up) ** 2)) / 2;
      high[index] = square * (middle + spread);
      low[index] = square * (middle - spread);
    }
  }
  return { edge, high, low };
}
