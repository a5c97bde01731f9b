import type { Random } from "../../../tensor/random.ts";
import type { Disc } from "../specimen/chloroplasts.ts";
import type { Canvas } from "./draw-tubes.ts";
import { gaussianBlur } from "./gaussian-blur.ts";

/**
 * Draws chloroplasts: flat, grainy with grana, pressed against the wall and against one another, where a thin
 * dark line stays between them. Each pixel belongs to one chloroplast at most.
 * @param depth distance of each pixel to the nearest wall in micrometres, negative outside of cells.
 * @param grain from `drawGrain`.
 */
export function drawDiscs(
  canvas: Canvas,
  discs: readonly Disc[],
  depth: Float32Array,
  grain: Float32Array,
): void {
  const { size, pixelSize, light, labels } = canvas;
  const first = new Float32Array(size * size).fill(1.15); // relative distance from the owner's centre
  const second = new Float32Array(size * size).fill(9);
  const owner = new Int32Array(size * size).fill(-1);
  const radii = Float32Array.from(discs, ({ radius }) => radius);
  const amplitudes = Float32Array.from(discs, ({ amplitude }) => amplitude);
  for (const [index, disc] of discs.entries()) rank(canvas, disc, index, first, second, owner);
  const fade = Math.max(0.35, 0.75 * pixelSize); // width of the outline in micrometres
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const index = owner[at] ?? -1;
      if (index < 0) continue;
      const radius = radii[index] ?? 0;
      const rho = first[at] ?? 0;
      const outline = (1 - rho) * radius;
      const gap = ((second[at] ?? 0) - rho) * radius * 0.5 - 0.12;
      const wall = (depth[at] ?? 0) - 0.5;
      const inside = softMinimum(softMinimum(outline, gap), wall);
      if (inside > 0) labels[at] = index + 1;
      const cover = Math.min(1, Math.max(0, 0.5 + inside / fade));
      if (cover === 0) continue;
      const lens = 0.72 + 0.28 * Math.min(1, Math.max(0, inside) / (0.55 * radius));
      const texture = grain[(row % grainSize) * grainSize + (column % grainSize)] ?? 0;
      light[at] =
        (light[at] ?? 0) + (amplitudes[index] ?? 0) * cover * lens * Math.max(0.2, 1 + 0.22 * texture);
    }
  }
}

/** The smaller of two distances, less where they are alike: this rounds corners to about 1.5 um. */
function softMinimum(a: number, b: number): number {
  const overlap = Math.max(0, roundness - Math.abs(a - b)) / roundness;
  return Math.min(a, b) - 0.25 * roundness * overlap * overlap;
}

const roundness = 0.8;

/** Keeps for each pixel the two nearest discs, by distance relative to their outline. */
function rank(
  { size, pixelSize }: Canvas,
  disc: Disc,
  index: number,
  first: Float32Array,
  second: Float32Array,
  owner: Int32Array,
): void {
  const [waist, egg, tilt, corner] = disc.shape;
  const stretch = Math.sqrt(disc.aspect);
  const reach =
    disc.radius * stretch * (1 + Math.abs(waist) + Math.abs(egg) + Math.abs(tilt) + Math.abs(corner));
  const margin = 1.15 * reach;
  const clamp = (value: number): number =>
    Math.min(size - 1, Math.max(0, Math.round(value / pixelSize - 0.5)));
  if (disc.x < -margin || disc.y < -margin) return;
  if (disc.x > size * pixelSize + margin || disc.y > size * pixelSize + margin) return;
  const cos = Math.cos(disc.angle);
  const sin = Math.sin(disc.angle);
  for (let row = clamp(disc.y - margin); row <= clamp(disc.y + margin); row++) {
    for (let column = clamp(disc.x - margin); column <= clamp(disc.x + margin); column++) {
      const dx = (column + 0.5) * pixelSize - disc.x;
      const dy = (row + 0.5) * pixelSize - disc.y;
      if (dx * dx + dy * dy > margin * margin) continue;
      const u = (dx * cos + dy * sin) / stretch;
      const v = (dy * cos - dx * sin) * stretch;
      const distance = Math.sqrt(u * u + v * v) + 1e-6;
      const c = u / distance;
      const s = v / distance;
      const cos2 = c * c - s * s;
      const wave =
        waist * cos2 +
        egg * c * (4 * c * c - 3) +
        tilt * s * (3 - 4 * s * s) +
        corner * (2 * cos2 * cos2 - 1);
      const rho = distance / (disc.radius * (1 + wave));
      const at = row * size + column;
      if (rho < (first[at] ?? 0)) {
        if ((owner[at] ?? -1) >= 0) second[at] = first[at] ?? 0;
        first[at] = rho;
        owner[at] = index;
      } else if (rho < (second[at] ?? 0)) second[at] = rho;
    }
  }
}

/** Edge of the repeated patch of grain in pixels. */
const grainSize = 96;

/**
 * The texture of chloroplasts, a patch that is repeated: noise of mean 0 and deviation about 1 with the size of grana, 0.4-0.6 um, and of starch
 * grains, 1 um or more; row-major [96, 96].
 */
export function drawGrain(random: Random, pixelSize: number): Float32Array {
  const draw = (sigma: number): Float32Array => {
    const noise = Float32Array.from({ length: grainSize * grainSize }, () => random.normal());
    const blurred = gaussianBlur(noise, grainSize, grainSize, sigma);
    // The deviation that a blur of white noise by sigma leaves is 1 / (2 sigma sqrt(pi)).
    const scale = Math.max(1, 2 * sigma * Math.sqrt(Math.PI));
    return blurred.map((value) => value * scale);
  };
  const fine = draw(0.24 / pixelSize);
  const coarse = draw(0.7 / pixelSize);
  return fine.map((value, at) => 0.8 * value + 0.6 * (coarse[at] ?? 0));
}
