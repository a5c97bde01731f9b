import type { Shape } from "../specimen/shape.ts";
import { paintBody } from "./paint-body.ts";
import { paintThread } from "./paint-thread.ts";
import type { View } from "./view.ts";

/**
 * The light of shapes before the microscope; row-major [size, size].
 * @param overlap light where shapes overlap: 0 that of the brighter one, 1 the sum.
 */
export function paintShapes(shapes: readonly Shape[], view: View, overlap: number): Float32Array {
  const light = new Float32Array(view.size * view.size);
  let scratch: Float32Array | undefined;
  for (const shape of shapes) {
    if (shape.kind === "thread") {
      scratch ??= new Float32Array(light.length);
      paintThread(light, shape, view, overlap, scratch);
    } else paintBody(light, shape, view, overlap);
  }
  return light;
}
