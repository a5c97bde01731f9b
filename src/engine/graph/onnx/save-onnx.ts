import { writeWhole } from "../../../files/write-whole.ts";
import type { Graph } from "../graph.ts";
import { encodeModel } from "./write-onnx.ts";

/**
 * Writes a graph to an ONNX file as a whole or not at all. A file of that name is replaced. The weights are not
 * copied on the way.
 *
 * @throws MorError `output-unwritable` when the folder is missing or read-only, or the disk is full;
 *   `graph-invalid` above 2 GiB.
 */
export async function saveOnnx(path: string, graph: Graph): Promise<void> {
  await writeWhole(path, encodeModel(graph));
}
