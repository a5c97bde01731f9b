import type { Canvas } from "./optics/draw-tubes.ts";

/** The truth about one organelle. */
export interface Organelle {
  /** Its value in the label image, from 1. */
  readonly id: number;
  /** Visible area in square micrometres: pixels of its mask times the area of a pixel. */
  readonly area: number;
  /** Micrometres: the medial axis with end caps and branches of a tube, the major axis of a chloroplast's mask. */
  readonly length: number;
  /** Micrometres: twice the mean radius of a tube, the minor axis of a chloroplast's mask. */
  readonly width: number;
  /** Mean position of its mask in pixels, the centre of the first pixel at (0, 0). */
  readonly centroid: { readonly x: number; readonly y: number };
  /** The cell that holds it; numbers have gaps. */
  readonly cell: number;
  /** Whether the mask meets the border of the image, so that area, and length of a chloroplast, may be cut. */
  readonly atEdge: boolean;
}

/** What is known of an organelle before it is drawn; without lengths they are measured from its mask. */
export interface OrganelleForm {
  readonly cell: number;
  readonly length?: number;
  readonly width?: number;
}

/** Measures the masks of a canvas, and numbers those with a visible pixel anew from 1. */
export function measureOrganelles(
  { size, pixelSize, labels }: Canvas,
  forms: readonly OrganelleForm[],
): { readonly organelles: Organelle[]; readonly labels: Uint16Array } {
  // Rows of n, x, y, xx, xy, yy for each organelle.
  const sums = new Float64Array(forms.length * 6);
  const cut = new Uint8Array(forms.length);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const index = (labels[at] ?? 0) - 1;
      if (index < 0) continue;
      const start = index * 6;
      sums[start] = (sums[start] ?? 0) + 1;
      sums[start + 1] = (sums[start + 1] ?? 0) + column;
      sums[start + 2] = (sums[start + 2] ?? 0) + row;
      sums[start + 3] = (sums[start + 3] ?? 0) + column * column;
      sums[start + 4] = (sums[start + 4] ?? 0) + column * row;
      sums[start + 5] = (sums[start + 5] ?? 0) + row * row;
      if (row === 0 || column === 0 || row === size - 1 || column === size - 1) cut[index] = 1;
    }
  }
  const organelles: Organelle[] = [];
  const ids = new Uint16Array(forms.length + 1);
  for (const [index, { cell, length, width }] of forms.entries()) {
    const [n = 0, sx = 0, sy = 0, xx = 0, xy = 0, yy = 0] = sums.subarray(index * 6, index * 6 + 6);
    if (n === 0) continue;
    const id = organelles.length + 1;
    ids[index + 1] = id;
    const x = sx / n;
    const y = sy / n;
    const axes = ellipseAxes(xx / n - x * x, xy / n - x * y, yy / n - y * y);
    organelles.push({
      id,
      area: n * pixelSize * pixelSize,
      length: length ?? axes.major * pixelSize,
      width: width ?? axes.minor * pixelSize,
      centroid: { x, y },
      cell,
      atEdge: cut[index] === 1,
    });
  }
  return { organelles, labels: labels.map((label) => ids[label] ?? 0) };
}

/** Axes in pixels of the ellipse with these second moments, each pixel a unit square (as scikit-image does it). */
function ellipseAxes(xx: number, xy: number, yy: number): { major: number; minor: number } {
  const mean = (xx + yy) / 2 + 1 / 12;
  const spread = Math.hypot((xx - yy) / 2, xy);
  return { major: 4 * Math.sqrt(mean + spread), minor: 4 * Math.sqrt(Math.max(0, mean - spread)) };
}
