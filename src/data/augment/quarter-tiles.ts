import { MorError } from "../../errors.ts";
import type { TensorData } from "../../tensor/dtype.ts";
import { checkPlanes, type Planes } from "./planes.ts";

/** The paper's names of the quarters: column, then row, counted from 1; 21 is the upper right one. */
export type QuarterId = 11 | 21 | 12 | 22;

/** All quarters in the paper's order. */
export const quarterIds: readonly QuarterId[] = [11, 21, 12, 22];

/**
 * Cuts a quarter out of [channels, height, width], as a copy of the same element type. All quarters are
 * floor(height / 2) by floor(width / 2); the middle row or column of an odd size belongs to none.
 *
 * Source: Li et al. (2021), doi:10.1093/plphys/kiab223.
 *
 * @throws MorError `shape-mismatch` for data of another length; `image-unsupported` below 2 by 2 pixels.
 */
export function cutQuarter<T extends TensorData>(source: Planes<T>, id: QuarterId): Planes<T> {
  checkPlanes(source.data, source);
  const height = Math.floor(source.height / 2);
  const width = Math.floor(source.width / 2);
  if (height === 0 || width === 0) {
    throw new MorError(
      "image-unsupported",
      `Expected at least 2 by 2 pixels to cut quarters, got ${source.width} by ${source.height}`,
      { hint: "Leave such images out, or do not cut tiles." },
    );
  }
  const left = Math.floor(id / 10) === 2 ? source.width - width : 0;
  const top = id % 10 === 2 ? source.height - height : 0;
  // slice makes an array of the same type, and set copies elements of the same type: no cast of numbers to bigint.
  const data = source.data.slice(0, source.channels * height * width) as T;
  const from = source.data as Uint8Array; // elements are only copied between arrays of one type, whatever that is
  const to = data as Uint8Array; // as above
  for (let channel = 0; channel < source.channels; channel++) {
    for (let y = 0; y < height; y++) {
      const start = (channel * source.height + top + y) * source.width + left;
      to.set(from.subarray(start, start + width), (channel * height + y) * width);
    }
  }
  return { channels: source.channels, height, width, data };
}
