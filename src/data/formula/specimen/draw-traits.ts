import type { Random } from "../../../tensor/random.ts";
import { type Texture, textureKinds, tilesPerKind } from "../optics/texture-tile.ts";
import type { Path } from "./shape.ts";

/** Log-uniform in [low, high). */
export function drawLog(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.uniform();
}

/** Brightness of objects about 1; how much they differ is drawn once. */
export function drawBrightness(random: Random): () => number {
  const spread = random.uniform() < 0.3 ? 0.02 : random.uniform(0, 0.75);
  return () => Math.exp(Math.min(1.5, random.normal(0, spread)));
}

/** A texture of any kind. */
export function drawTexture(
  random: Random,
  wavelength: number,
  contrast: number,
  kind: Texture["kind"] = random.pick(textureKinds),
): Texture {
  return {
    kind,
    tile: random.integer(tilesPerKind),
    wavelength,
    angle: random.uniform(0, 2 * Math.PI),
    shift: [random.uniform(), random.uniform()],
    contrast,
  };
}

export interface WalkOptions {
  readonly x: number;
  readonly y: number;
  /** Direction of its first step. */
  readonly angle: number;
  readonly length: number;
  readonly radius: number;
  /** Mean turning per length in radians: a steady curve. */
  readonly curl: number;
  /** Deviation of the turning per root of length: how it winds. */
  readonly winding: number;
  /** Whether a point may be passed; the walk ends at the first that may not. */
  readonly allowed?: (x: number, y: number) => boolean;
  /** Share by which the radius varies along it. */
  readonly beading?: number;
}

/** A smooth random path, its middle not fixed. */
export function walk(random: Random, options: WalkOptions): Path {
  const { length, radius, curl, winding, allowed, beading = 0 } = options;
  const steps = Math.max(2, Math.min(60, Math.round(length / Math.max(0.022, 0.8 * radius))));
  const step = length / steps;
  const noise = winding * Math.sqrt(step);
  const path: number[] = [];
  let { x, y, angle } = options;
  let turn = 0;
  for (let at = 0; at <= steps; at++) {
    if (at > 1 && allowed && !allowed(x, y)) break;
    path.push(x, y, beading > 0 ? radius * (1 + beading * random.uniform(-1, 1)) : radius);
    turn = 0.6 * turn + noise * random.normal(0, 0.8);
    angle += curl * step + turn;
    x += step * Math.cos(angle);
    y += step * Math.sin(angle);
  }
  return path;
}

/** Turning of a path from its first to its last step, all turns counted, in half turns. */
export function turningOf(path: Path): number {
  let total = 0;
  let before = Number.NaN;
  for (let at = 3; at < path.length; at += 3) {
    const angle = Math.atan2(
      (path[at + 1] ?? 0) - (path[at - 2] ?? 0),
      (path[at] ?? 0) - (path[at - 3] ?? 0),
    );
    const turn = angle - before;
    if (!Number.isNaN(turn)) total += Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
    before = angle;
  }
  return Math.min(2, total / Math.PI);
}
