import type { SymmetryId } from "../../data/augment/symmetries.ts";
import { MorError } from "../../errors.ts";
import type { FeatureRow, FeatureTable } from "./feature-extractor.ts";

/** A table of which rows become known in any order. */
export interface GrowingTable {
  /** Takes the features of all tiles of an image in the view at a position. */
  put(image: number, view: number, row: Float32Array): void;
  /** Leaves an image out, whatever is known of it. */
  drop(image: number): void;
  /** The table without the images of which rows are missing. */
  finish(): FeatureTable;
}

/** @throws MorError `usage` when the table does not fit into memory */
export function createTable(
  images: number,
  tiles: number,
  views: readonly SymmetryId[],
  width: number,
): GrowingTable {
  const perImage = tiles * views.length;
  const data = allocate(images * perImage, width);
  const known = new Uint8Array(images);
  return {
    put(image, view, row) {
      for (let tile = 0; tile < tiles; tile++) {
        const at = image * perImage + tile * views.length + view;
        data.set(row.subarray(tile * width, (tile + 1) * width), at * width);
      }
      known[image] = 1;
    },
    drop(image) {
      known[image] = 0;
    },
    finish() {
      const rows: FeatureRow[] = [];
      let kept = 0;
      for (let image = 0; image < images; image++) {
        if (known[image] !== 1) continue;
        if (kept < image) {
          data.copyWithin(kept * perImage * width, image * perImage * width, (image + 1) * perImage * width);
        }
        kept++;
        for (let tile = 0; tile < tiles; tile++) {
          for (const view of views) rows.push({ image, tile, view });
        }
      }
      return { rows, width, data: data.subarray(0, rows.length * width) };
    },
  };
}

function allocate(rows: number, width: number): Float32Array {
  try {
    return new Float32Array(rows * width);
  } catch (cause) {
    throw new MorError("usage", `Expected a table that fits into memory, got ${rows} x ${width} features`, {
      hint: "Take fewer views or tiles, or do it in several parts.",
      cause,
    });
  }
}
