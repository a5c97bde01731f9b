import { extname } from "node:path";
import { createBuilder } from "../../../engine/graph/builder.ts";
import type { Graph } from "../../../engine/graph/graph.ts";
import { importGraph } from "../../../engine/graph/onnx/import-graph.ts";
import { readOnnx } from "../../../engine/graph/onnx/read-onnx.ts";
import { cutGraph } from "../../../engine/graph/prune-graph.ts";
import { MorError } from "../../../errors.ts";
import { findInput } from "../../../learning/backbones/find-input.ts";
import { findTap } from "../../../learning/backbones/find-tap.ts";
import {
  guessArchitecture,
  readBackboneWeights,
} from "../../../learning/backbones/weights/read-backbone-weights.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import { publishedWeights } from "./published-weights.ts";
import type { BackboneRecord, WeightFormat } from "./store.ts";

/** What a weight file itself tells. */
export type WeightFacts = Pick<
  BackboneRecord,
  "title" | "architecture" | "width" | "format" | "size" | "features" | "parameters"
> & {
  /** What the user should know before the file is used, as full sentences. */
  readonly remarks: readonly string[];
};

/**
 * Reads a weight file as a whole and says which network it is for.
 *
 * @throws MorError `usage` for another kind of file, `model-invalid` and `operator-unsupported` for one that cannot be
 *   used: truncated, of no known network, with weights in other files, without an image input.
 */
export async function describeWeights(path: string, tap?: string): Promise<WeightFacts> {
  const format = formatOf(path);
  return format === "onnx"
    ? describeOnnx(path, tap)
    : { ...(await describeKnownNetwork(path)), format, remarks: [] };
}

/** By its ending. @throws MorError `usage`. */
export function formatOf(path: string): WeightFormat {
  const ending = extname(path).toLowerCase();
  if (ending === ".onnx" || ending === ".safetensors") return ending === ".onnx" ? "onnx" : "safetensors";
  if (ending === ".h5" || ending === ".hdf5") return "h5";
  throw new MorError("usage", `Expected a file .onnx, .h5 or .safetensors, got ${path}`, {
    hint: "Export the network to ONNX, or save its weights as safetensors or as a Keras .weights file in HDF5.",
    path,
  });
}

function describeOnnx(path: string, tap: string | undefined): WeightFacts {
  const graph = readOnnx(path);
  const { size } = findInput(graph, path);
  const remarks: string[] = [];
  let features: number | undefined;
  try {
    features = countFeatures(graph, findTap(graph, path, tap));
  } catch (error) {
    // The network can be used all the same, once its tap is named.
    if (!(error instanceof MorError) || tap !== undefined) throw error;
    remarks.push(`${error.message}: name one with --tap, now or whenever this network is used.`);
  }
  const parameters = [...graph.initializers.values()]
    .filter(({ dtype, shape }) => /^(float|u?int8)/.test(dtype) && shape.length > 0)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return {
    title: "a network in ONNX",
    architecture: "onnx",
    format: "onnx",
    size,
    features,
    parameters,
    remarks,
  };
}

/** Of a value [N, F] or [N, F, H, W]; `undefined` while its shape hangs on the size of the images. */
function countFeatures(graph: Graph, tap: string): number | undefined {
  const cut = cutGraph(graph, tap);
  try {
    const outputs = cut.outputs.map((value) => ({ ...value, shape: [] }));
    const features = importGraph(createBuilder(), { ...cut, outputs })[tap]?.shape[1];
    return typeof features === "number" ? features : undefined;
  } catch {
    return undefined;
  }
}

/** Of one of the nine networks, told by names and shapes of its layers; every weight is read. */
export async function describeKnownNetwork(path: string): Promise<Omit<WeightFacts, "format" | "remarks">> {
  const { architecture, options } = await guessArchitecture(path);
  await readBackboneWeights(path, architecture, options);
  const entry = publishedWeights.find(
    (known) => known.architecture === architecture && (known.width ?? 1) === (options.width ?? 1),
  );
  if (entry === undefined) throw new TypeError(`There is no ${architecture} of width ${options.width}.`);
  const { title, width, size, features, parameters } = entry;
  return { title, architecture, width, size, features, parameters };
}
