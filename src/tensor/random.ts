import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * A seeded source of random numbers. The same seed gives the same sequence on every machine.
 * Sub-streams made with `fork` depend on the seed and the label alone, never on what was drawn before.
 */
export interface Random {
  /** `createRandom` of it gives the same sequence from its beginning, on another thread for instance. */
  readonly seed: number;
  /** Uniform in [low, high); [0, 1) by default. */
  uniform(low?: number, high?: number): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Gaussian. */
  normal(mean?: number, deviation?: number): number;
  /** Poisson-distributed count; for means above 60 the rounded normal approximation. */
  poisson(mean: number): number;
  /** A new array with the items in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** An independent source named by labels, say `fork("augment", epoch, index)`. */
  fork(...labels: readonly (string | number)[]): Random;
}

/** @param seed any 32-bit integer. */
export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(mix(seed | 0));
  let spare: number | undefined;
  const uniform = (low = 0, high = 1): number => low + (high - low) * uniformFloat64(generator);
  const normal = (mean = 0, deviation = 1): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return mean + deviation * value;
    }
    // Box and Muller (1958): two uniforms give two independent normals.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return mean + deviation * radius * Math.cos(angle);
  };
  const integer = (n: number): number => uniformInt(generator, 0, n - 1);
  return {
    seed,
    uniform,
    integer,
    normal,
    poisson(mean) {
      if (mean > 60) return Math.max(0, Math.round(normal(mean, Math.sqrt(mean))));
      // Knuth: multiply uniforms until the product falls below e^-mean.
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = uniform(); product > limit; product *= uniform()) count++;
      return count;
    },
    shuffle<T>(items: readonly T[]): T[] {
      const out = [...items];
      for (let last = out.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        [out[last], out[other]] = [out[other] as T, out[last] as T]; // both indices are in range
      }
      return out;
    },
    pick<T>(items: readonly T[]): T {
      return items[integer(items.length)] as T; // the caller promises a non-empty list
    },
    fork(...labels) {
      let state = seed | 0;
      for (const character of labels.join("\u0000")) state = mix(state ^ (character.codePointAt(0) ?? 0));
      return createRandom(mix(state ^ labels.length));
    },
  };
}

/** MurmurHash3's 32-bit finaliser over a Weyl step: neighbouring seeds give unrelated states. */
function mix(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
