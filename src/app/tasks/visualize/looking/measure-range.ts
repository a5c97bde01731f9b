import type { InputSize } from "../../../../learning/explanation/model/explainable-model.ts";
import type { InputRange } from "../../../../learning/explanation/network/image-painter.ts";

/** Pixels of one input that are looked at, at most. */
const looks = 257;
/** Shares of the pixels below and above the range: a few are far from all others. */
const [below, above] = [0.001, 0.998];

/** Finds the range of values that inputs have, from some pixels of each. */
export function measureRange({ channels, height, width }: InputSize): {
  /** Inputs one after the other, [count, C, H, W]. */
  add(inputs: Float32Array): void;
  /** 0 to 1 when there were none. */
  range(): InputRange;
} {
  const values: number[] = [];
  const area = height * width;
  let grey = true;
  return {
    add(inputs) {
      for (let start = 0; start < inputs.length; start += channels * area) {
        for (let look = 0; look < looks; look++) {
          const at = start + Math.floor(((look + 0.5) * area) / looks);
          const first = inputs[at] ?? 0;
          for (let channel = 0; channel < channels; channel++) {
            const value = inputs[at + channel * area] ?? 0;
            values.push(value);
            if (value !== first) grey = false;
          }
        }
      }
    },
    range() {
      const sorted = Float32Array.from(values).sort();
      const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
      const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
      const [low, high] = sorted.length === 0 ? [0, 1] : [at(below), at(above)];
      return { low, high: high > low ? high : low + 1, mean, grey };
    },
  };
}
