import type { AffineMatrix } from "./draw-transform.ts";
import { checkPlanes, type PlaneSize } from "./planes.ts";

/**
 * Resamples [channels, height, width] bilinearly into `out`, which has the same size and does not overlap the
 * source. Beyond the outermost pixel centres the picture is mirrored about them, without repeating them
 * (numpy `reflect`, scipy `mirror`). NaN spreads to the neighbours.
 *
 * @throws MorError `shape-mismatch` for source or out of another length.
 */
export function warpAffine(
  source: Float32Array,
  size: PlaneSize,
  matrix: AffineMatrix,
  out: Float32Array,
): void {
  checkPlanes(source, size);
  checkPlanes(out, size);
  const { channels, height, width } = size;
  const { xx, yx } = matrix;
  for (let y = 0; y < height; y++) {
    const x0 = matrix.xy * y + matrix.x0;
    const y0 = matrix.yy * y + matrix.y0;
    // Between these columns all four neighbours lie inside, so the quick loop needs no mirror.
    const [from, to] = innerSpan(xx, x0, yx, y0, size);
    for (let channel = 0; channel < channels; channel++) {
      const base = channel * height * width;
      const row = base + y * width;
      warpInside(source, out, base, row, width, from, to, xx, x0, yx, y0);
      warpMirrored(source, out, base, row, width, height, 0, from, xx, x0, yx, y0);
      warpMirrored(source, out, base, row, width, height, to, width, xx, x0, yx, y0);
    }
  }
}

/**
 * The hot loop: one row of one channel, all neighbours inside. Numbers alone as arguments and `| 0` after integer
 * sums keep it in registers; written into the loops above it takes five times as long.
 */
function warpInside(
  source: Float32Array,
  out: Float32Array,
  base: number,
  row: number,
  width: number,
  from: number,
  to: number,
  xx: number,
  x0: number,
  yx: number,
  y0: number,
): void {
  for (let x = from; x < to; x++) {
    const sourceX = xx * x + x0;
    const sourceY = yx * x + y0;
    const column = sourceX | 0; // neither is negative here, so this is the floor
    const line = sourceY | 0;
    const shareX = sourceX - column;
    const shareY = sourceY - line;
    const above = (base + Math.imul(line, width) + column) | 0;
    const below = (above + width) | 0;
    // All four indices are in range: see innerSpan.
    const a = source[above] as number;
    const b = source[(above + 1) | 0] as number;
    const c = source[below] as number;
    const d = source[(below + 1) | 0] as number;
    const upper = a + (b - a) * shareX;
    const lower = c + (d - c) * shareX;
    out[(row + x) | 0] = upper + (lower - upper) * shareY;
  }
}

/** The columns [from, to) whose source lies in [0, width - 1) by [0, height - 1). */
function innerSpan(
  xx: number,
  x0: number,
  yx: number,
  y0: number,
  size: PlaneSize,
): [from: number, to: number] {
  const [fromX, toX] = solve(xx, x0, size.width - 1);
  const [fromY, toY] = solve(yx, y0, size.height - 1);
  let from = Math.max(0, Math.ceil(Math.max(fromX, fromY)));
  let to = Math.min(size.width, Math.floor(Math.min(toX, toY)) + 1);
  // Rounding may have put an end just outside; the same arithmetic as in the loop decides.
  const { width, height } = size;
  while (from < to && !(isWithin(xx * from + x0, width - 1) && isWithin(yx * from + y0, height - 1))) from++;
  while (to > from && !(isWithin(xx * (to - 1) + x0, width - 1) && isWithin(yx * (to - 1) + y0, height - 1)))
    to--;
  return from < to ? [from, to] : [0, 0];
}

function isWithin(value: number, limit: number): boolean {
  return value >= 0 && value < limit;
}

/** The real interval of x where 0 <= slope * x + start <= limit. */
function solve(slope: number, start: number, limit: number): [low: number, high: number] {
  if (Math.abs(slope) < 1e-12) {
    return start >= 0 && start <= limit ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [0, -1];
  }
  const a = -start / slope;
  const b = (limit - start) / slope;
  return a < b ? [a, b] : [b, a];
}

/** The same for pixels of which a neighbour may lie outside. */
function warpMirrored(
  source: Float32Array,
  out: Float32Array,
  base: number,
  row: number,
  width: number,
  height: number,
  from: number,
  to: number,
  xx: number,
  x0: number,
  yx: number,
  y0: number,
): void {
  for (let x = from; x < to; x++) {
    const sourceX = xx * x + x0;
    const sourceY = yx * x + y0;
    let column = sourceX | 0; // rounds towards zero: one too high below zero
    let line = sourceY | 0;
    if (sourceX < column) column = (column - 1) | 0;
    if (sourceY < line) line = (line - 1) | 0;
    const shareX = sourceX - column;
    const shareY = sourceY - line;
    const left = mirror(column, width);
    const right = mirror((column + 1) | 0, width);
    const above = (base + Math.imul(mirror(line, height), width)) | 0;
    const below = (base + Math.imul(mirror((line + 1) | 0, height), width)) | 0;
    // mirror returns indices in range.
    const a = source[(above + left) | 0] as number;
    const b = source[(above + right) | 0] as number;
    const c = source[(below + left) | 0] as number;
    const d = source[(below + right) | 0] as number;
    const upper = a + (b - a) * shareX;
    const lower = c + (d - c) * shareX;
    out[(row + x) | 0] = upper + (lower - upper) * shareY;
  }
}

/** ... 2 1 | 0 1 2 ... n-1 | n-2 ... */
function mirror(index: number, size: number): number {
  const last = (size - 1) | 0;
  // One mirror is enough for almost every pixel, and spares a division.
  const once = index < 0 ? -index | 0 : index > last ? (last + last - index) | 0 : index;
  if (once >= 0 && once <= last) return once;
  if (last === 0) return 0;
  const period = (last + last) | 0;
  const rest = Math.abs(index % period) | 0; // the mirrored line is even, so the sign does not matter
  return rest <= last ? rest : (period - rest) | 0;
}
