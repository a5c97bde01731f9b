import type { Builder } from "../../../engine/graph/builder.ts";
import type { Graph, Node, Value } from "../../../engine/graph/graph.ts";
import { indexGraph } from "../../../engine/graph/graph-index.ts";
import type { SpatialLayer } from "./explainable-model.ts";

/**
 * Lists the values with more than one pixel on the way from the images to the output: convolutions, pooling, and where
 * ways join, each behind the normalisation and activation that follow it.
 * @param b a builder in which the graph was replayed with known sizes.
 * @returns in the order in which they are computed; names are those of the weights, and unique.
 */
export function findLayers(graph: Graph, b: Builder): SpatialLayer[] {
  const index = indexGraph(graph);
  const made = new Map(
    b.nodes.flatMap(({ outputs }) => outputs.map((name) => [name, b.value(name)] as const)),
  );
  const live = onTheWay(graph);
  const place = new Map(graph.nodes.flatMap((node, at) => node.outputs.map((name) => [name, at] as const)));
  const names = new Map<string, number>();
  const layers: (SpatialLayer & { readonly at: number })[] = [];
  let before: string | undefined;
  for (const node of graph.nodes) {
    const suffix = suffixOf(node, live);
    if (suffix === undefined || !live.has(node.outputs[0] ?? "")) continue;
    if (suffix === "") before = weightName(node) ?? node.outputs[0] ?? "";
    if (before === undefined) continue; // what scales the image is no layer
    const value = made.get(followAdjustments(node, index.onlyReader, live));
    const size = value && sizeOf(value);
    if (!value || !size || layers.some((layer) => layer.value === value.name)) continue;
    const name = before + suffix;
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    layers.push({
      name: times === 1 ? name : `${name}-${times}`,
      value: value.name,
      op: node.op,
      ...size,
      at: place.get(value.name) ?? 0,
    });
  }
  return layers.sort((a, z) => a.at - z.at).map(({ at: _, ...layer }) => layer);
}

const joins: ReadonlySet<string> = new Set(["Add", "Concat", "Sum", "Mul"]);
const pools: ReadonlySet<string> = new Set(["AveragePool", "MaxPool"]);

/** What a layer's name ends in; undefined for operators that make no layer. */
function suffixOf(node: Node, live: ReadonlySet<string>): string | undefined {
  if (node.op === "Conv" || node.op === "ConvTranspose") return "";
  if (pools.has(node.op)) return "/pool";
  const ways = node.inputs.filter((name) => live.has(name)).length;
  return joins.has(node.op) && ways > 1 ? `/${node.op.toLowerCase()}` : undefined;
}

/** Operators that shift, scale and clip each value where it stands. */
const adjustments: ReadonlySet<string> = new Set([
  "Add",
  "BatchNormalization",
  "Celu",
  "Clip",
  "Div",
  "Elu",
  "Gelu",
  "HardSigmoid",
  "HardSwish",
  "Identity",
  "LeakyRelu",
  "Mish",
  "Mul",
  "PRelu",
  "Relu",
  "Selu",
  "Sigmoid",
  "Softplus",
  "Sub",
  "Tanh",
]);

/** The value behind the normalisation and activation of a layer, as far as nobody else reads what is between. */
function followAdjustments(
  node: Node,
  onlyReader: (name: string) => Node | undefined,
  live: ReadonlySet<string>,
): string {
  let name = node.outputs[0] ?? "";
  for (let next = onlyReader(name); next && adjustments.has(next.op); next = onlyReader(name)) {
    if (next.inputs.filter((input) => live.has(input)).length > 1) break;
    name = next.outputs[0] ?? "";
  }
  return name;
}

/** Values that depend on the input and on which the output depends. */
function onTheWay(graph: Graph): ReadonlySet<string> {
  const reached = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    if (node.inputs.some((name) => reached.has(name))) for (const name of node.outputs) reached.add(name);
  }
  const needed = new Set(graph.outputs.map(({ name }) => name));
  for (const node of graph.nodes.toReversed()) {
    if (node.outputs.some((name) => needed.has(name))) for (const name of node.inputs) needed.add(name);
  }
  return new Set([...reached].filter((name) => needed.has(name)));
}

function sizeOf({ dtype, shape }: Value): Pick<SpatialLayer, "channels" | "height" | "width"> | undefined {
  const [, channels, height, width] = shape.map(Number);
  if (dtype !== "float32" || shape.length !== 4 || !channels || !height || !width) return;
  return height * width > 1 ? { channels, height, width } : undefined;
}

/** "block1.first" of "block1.first.weight"; undefined where the weight has no name of its own. */
function weightName({ inputs }: Node): string | undefined {
  const stem = (inputs[1] ?? "").replace(/(?:[._/](?:depthwise_)?(?:weight|kernel|w)s?(?::0)?)+$/i, "");
  return stem === "" ? undefined : stem;
}
