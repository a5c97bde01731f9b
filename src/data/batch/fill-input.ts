import type { Random } from "../../tensor/random.ts";
import { type AugmentOptions, augmentPlanes } from "../augment/augment-planes.ts";
import { applySymmetry, type SymmetryId } from "../augment/symmetries.ts";
import { inputLength, type Preprocessing } from "./preprocessing.ts";
import type { LoadedTile } from "./tile-source.ts";

/** What happens to a tile on its way into the batch. */
export type View =
  | { readonly kind: "symmetry"; readonly id: SymmetryId }
  | { readonly kind: "random"; readonly options: AugmentOptions; readonly random: Random };

/** Writes a view of a tile into place `slot` of a batch [N, C, H, W]; a grey tile fills all channels. */
export function fillInput(
  batch: Float32Array,
  slot: number,
  tile: LoadedTile,
  view: View,
  preprocessing: Preprocessing,
): void {
  const { channels, height, width } = preprocessing;
  const length = inputLength(preprocessing);
  const plane = height * width;
  const start = slot * length;
  const out = batch.subarray(start, start + tile.channels * plane);
  const size = { channels: tile.channels, height, width };
  if (view.kind === "random") augmentPlanes(tile.data, size, view.random, view.options, out);
  else if (view.id === 1) out.set(tile.data);
  else applySymmetry({ ...size, data: tile.data }, view.id, out);
  for (let channel = tile.channels; channel < channels; channel++) {
    batch.copyWithin(start + channel * plane, start, start + plane);
  }
}
