import type { TensorData } from "../../tensor/dtype.ts";
import { checkPlanes, type PlaneSize, type Planes } from "./planes.ts";

/** The paper's names of the symmetries of the square: 1-4 rotated clockwise by 0, 90, 180, 270 degrees; 5-8 those, then flipped upside down. */
export type SymmetryId = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** All symmetries in the paper's order. */
export const symmetryIds: readonly SymmetryId[] = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * Applies a symmetry to [channels, height, width]; 2, 4, 6 and 8 exchange height and width.
 * Writes into `out`, of the same length and element type and not overlapping the source, or into a new array.
 *
 * Source: Li et al. (2021), doi:10.1093/plphys/kiab223.
 *
 * @throws MorError `shape-mismatch` for data or out of another length.
 */
export function applySymmetry<T extends TensorData>(source: Planes<T>, id: SymmetryId, out?: T): Planes<T> {
  checkPlanes(source.data, source);
  const { channels, height, width } = source;
  const turned = id % 2 === 0;
  const size: PlaneSize = { channels, height: turned ? width : height, width: turned ? height : width };
  const data = out ?? (source.data.slice() as T); // slice keeps the type of the array
  checkPlanes(data, size);
  const from = source.data as Uint8Array; // elements are only moved between arrays of one type, whatever that is
  const to = data as Uint8Array; // as above
  const { start, stepX, stepY } = walk(id, height, width);
  let target = 0;
  for (let channel = 0; channel < channels; channel++) {
    let row = channel * height * width + start;
    for (let y = 0; y < size.height; y++, row += stepY) {
      for (let x = 0, at = row; x < size.width; x++, at += stepX) to[target++] = from[at] ?? 0;
    }
  }
  return { ...size, data };
}

/** Where the first output pixel lies in the source, and how far one step right and one step down go there. */
function walk(id: SymmetryId, h: number, w: number): { start: number; stepX: number; stepY: number } {
  switch (id) {
    case 1:
      return { start: 0, stepX: 1, stepY: w };
    case 2:
      return { start: (h - 1) * w, stepX: -w, stepY: 1 };
    case 3:
      return { start: h * w - 1, stepX: -1, stepY: -w };
    case 4:
      return { start: w - 1, stepX: w, stepY: -1 };
    case 5:
      return { start: (h - 1) * w, stepX: 1, stepY: -w };
    case 6:
      return { start: h * w - 1, stepX: -w, stepY: -1 };
    case 7:
      return { start: w - 1, stepX: -1, stepY: w };
    case 8:
      return { start: 0, stepX: w, stepY: 1 };
  }
}
