import type { Random } from "../../../tensor/random.ts";
import { type Field, readField } from "./field.ts";

/** An organelle as the union of paths with a radius at each point; lengths in micrometres. */
export interface Tube {
  readonly paths: readonly Path[];
  /** Brightness relative to other organelles, about 1. */
  readonly amplitude: number;
}

export interface Path {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly radius: readonly number[];
}

export interface Growth {
  readonly x: number;
  readonly y: number;
  /** Direction of the first step in radians. */
  readonly heading: number;
  /** Distance from the first to the last point along the path. */
  readonly length: number;
  readonly radius: number;
  /** Standard deviation of the change of heading in radians per micrometre. */
  readonly bend: number;
}

const stepLength = 0.4;

/** Grows a path that winds at random, follows the cytoplasm, and turns away from vacuole and walls. */
export function growPath(random: Random, density: Field, growth: Growth): Path {
  const steps = Math.max(1, Math.round(growth.length / stepLength));
  const stride = growth.length / steps;
  const xs = [growth.x];
  const ys = [growth.y];
  let { x, y, heading } = growth;
  let turn = random.normal(0, growth.bend * 0.5);
  for (let step = 0; step < steps; step++) {
    turn = 0.8 * turn + random.normal(0, growth.bend * 0.5);
    heading += stride * turn + (step > 1 ? steer(density, x, y, heading) : 0);
    x += stride * Math.cos(heading);
    y += stride * Math.sin(heading);
    xs.push(x);
    ys.push(y);
  }
  return { x: xs, y: ys, radius: xs.map(() => growth.radius * random.uniform(0.88, 1.12)) };
}

/** Length of the medial axis, end caps included. */
export function tubeLength({ paths }: Tube): number {
  let sum = 0;
  for (const [index, { x, y, radius }] of paths.entries()) {
    for (let i = 1; i < x.length; i++) {
      sum += Math.hypot((x[i] ?? 0) - (x[i - 1] ?? 0), (y[i] ?? 0) - (y[i - 1] ?? 0));
    }
    // A branch starts inside of its stem: it has one free end.
    sum += (radius.at(-1) ?? 0) + (index === 0 ? (radius[0] ?? 0) : 0);
  }
  return sum;
}

/** Twice the mean radius. */
export function tubeWidth({ paths }: Tube): number {
  let sum = 0;
  let count = 0;
  for (const { radius } of paths) {
    for (const value of radius) sum += value;
    count += radius.length;
  }
  return (2 * sum) / count;
}

/** The change of heading, at most 0.35 radians, towards the side with more cytoplasm. */
function steer(density: Field, x: number, y: number, heading: number): number {
  const look = 1.2;
  const at = (angle: number): number =>
    readField(density, x + look * Math.cos(heading + angle), y + look * Math.sin(heading + angle));
  const left = at(-0.7);
  const right = at(0.7);
  return (0.35 * (right - left)) / (left + right + 0.15);
}
