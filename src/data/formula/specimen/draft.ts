import type { ParameterValues } from "../formula-parameters.ts";
import { outlineArea } from "./outline.ts";
import type { Body, Outline, Path, Shape } from "./shape.ts";

/** A specimen while a family draws it. */
export interface Draft {
  readonly shapes: Shape[];
  /** Light between the objects: cytoplasm. */
  readonly diffuse: Body[];
  /** The objects that are counted and measured. */
  readonly objects: FormulaObject[];
  readonly bodies: Outline[];
  /** Values that only the family knows. */
  readonly values: ParameterValues;
  /** Radius of the finest form that should still be seen. */
  feature: number;
  /** Light where bodies overlap: 0 that of the brighter one, 1 the sum. */
  overlap: number;
}

export interface FormulaObject {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly width: number;
  readonly area: number;
  readonly amplitude: number;
}

export function createDraft(): Draft {
  return { shapes: [], diffuse: [], objects: [], bodies: [], values: {}, feature: 0.02, overlap: 1 };
}

/** Adds a ball. */
export function addBall(draft: Draft, x: number, y: number, radius: number, amplitude = 1, hollow = 0): void {
  draft.shapes.push({ kind: "thread", paths: [[x, y, radius]], amplitude, hollow });
  const width = 2 * radius;
  draft.objects.push({ x, y, length: width, width, area: Math.PI * radius * radius, amplitude });
}

/** Adds tubes that make up one object. */
export function addThread(draft: Draft, paths: readonly Path[], amplitude = 1, hollow = 0): void {
  let length = 0;
  let area = 0;
  let x = 0;
  let y = 0;
  let points = 0;
  for (const path of paths) {
    for (let at = 0; at < path.length; at += 3) {
      x += path[at] ?? 0;
      y += path[at + 1] ?? 0;
      points++;
      if (at === 0) continue;
      const step = Math.hypot(
        (path[at] ?? 0) - (path[at - 3] ?? 0),
        (path[at + 1] ?? 0) - (path[at - 2] ?? 0),
      );
      length += step;
      area += step * ((path[at + 2] ?? 0) + (path[at - 1] ?? 0));
    }
  }
  if (points === 0) return;
  const width = Math.max(length > 0 ? area / length : 0, 2 * (paths[0]?.[2] ?? 0), 1e-4);
  draft.shapes.push({ kind: "thread", paths, amplitude, hollow });
  draft.objects.push({
    x: x / points,
    y: y / points,
    length: length + width,
    width,
    area: area + (Math.PI * width * width) / 4,
    amplitude,
  });
}

/** Adds a body. */
export function addBody(draft: Draft, body: Body): void {
  const area = outlineArea(body);
  const width = 2 * Math.sqrt(area / Math.PI / body.aspect);
  const { x, y, amplitude } = body;
  draft.shapes.push(body);
  draft.bodies.push(body);
  draft.objects.push({ x, y, length: width * body.aspect, width, area, amplitude });
}
