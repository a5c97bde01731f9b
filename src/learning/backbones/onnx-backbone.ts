import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { readOnnx } from "../../engine/graph/onnx/read-onnx.ts";
import { cutGraph } from "../../engine/graph/prune-graph.ts";
import { type Backbone, type InputScalingName, inputScalings, type WeightsOrigin } from "./backbone.ts";
import { findInput } from "./find-input.ts";
import { findTap } from "./find-tap.ts";

export interface OnnxBackboneOptions {
  readonly name?: string;
  /** The value that the features are; found when left out. */
  readonly tap?: string | undefined;
  readonly scaling: InputScalingName;
  readonly origin?: WeightsOrigin;
}

/** Height and width that networks of any size are given. */
const usualSize = 224;

/**
 * Reads any classifier or feature extractor from an ONNX file as a backbone.
 * @throws MorError as `readOnnx`, `findInput` and `findTap`.
 */
export function onnxBackbone(file: string, options: OnnxBackboneOptions): Backbone {
  const graph = readOnnx(file);
  const input = findInput(graph, file);
  const tap = findTap(graph, file, options.tap);
  const bytes = readFileSync(file);
  const name = options.name ?? basename(file, extname(file));
  return {
    name,
    title: `network of ${basename(file)}`,
    graph: cutGraph(graph, tap),
    tap,
    layout: input.layout,
    channels: input.channels,
    size: input.size ?? usualSize,
    resizable: input.size === undefined,
    scaling: inputScalings[options.scaling],
    hash: createHash("sha256")
      .update(bytes)
      .update(JSON.stringify([tap, options.scaling]))
      .digest("hex"),
    origin: options.origin ?? { weights: "file" },
  };
}
