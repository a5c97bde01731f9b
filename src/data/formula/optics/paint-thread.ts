import type { Path, Thread } from "../specimen/shape.ts";
import type { View } from "./view.ts";

/**
 * Adds the light of a thread to a plane.
 * @param scratch a plane of zeros, and zeros again afterwards.
 */
export function paintThread(
  light: Float32Array,
  thread: Thread,
  view: View,
  overlap: number,
  scratch: Float32Array,
): void {
  const { size } = view;
  const { amplitude } = thread;
  const box: Box = { left: size, right: -1, top: size, bottom: -1 };
  for (const path of thread.paths) {
    const last = Math.max(0, path.length - 3);
    for (let at = 0; at < Math.max(3, last); at += 3) {
      stamp(scratch, path, at, Math.min(last, at + 3), thread.hollow, view, box);
    }
  }
  for (let row = box.top; row <= box.bottom; row++) {
    for (let at = row * size + box.left; at <= row * size + box.right; at++) {
      const own = amplitude * (scratch[at] ?? 0);
      if (own === 0) continue;
      const there = light[at] ?? 0;
      light[at] = own > there ? own + overlap * there : there + overlap * own;
      scratch[at] = 0;
    }
  }
}

/** Pixels touched, ends included. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The chord of a tube between two points of a path, relative to its longest. */
function stamp(
  plane: Float32Array,
  path: Path,
  from: number,
  to: number,
  hollow: number,
  view: View,
  box: Box,
): void {
  const { size, scale, xx, xy, yx, yy, x0, y0 } = view;
  const [fromX, fromY, toX, toY] = [path[from] ?? 0, path[from + 1] ?? 0, path[to] ?? 0, path[to + 1] ?? 0];
  const ax = xx * fromX + xy * fromY + x0;
  const ay = yx * fromX + yy * fromY + y0;
  const bx = xx * toX + xy * toY + x0;
  const by = yx * toX + yy * toY + y0;
  const ra = scale * (path[from + 2] ?? 0);
  const rb = scale * (path[to + 2] ?? 0);
  const reach = Math.max(ra, rb) + soft;
  const left = Math.max(0, Math.ceil(Math.min(ax, bx) - reach));
  const right = Math.min(size - 1, Math.floor(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.ceil(Math.min(ay, by) - reach));
  const bottom = Math.min(size - 1, Math.floor(Math.max(ay, by) + reach));
  if (left > right || top > bottom) return;
  if (left < box.left) box.left = left;
  if (right > box.right) box.right = right;
  if (top < box.top) box.top = top;
  if (bottom > box.bottom) box.bottom = bottom;
  const dx = bx - ax;
  const dy = by - ay;
  const inverse = 1 / Math.max(dx * dx + dy * dy, 1e-9);
  const inner = hollow * hollow;
  const peak = 1 / Math.sqrt(1 - Math.min(0.99, inner));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = ((x - ax) * dx + (y - ay) * dy) * inverse;
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const u = x - ax - t * dx;
      const v = y - ay - t * dy;
      const radius = ra + t * (rb - ra);
      const edge = radius + soft;
      const rho2 = (u * u + v * v) / (edge * edge);
      if (rho2 >= 1) continue;
      let chord = Math.sqrt(1 - rho2);
      if (rho2 < inner) chord -= Math.sqrt(inner - rho2);
      chord *= peak;
      // What is thinner than a pixel fills only a part of it.
      if (radius < soft) chord *= radius / soft;
      const at = y * size + x;
      if (chord > (plane[at] ?? 0)) plane[at] = chord;
    }
  }
}

/** Width of the soft outline in pixels. */
const soft = 0.5;
