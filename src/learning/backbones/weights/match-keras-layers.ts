import type { StoredLayer, StoredWeight } from "./keras-file.ts";
import type { KerasWeight } from "./keras-weights.ts";

export type LayerMatch =
  | { readonly pairs: readonly (readonly [KerasWeight, StoredWeight])[]; readonly problem?: undefined }
  /** "Expected X, got Y", of the first layer that does not fit. */
  | { readonly pairs?: undefined; readonly problem: string };

/**
 * Finds each weight of a network in a file. Layers are matched by name where all names are there, else by their order,
 * as Keras itself does: the numbers in names such as `conv2d_17` depend on what else was built before. The classifier
 * that a file may have on top is left out.
 */
export function matchKerasLayers(
  expected: readonly KerasWeight[],
  stored: readonly StoredLayer[],
): LayerMatch {
  const wanted = byLayer(expected);
  const body = stored.filter((layer) => !isClassifier(layer));
  const named = new Map(body.map((layer) => [plain(layer.name), layer]));
  const missing = [...wanted.keys()].filter((name) => !named.has(name));
  const byName = missing.length === 0 && body.length === wanted.size;
  if (!byName && body.length !== wanted.size) {
    // Names that are nearly all there tell of a file that lacks a layer, others of another network.
    const [first] = missing;
    return first !== undefined && missing.length <= wanted.size / 4
      ? { problem: `Expected the layer "${first}", got none of that name` }
      : { problem: `Expected ${wanted.size} layers with weights, got ${body.length}` };
  }
  const pairs: [KerasWeight, StoredWeight][] = [];
  for (const [index, [name, weights]] of [...wanted].entries()) {
    const layer = byName ? named.get(name) : body[index];
    if (layer === undefined) return { problem: `Expected the layer "${name}", got none` };
    const found = pairWeights(name, weights, layer);
    if (typeof found === "string") return { problem: found };
    pairs.push(...found);
  }
  return { pairs };
}

function byLayer(weights: readonly KerasWeight[]): Map<string, KerasWeight[]> {
  const layers = new Map<string, KerasWeight[]>();
  for (const weight of weights) {
    const layer = layers.get(weight.layer);
    if (layer) layer.push(weight);
    else layers.set(weight.layer, [weight]);
  }
  return layers;
}

/** Weights by their names, or by their place where the names are of old versions: `block1_conv1_W_1:0`. */
function pairWeights(
  name: string,
  weights: readonly KerasWeight[],
  layer: StoredLayer,
): [KerasWeight, StoredWeight][] | string {
  const place = layer.name === name ? `"${name}"` : `"${name}" (in the file "${layer.name}")`;
  if (weights.length !== layer.weights.length) {
    return `Expected ${weights.length} weights in the layer ${place}, got ${layer.weights.length}`;
  }
  const kinds = new Map(layer.weights.map((weight) => [kindOf(weight.name), weight]));
  const named = weights.every(({ weight }) => kinds.has(weight));
  const pairs: [KerasWeight, StoredWeight][] = [];
  for (const [index, weight] of weights.entries()) {
    const found = named ? kinds.get(weight.weight) : layer.weights[index];
    if (found === undefined || found.shape.join() !== weight.shape.join()) {
      const got = found ? `[${found.shape.join(", ")}]` : "none";
      return `Expected ${weight.weight} [${weight.shape.join(", ")}] in the layer ${place}, got ${got}`;
    }
    pairs.push([weight, found]);
  }
  return pairs;
}

/** `conv2d_1/kernel:0` -> `kernel`. */
function kindOf(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1).replace(/:\d+$/, "");
  return last === "depthwise_kernel" ? "kernel" : last;
}

/** Early files write `conv1/bn` where later ones have `conv1_bn`. */
function plain(name: string): string {
  return name.replaceAll("/", "_");
}

/** Dense layers, whose kernels have two axes, are in the classifier alone. */
function isClassifier({ weights }: StoredLayer): boolean {
  return weights.some(({ shape }) => shape.length === 2);
}
