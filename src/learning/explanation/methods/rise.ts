import type { Random } from "../../../tensor/random.ts";
import type { ExplainableModel, InputSize } from "../model/explainable-model.ts";
import { blurredInputs } from "./blurred-inputs.ts";
import type { ExplanationMethod, MapRequest } from "./method.ts";
import { logOdds, logOddsFloor, scoreVariants } from "./score-variants.ts";

/**
 * Shows random halves of the input, and asks which pixels were there when the score was high.
 *
 * Masks are 8 x 8 cells, each shown with probability 1/2, enlarged bilinearly and shifted at random; the same 400 for every
 * input of a call. A map holds the mean log-odds of the class with a pixel shown, less the mean over all masks: around
 * 0, negative where the class fares better without the pixel. What is not shown is blurred (see `blurredInputs`); the paper
 * makes it black, and leaves the mean in.
 */
export const rise: ExplanationMethod = {
  name: "rise",
  title: "RISE",
  needs: "scores",
  signed: true,
  source: "Petsiuk, Das and Saenko 2018, arXiv:1806.07421",
  map: riseMaps,
};

const maskCount = 400;
const cells = 8;
/** Masks are made for as many inputs at a time as need no more than 16 MiB of float32 for their blurred copies. */
const chunkElements = 2 ** 22;

async function riseMaps(model: ExplainableModel, request: MapRequest): Promise<Float32Array> {
  const { inputs, count, targets, signal, onProgress } = request;
  const { channels, height, width } = model.input;
  const plane = height * width;
  const length = channels * plane;
  const masks = drawMasks(model.input, request.random.fork("rise"));
  const floor = logOddsFloor(model);
  const maps = new Float32Array(count * plane);
  const chunk = Math.max(1, Math.floor(chunkElements / length));
  for (let start = 0; start < count; start += chunk) {
    const size = Math.min(chunk, count - start);
    const shown = inputs.subarray(start * length, (start + size) * length);
    const hidden = blurredInputs(shown, size, model.input);
    const scores = new Float64Array(size * maskCount);
    await scoreVariants(model, {
      count: size,
      perInput: maskCount,
      signal,
      onProgress: (done) => onProgress?.(start + done),
      write(index, variant, out) {
        const from = index * length;
        const mask = masks(variant);
        for (let i = 0; i < length; i++) {
          const dark = hidden[from + i] ?? 0;
          out[i] = dark + (mask[i % plane] ?? 0) * ((shown[from + i] ?? 0) - dark);
        }
      },
      take(index, variant, probabilities) {
        scores[index * maskCount + variant] = logOdds(probabilities, targets[start + index] ?? 0, floor);
      },
    });
    addMasks(maps.subarray(start * plane, (start + size) * plane), scores, masks, size, plane);
  }
  return maps;
}

/** Adds to each map the covariance of score and mask, over the mean of the mask. */
function addMasks(
  maps: Float32Array,
  scores: Float64Array,
  masks: (variant: number) => Float32Array,
  count: number,
  plane: number,
): void {
  const means = Float64Array.from({ length: count }, (_, index) => {
    const row = scores.subarray(index * maskCount, (index + 1) * maskCount);
    return row.reduce((sum, score) => sum + score, 0) / maskCount;
  });
  for (let variant = 0; variant < maskCount; variant++) {
    const mask = masks(variant);
    for (let index = 0; index < count; index++) {
      const weight = ((scores[index * maskCount + variant] ?? 0) - (means[index] ?? 0)) / (maskCount / 2);
      for (let at = 0; at < plane; at++) {
        const place = index * plane + at;
        maps[place] = (maps[place] ?? 0) + weight * (mask[at] ?? 0);
      }
    }
  }
}

/** Masks by number, made when they are wanted: 400 of a large input would take more memory than the input. */
function drawMasks({ height, width }: InputSize, random: Random): (variant: number) => Float32Array {
  const side = cells + 2; // room for a shift by part of a cell, and for the neighbour of the last
  const drawn = Array.from({ length: maskCount }, () => ({
    grid: Float32Array.from({ length: side * side }, () => (random.uniform() < 0.5 ? 1 : 0)),
    down: random.uniform(),
    right: random.uniform(),
  }));
  const mask = new Float32Array(height * width);
  let current = -1;
  return (variant) => {
    const source = drawn[variant];
    if (variant === current || !source) return mask;
    current = variant;
    for (let y = 0; y < height; y++) {
      const [row, below] = cellAt(y, height, source.down);
      for (let x = 0; x < width; x++) {
        const [column, beyond] = cellAt(x, width, source.right);
        const at = row * side + column;
        const upper = (source.grid[at] ?? 0) * (1 - beyond) + (source.grid[at + 1] ?? 0) * beyond;
        const lower =
          (source.grid[at + side] ?? 0) * (1 - beyond) + (source.grid[at + side + 1] ?? 0) * beyond;
        mask[y * width + x] = upper * (1 - below) + lower * below;
      }
    }
    return mask;
  };
}

/** Which cell's middle lies before a pixel, and how far the pixel is on its way to the next one. */
function cellAt(pixel: number, side: number, shift: number): readonly [cell: number, share: number] {
  const position = ((pixel + 0.5) / side) * cells + shift;
  const cell = Math.min(cells, Math.floor(position));
  return [cell, position - cell];
}
