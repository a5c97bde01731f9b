import type { Random } from "../../../tensor/random.ts";
import type { Outline } from "./shape.ts";

export interface OutlineOptions {
  /** Radius of the disc of the same area. */
  readonly radius: number;
  /** Deviation of r(angle) over its mean by waves of the outline, 0..about 0.4. */
  readonly roughness?: number;
  /** Least number of waves around the outline: 2 egg-like .. 8 ragged. */
  readonly waves?: number;
  /** 0 round .. 1 with square ends. */
  readonly blunt?: number;
  /** Discs around the middle whose union it is, in units of any size. */
  readonly lobes?: readonly Lobe[];
  /** Notches that are cut into it. */
  readonly notches?: readonly Notch[];
}

export interface Lobe {
  readonly angle: number;
  /** Distance of its centre from the middle. */
  readonly away: number;
  readonly radius: number;
}

export interface Notch {
  readonly angle: number;
  /** Share of the radius that is lost at its middle. */
  readonly depth: number;
  /** Half width in radians. */
  readonly width: number;
}

/** Draws r(angle) of an outline: 96 steps, or 40 of a small one. */
export function drawRadii(random: Random, options: OutlineOptions): Float32Array {
  const { radius, roughness = 0, waves = 2, blunt = 0, notches = [], lobes = [] } = options;
  const steps = radius > 0.1 ? 96 : 40;
  const radii = new Float32Array(steps).fill(1);
  if (roughness > 0) {
    for (let k = waves; k < waves + 6; k++) {
      const height = roughness * random.normal() * (waves / k) ** 1.5;
      const phase = random.uniform(0, 2 * Math.PI);
      for (let at = 0; at < steps; at++) {
        radii[at] = (radii[at] ?? 0) + height * Math.cos((2 * Math.PI * k * at) / steps + phase);
      }
    }
  }
  for (let at = 0; blunt > 0 && at < steps; at++) {
    const turn = (2 * Math.PI * at) / steps;
    const square = (Math.cos(turn) ** 4 + Math.sin(turn) ** 4) ** -0.25;
    radii[at] = (radii[at] ?? 0) * (1 + blunt * (square - 1));
  }
  for (let at = 0; lobes.length > 0 && at < steps; at++) {
    let reach = 0;
    for (const { angle, away, radius: own } of lobes) {
      // Where the ray leaves the disc.
      const turn = (2 * Math.PI * at) / steps - angle;
      const side = own * own - (away * Math.sin(turn)) ** 2;
      if (side > 0) reach = Math.max(reach, away * Math.cos(turn) + Math.sqrt(side));
    }
    radii[at] = (radii[at] ?? 0) * Math.max(0.15, reach);
  }
  for (const { angle, depth, width } of notches) {
    for (let at = 0; at < steps; at++) {
      const turn = (2 * Math.PI * at) / steps - angle;
      const off = (turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI))) / width;
      radii[at] = (radii[at] ?? 0) * (1 - depth * Math.exp(-off * off));
    }
  }
  let square = 0;
  for (let at = 0; at < steps; at++) {
    const value = Math.max(0.12, radii[at] ?? 0);
    radii[at] = value;
    square += value * value;
  }
  const scale = radius / Math.sqrt(square / steps);
  for (let at = 0; at < steps; at++) radii[at] = (radii[at] ?? 0) * scale;
  return radii;
}

/** Relative distance of a point from the middle of an outline: below 1 inside. */
export function relativeDistance(outline: Outline, x: number, y: number): number {
  const { radii } = outline;
  const cos = Math.cos(outline.angle);
  const sin = Math.sin(outline.angle);
  const dx = x - outline.x;
  const dy = y - outline.y;
  const long = dx * cos + dy * sin;
  const stretch = Math.sqrt(outline.aspect);
  const u = long / stretch;
  const v = (dy * cos - dx * sin - outline.bend * long * long) * stretch;
  const turn = Math.atan2(v, u) / (2 * Math.PI);
  const at = Math.round((turn < 0 ? turn + 1 : turn) * radii.length) % radii.length;
  return Math.hypot(u, v) / (radii[at] ?? 1);
}

/** The point at an angle of the outline, at a share of the way from its middle. */
export function outlinePoint(outline: Outline, angle: number, share: number): [x: number, y: number] {
  const { radii } = outline;
  const turn = angle / (2 * Math.PI);
  const at = Math.floor((turn - Math.floor(turn)) * radii.length) % radii.length;
  const radius = share * (radii[at] ?? 0);
  const stretch = Math.sqrt(outline.aspect);
  const u = radius * Math.cos(angle) * stretch;
  const v = (radius * Math.sin(angle)) / stretch + outline.bend * u * u;
  const cos = Math.cos(outline.angle);
  const sin = Math.sin(outline.angle);
  return [outline.x + u * cos - v * sin, outline.y + u * sin + v * cos];
}

export interface OutlineMeasure {
  readonly area: number;
  /** Area over area of the convex hull. */
  readonly solidity: number;
  /** Length over that of an ellipse with the same area and aspect. */
  readonly roughness: number;
}

export function measureOutline(outline: Outline): OutlineMeasure {
  const points: Point[] = [];
  const { length: steps } = outline.radii;
  const stride = steps > 48 ? 2 : 1;
  for (let at = 0; at < steps; at += stride) {
    points.push(outlinePoint(outline, (2 * Math.PI * (at + 0.5)) / steps, 1));
  }
  const area = polygonArea(points);
  const hull = polygonArea(convexHull(points));
  let length = 0;
  for (const [at, [x, y]] of points.entries()) {
    const [beforeX, beforeY] = points.at(at - 1) ?? [x, y];
    length += Math.hypot(x - beforeX, y - beforeY);
  }
  // Ramanujan's first approximation of the circumference of an ellipse.
  const a = Math.sqrt((area / Math.PI) * outline.aspect);
  const b = a / outline.aspect;
  const ellipse = Math.PI * (3 * (a + b) - Math.sqrt((3 * a + b) * (a + 3 * b)));
  return { area, solidity: hull > 0 ? area / hull : 1, roughness: ellipse > 0 ? length / ellipse : 1 };
}

/** The area inside an outline. */
export function outlineArea({ radii }: Outline): number {
  let square = 0;
  for (const radius of radii) square += radius * radius;
  return (Math.PI * square) / radii.length;
}

type Point = readonly [x: number, y: number];

function polygonArea(points: readonly Point[]): number {
  let sum = 0;
  for (const [at, [x, y]] of points.entries()) {
    const [beforeX, beforeY] = points.at(at - 1) ?? [x, y];
    sum += beforeX * y - x * beforeY;
  }
  return Math.abs(sum) / 2;
}

/** Andrew's monotone chain (1979). */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const chain = (order: readonly Point[]): Point[] => {
    const out: Point[] = [];
    for (const [x, y] of order) {
      for (;;) {
        const [bx, by] = out.at(-1) ?? [0, 0];
        const [ax, ay] = out.at(-2) ?? [0, 0];
        if (out.length < 2 || (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0) break;
        out.pop();
      }
      out.push([x, y]);
    }
    return out.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}
