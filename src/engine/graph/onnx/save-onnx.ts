import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MorError } from "../../../errors.ts";
import type { Graph } from "../graph.ts";
import { encodeModel } from "./write-onnx.ts";

/**
 * Writes a graph to an ONNX file as a whole or not at all: under a temporary name beside it, then renamed.
 * A file of that name is replaced. The weights are not copied on the way.
 *
 * @throws MorError `output-unwritable` when the folder is missing or read-only, or the disk is full;
 *   `graph-invalid` above 2 GiB.
 */
export async function saveOnnx(path: string, graph: Graph): Promise<void> {
  const chunks = encodeModel(graph);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      for (const chunk of chunks) await writeAll(file, chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    const reason = error instanceof Error ? error.message : String(error);
    throw new MorError("output-unwritable", `Expected to write the model, got "${reason}" (${path})`, {
      hint: "Check that the folder exists, can be written to, and that the disk is not full.",
      path,
      cause: error,
    });
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.byteLength; ) {
    const { bytesWritten } = await file.write(chunk, done, chunk.byteLength - done);
    done += bytesWritten;
  }
}
