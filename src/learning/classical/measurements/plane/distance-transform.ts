import type { Mask } from "./mask.ts";

/**
 * Distance of each pixel of the mask to the nearest pixel outside of it, the edge of the plane being outside (Felzenszwalb
 * and Huttenlocher 2012, doi:10.4086/toc.2012.v008a019); 0 outside.
 */
export function distanceTransform({ data, height, width }: Mask): Float32Array {
  // A frame of one pixel is the outside.
  const [rows, columns] = [height + 2, width + 2];
  const squares = new Float64Array(rows * columns);
  const far = rows * rows + columns * columns;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 1) squares[(y + 1) * columns + x + 1] = far;
    }
  }
  const size = Math.max(rows, columns);
  const scratch = {
    line: new Float64Array(size),
    places: new Int32Array(size),
    borders: new Float64Array(size + 1),
  };
  for (let x = 0; x < columns; x++) transformLine(squares, x, columns, rows, scratch);
  for (let y = 0; y < rows; y++) transformLine(squares, y * columns, 1, columns, scratch);
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      out[y * width + x] = Math.sqrt(squares[(y + 1) * columns + x + 1] ?? 0);
    }
  }
  return out;
}

/** The lower envelope of the parabolas above a line. */
function transformLine(
  values: Float64Array,
  from: number,
  step: number,
  count: number,
  { line, places, borders }: { line: Float64Array; places: Int32Array; borders: Float64Array },
): void {
  for (let i = 0; i < count; i++) line[i] = values[from + i * step] ?? 0;
  let last = 0;
  places[0] = 0;
  borders[0] = Number.NEGATIVE_INFINITY;
  borders[1] = Number.POSITIVE_INFINITY;
  for (let q = 1; q < count; q++) {
    const height = (line[q] ?? 0) + q * q;
    let meeting = 0;
    for (;;) {
      const p = places[last] ?? 0;
      meeting = (height - (line[p] ?? 0) - p * p) / (2 * (q - p));
      if (meeting > (borders[last] ?? 0)) break;
      last--;
    }
    last++;
    places[last] = q;
    borders[last] = meeting;
    borders[last + 1] = Number.POSITIVE_INFINITY;
  }
  let piece = 0;
  for (let q = 0; q < count; q++) {
    while ((borders[piece + 1] ?? 0) < q) piece++;
    const p = places[piece] ?? 0;
    values[from + q * step] = (q - p) * (q - p) + (line[p] ?? 0);
  }
}
