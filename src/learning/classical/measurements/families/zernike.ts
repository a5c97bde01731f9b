import type { PreparedPlane } from "../plane/prepare-plane.ts";
import type { Measurements } from "../plane/statistics.ts";

/**
 * Magnitudes of the Zernike moments up to degree 8 (Khotanzad and Hong 1990, doi:10.1109/34.55109): of the light of the
 * object in the middle and of its outline, about its centre of light, the circle reaching to its farthest pixel.
 */
export function measureZernike({ unit, wide, width, height }: PreparedPlane): Measurements {
  const lit = new Float32Array(height * width);
  const outline = new Float32Array(height * width);
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  for (const at of wide) {
    const value = Math.max(0, unit[at] ?? 0);
    lit[at] = value;
    outline[at] = 1;
    sum += value;
    sumX += value * (at % width);
    sumY += value * Math.floor(at / width);
  }
  const centreX = sum > 0 ? sumX / sum : 0;
  const centreY = sum > 0 ? sumY / sum : 0;
  let radius = 1;
  for (const at of wide) {
    radius = Math.max(radius, Math.hypot((at % width) - centreX, Math.floor(at / width) - centreY) + 0.5);
  }
  const circle = { width, centreX, centreY, radius, degree: 8 };
  return [
    ...zernikeMoments(lit, wide, circle).map(([name, value]) => [`light-${name}`, value] as const),
    ...zernikeMoments(outline, wide, circle).map(([name, value]) => [`outline-${name}`, value] as const),
  ];
}

export interface ZernikeCircle {
  readonly width: number;
  readonly centreX: number;
  readonly centreY: number;
  readonly radius: number;
  readonly degree: number;
}

/**
 * |(n + 1) / pi * sum of p V*| for all n up to the degree and m >= 0 with n - m even, where the values p sum to 1. Pixels
 * outside of the circle are left out; zeros where there is no light.
 */
export function zernikeMoments(
  values: Float32Array,
  pixels: ArrayLike<number>,
  circle: ZernikeCircle,
): Measurements {
  const { width, centreX, centreY, radius, degree } = circle;
  const terms = zernikeTerms(degree);
  const real = new Float64Array(terms.length);
  const imaginary = new Float64Array(terms.length);
  const powers = new Float64Array(degree + 1);
  const cosines = new Float64Array(degree + 1);
  const sines = new Float64Array(degree + 1);
  let light = 0;
  for (let index = 0; index < pixels.length; index++) {
    const at = pixels[index] ?? 0;
    const x = ((at % width) - centreX) / radius;
    const y = (Math.floor(at / width) - centreY) / radius;
    const distance = Math.hypot(x, y);
    const value = values[at] ?? 0;
    if (distance > 1) continue;
    light += value;
    const [cosine, sine] = distance > 0 ? [x / distance, y / distance] : [1, 0];
    powers[0] = 1;
    cosines[0] = 1;
    sines[0] = 0;
    for (let power = 1; power <= degree; power++) {
      const [c, s] = [cosines[power - 1] ?? 0, sines[power - 1] ?? 0];
      powers[power] = (powers[power - 1] ?? 0) * distance;
      cosines[power] = c * cosine - s * sine;
      sines[power] = s * cosine + c * sine;
    }
    for (let term = 0; term < terms.length; term++) {
      const { n, m, coefficients } = terms[term] as ZernikeTerm; // in range
      let radial = 0;
      for (let s = 0; s < coefficients.length; s++) {
        radial += (coefficients[s] ?? 0) * (powers[n - 2 * s] ?? 0);
      }
      real[term] = (real[term] ?? 0) + value * radial * (cosines[m] ?? 0);
      imaginary[term] = (imaginary[term] ?? 0) - value * radial * (sines[m] ?? 0);
    }
  }
  return terms.map(({ n, m }, term) => [
    `${n}-${m}`,
    light > 0 ? (((n + 1) / Math.PI) * Math.hypot(real[term] ?? 0, imaginary[term] ?? 0)) / light : 0,
  ]);
}

interface ZernikeTerm {
  readonly n: number;
  readonly m: number;
  /** Factors of the radius to the power n, n - 2 ... m. */
  readonly coefficients: readonly number[];
}

function zernikeTerms(degree: number): ZernikeTerm[] {
  const terms: ZernikeTerm[] = [];
  for (let n = 0; n <= degree; n++) {
    for (let m = n % 2; m <= n; m += 2) {
      const coefficients: number[] = [];
      for (let s = 0; s <= (n - m) / 2; s++) {
        const divisor = factorial(s) * factorial((n + m) / 2 - s) * factorial((n - m) / 2 - s);
        coefficients.push(((s % 2 === 0 ? 1 : -1) * factorial(n - s)) / divisor);
      }
      terms.push({ n, m, coefficients });
    }
  }
  return terms;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
