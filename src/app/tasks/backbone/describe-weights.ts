import { extname } from "node:path";
import { createBuilder } from "../../../engine/graph/builder.ts";
import type { Graph } from "../../../engine/graph/graph.ts";
import { importGraph } from "../../../engine/graph/onnx/import-graph.ts";
import { readOnnx } from "../../../engine/graph/onnx/read-onnx.ts";
import { cutGraph } from "../../../engine/graph/prune-graph.ts";
import { MorError } from "../../../errors.ts";
import { findInput } from "../../../learning/backbones/find-input.ts";
import { findTap } from "../../../learning/backbones/find-tap.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import { isHdf5 } from "./fetch-published.ts";
import type { PublishedWeights } from "./published-weights.ts";
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
 * Reads a weight file as a whole and says which network it is for; `expected` is what it is said to be.
 *
 * @throws MorError `usage` for another kind of file, `model-invalid` and `operator-unsupported` for one that cannot be
 *   used: truncated, of no known network, with weights in other files, without an image input.
 */
export async function describeWeights(path: string, expected?: PublishedWeights): Promise<WeightFacts> {
  const format = formatOf(path);
  return format === "onnx" ? describeOnnx(path) : await describeKnownNetwork(path, format, expected);
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

function describeOnnx(path: string): WeightFacts {
  const graph = readOnnx(path);
  const { size } = findInput(graph, path);
  const remarks: string[] = [];
  let features: number | undefined;
  try {
    features = countFeatures(graph, findTap(graph, path));
  } catch (error) {
    // The network can be used all the same, once its tap is named.
    if (!(error instanceof MorError)) throw error;
    remarks.push(`${error.message}: name one with --tap whenever this network is used.`);
  }
  const parameters = [...graph.initializers.values()]
    .filter(({ dtype, shape }) => /^(float|u?int8)/.test(dtype) && shape.length > 0)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return {
    title: "network in ONNX",
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

async function describeKnownNetwork(
  path: string,
  format: WeightFormat,
  expected: PublishedWeights | undefined,
): Promise<WeightFacts> {
  if (format === "h5" && !(await isHdf5(path))) {
    throw new MorError("model-invalid", `Expected an HDF5 file, got something else (${path})`, {
      hint: "Check that it was copied whole, and that it is no page of a proxy.",
      path,
    });
  }
  if (expected === undefined) {
    throw new MorError("model-invalid", `Expected weights of a known network, got others (${path})`, {
      hint: "Say which network it is (as), as in vgg16, or export it to ONNX.",
      path,
    });
  }
  const { title, architecture, width, size, features, parameters } = expected;
  return { title, architecture, width, format, size, features, parameters, remarks: [] };
}
