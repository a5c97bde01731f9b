import type { ExplainableModel } from "../../src/learning/explanation/model/explainable-model.ts";

/** A square of a plane, in pixels. */
export interface PatchPlace {
  readonly top: number;
  readonly left: number;
  readonly side: number;
}

/** A model of two classes that looks at one square alone: class 1 is there when its pixels are bright. */
export function createPatchModel(
  size: number,
  { top, left, side }: PatchPlace,
): ExplainableModel & { readonly batches: number[] } {
  const batches: number[] = [];
  return {
    classCount: 2,
    input: { channels: 1, height: size, width: size },
    network: undefined,
    batches,
    async score(inputs, count) {
      batches.push(count);
      return Float32Array.from({ length: 2 * count }, (_, i) => {
        let sum = 0;
        for (let y = top; y < top + side; y++) {
          for (let x = left; x < left + side; x++) {
            sum += inputs[(i >> 1) * size * size + y * size + x] ?? 0;
          }
        }
        const logit = 8 * (sum / side ** 2 - 0.5);
        return 1 / (1 + Math.exp(i % 2 === 1 ? -logit : logit));
      });
    },
    async close() {},
  };
}

/** Dark planes [count, size, size] with a bright square and some faint bright dots elsewhere. */
export function drawPatchInputs(
  count: number,
  size: number,
  { top, left, side }: PatchPlace,
  offset = 0,
): Float32Array {
  return Float32Array.from({ length: count * size * size }, (_, at) => {
    const x = at % size;
    const y = Math.floor(at / size) % size;
    const isInside = x >= left && x < left + side && y >= top && y < top + side;
    const isDot = (7 * x + 11 * y + Math.floor(at / size ** 2)) % 29 === 0;
    return (isInside ? 1 : isDot ? 0.5 : 0) + offset;
  });
}
