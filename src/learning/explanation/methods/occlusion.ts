import type { ExplainableModel } from "../model/explainable-model.ts";
import { blurredInputs } from "./blurred-inputs.ts";
import type { ExplanationMethod, MapRequest } from "./method.ts";
import { logOdds, logOddsFloor, scoreVariants } from "./score-variants.ts";

/**
 * Hides one patch after another, an eighth of the side, in steps of half a patch.
 *
 * A map holds by how much the log-odds of the class fall when a pixel is hidden, as the mean over the patches that
 * cover it; negative where hiding it helps the class. Hidden means blurred (see `blurredInputs`), not grey as in the paper:
 * a grey of 0 is black to a network that takes 0..1. Log-odds, as the probability of a sure network does not move.
 */
export const occlusion: ExplanationMethod = {
  name: "occlusion",
  title: "Occlusion",
  needs: "scores",
  signed: true,
  source: "Zeiler and Fergus 2014, arXiv:1311.2901",
  map: occlusionMaps,
};

async function occlusionMaps(model: ExplainableModel, request: MapRequest): Promise<Float32Array> {
  const { inputs, count, targets, signal, onProgress } = request;
  const { channels, height, width } = model.input;
  const plane = height * width;
  const length = channels * plane;
  const blurred = blurredInputs(inputs, count, model.input);
  const patches = placePatches(height, width);
  const covered = new Float32Array(plane);
  for (const patch of patches) forEachPixel(patch, width, (at) => (covered[at] = (covered[at] ?? 0) + 1));
  const floor = logOddsFloor(model);
  const whole = new Float64Array(count);
  const maps = new Float32Array(count * plane);
  await scoreVariants(model, {
    count,
    perInput: patches.length + 1,
    signal,
    onProgress,
    write(index, variant, out) {
      out.set(inputs.subarray(index * length, (index + 1) * length));
      const patch = patches[variant - 1]; // the first copy hides nothing
      if (!patch) return;
      for (let channel = 0; channel < channels; channel++) {
        for (let y = patch.top; y < patch.bottom; y++) {
          const from = channel * plane + y * width + patch.left;
          const source = index * length + from;
          out.set(blurred.subarray(source, source + patch.right - patch.left), from);
        }
      }
    },
    take(index, variant, probabilities) {
      const score = logOdds(probabilities, targets[index] ?? 0, floor);
      const patch = patches[variant - 1];
      if (!patch) {
        whole[index] = score;
        return;
      }
      const drop = (whole[index] ?? 0) - score;
      const start = index * plane;
      forEachPixel(patch, width, (at) => {
        maps[start + at] = (maps[start + at] ?? 0) + drop / (covered[at] ?? 1);
      });
    },
  });
  return maps;
}

interface Patch {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function placePatches(height: number, width: number): Patch[] {
  const rows = placeAlong(height);
  const columns = placeAlong(width);
  return rows.flatMap(([top, bottom]) => columns.map(([left, right]) => ({ top, bottom, left, right })));
}

/** Starts and ends of patches that cover a side; the last one ends with it. */
function placeAlong(side: number): (readonly [start: number, end: number])[] {
  const patch = Math.max(1, Math.round(side / 8));
  const stride = Math.max(1, Math.floor(patch / 2));
  const places: (readonly [number, number])[] = [];
  for (let start = 0; start < side - patch; start += stride) places.push([start, start + patch]);
  places.push([side - patch, side]);
  return places;
}

function forEachPixel(patch: Patch, width: number, visit: (at: number) => void): void {
  for (let y = patch.top; y < patch.bottom; y++) {
    for (let x = patch.left; x < patch.right; x++) visit(y * width + x);
  }
}
