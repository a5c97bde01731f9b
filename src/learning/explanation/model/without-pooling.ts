import type { SpatialLayer } from "./explainable-model.ts";

/** The layers that are no pooling, whose maps are finer; all of them where there are no others. */
export function withoutPooling(layers: readonly SpatialLayer[]): readonly SpatialLayer[] {
  const plain = layers.filter(({ op }) => !op.endsWith("Pool"));
  return plain.length > 0 ? plain : layers;
}
