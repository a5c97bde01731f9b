import type { Path, Tube } from "../specimen/tube.ts";

/** Light and masks of one layer of organelles; row-major [size, size]. */
export interface Canvas {
  /** Edge in pixels. */
  readonly size: number;
  /** Micrometres per pixel. The centre of pixel (column, row) lies at (column + 0.5, row + 0.5) pixels. */
  readonly pixelSize: number;
  /** Light before the microscope; 1 is a typical organelle of 1 um thickness. */
  readonly light: Float32Array;
  /** 0 background, i the organelle at index i - 1. */
  readonly labels: Uint16Array;
}

export function createCanvas(size: number, pixelSize: number): Canvas {
  return { size, pixelSize, light: new Float32Array(size * size), labels: new Uint16Array(size * size) };
}

/** Draws tubes; light adds up where they cross, a pixel of the masks goes to the brighter one. */
export function drawTubes(canvas: Canvas, tubes: readonly Tube[]): void {
  const { size, light, labels } = canvas;
  const strongest = new Float32Array(size * size);
  const work: Stamp = { thickness: new Float32Array(size * size), inside: new Uint8Array(size * size) };
  for (const [index, tube] of tubes.entries()) {
    const box = stamp(canvas, tube, work);
    for (let row = box.top; row <= box.bottom; row++) {
      for (let at = row * size + box.left; at <= row * size + box.right; at++) {
        const brightness = tube.amplitude * (work.thickness[at] ?? 0);
        light[at] = (light[at] ?? 0) + brightness;
        if ((work.inside[at] ?? 0) > 0 && brightness > (strongest[at] ?? 0)) {
          strongest[at] = brightness;
          labels[at] = index + 1;
        }
        work.thickness[at] = 0;
        work.inside[at] = 0;
      }
    }
  }
}

/** Scratch planes, all zero between two tubes. */
interface Stamp {
  /** Thickness of the tube along the optical axis in micrometres. */
  readonly thickness: Float32Array;
  /** 1 where the centre of a pixel is inside the outline. */
  readonly inside: Uint8Array;
}

/** Pixels touched, ends included; empty when `right < left` or `bottom < top`. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function stamp(canvas: Canvas, { paths }: Tube, work: Stamp): Box {
  const box: Box = { left: canvas.size, right: -1, top: canvas.size, bottom: -1 };
  for (const path of paths) {
    const last = path.x.length - 1;
    for (let i = 0; i < Math.max(1, last); i++)
      stampSegment(canvas, path, i, Math.min(last, i + 1), work, box);
  }
  return box;
}

function stampSegment(canvas: Canvas, path: Path, from: number, to: number, work: Stamp, box: Box): void {
  const { size, pixelSize } = canvas;
  // From here on in pixels, with centres of pixels at whole numbers.
  const ax = (path.x[from] ?? 0) / pixelSize - 0.5;
  const ay = (path.y[from] ?? 0) / pixelSize - 0.5;
  const bx = (path.x[to] ?? 0) / pixelSize - 0.5;
  const by = (path.y[to] ?? 0) / pixelSize - 0.5;
  const ra = (path.radius[from] ?? 0) / pixelSize;
  const rb = (path.radius[to] ?? 0) / pixelSize;
  const reach = Math.max(ra, rb) + soft;
  const left = Math.max(0, Math.ceil(Math.min(ax, bx) - reach));
  const right = Math.min(size - 1, Math.floor(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.ceil(Math.min(ay, by) - reach));
  const bottom = Math.min(size - 1, Math.floor(Math.max(ay, by) + reach));
  if (left > right || top > bottom) return;
  box.left = Math.min(box.left, left);
  box.right = Math.max(box.right, right);
  box.top = Math.min(box.top, top);
  box.bottom = Math.max(box.bottom, bottom);
  const dx = bx - ax;
  const dy = by - ay;
  const square = Math.max(dx * dx + dy * dy, 1e-9);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
      const u = x - ax - t * dx;
      const v = y - ay - t * dy;
      const distance2 = u * u + v * v;
      const radius = ra + t * (rb - ra);
      const edge = radius + soft;
      if (distance2 >= edge * edge) continue;
      const at = y * size + x;
      // The chord of a cylinder; its outline is soft by half a pixel, or thin tubes would look like steps.
      const chord = 2 * radius * pixelSize * Math.sqrt(1 - distance2 / (edge * edge));
      if (chord > (work.thickness[at] ?? 0)) work.thickness[at] = Math.min(chord, section);
      // Half a pixel is the least that an organelle covers: the pixel under its axis is always its own.
      if (distance2 <= Math.max(radius * radius, 0.25)) work.inside[at] = 1;
    }
  }
}

/** Width of the soft outline in pixels. */
const soft = 0.5;

/** Thickness of the optical section in micrometres: what is thicker does not get brighter. */
const section = 1;
