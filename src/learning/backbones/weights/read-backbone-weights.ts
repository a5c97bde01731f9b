import { open } from "node:fs/promises";
import { MorError } from "../../../errors.ts";
import { type ArchitectureName, architectureNames } from "../architecture-name.ts";
import {
  type BackboneWeights,
  invalidWeights,
  type WeightsFit,
  type WeightsFormat,
} from "./backbone-weights.ts";
import { kerasFits, readKerasWeights } from "./read-keras-weights.ts";
import { readTimmWeights, timmFits } from "./read-timm-weights.ts";

/**
 * Reads the weights of one of the nine networks from a file of Keras (HDF5) or of timm (safetensors); its content says
 * which, not its name.
 * @param options.width of MobileNet v2; without it the published widths are tried.
 * @throws MorError `model-invalid` for a file that is damaged, of another kind or of another network, naming the first
 * mismatch; `input-missing` for none.
 */
export async function readBackboneWeights(
  file: string,
  architecture: ArchitectureName,
  options: { readonly width?: number | undefined } = {},
): Promise<BackboneWeights> {
  const read = (await formatOf(file)) === "keras" ? readKerasWeights : readTimmWeights;
  return read(file, architecture, options);
}

/**
 * Says which of the nine networks the weights in a file are of, by the shapes of its layers.
 * @throws MorError `model-invalid` for a file that fits none, and as `readBackboneWeights` does.
 */
export async function guessArchitecture(file: string): Promise<WeightsFit> {
  const fits = (await formatOf(file)) === "keras" ? kerasFits : timmFits;
  // No two of the nine have the same layers and shapes.
  const [first] = await fits(file, architectureNames);
  if (first) return first;
  throw invalidWeights(
    `Expected the weights of one of ${architectureNames.join(", ")}, got those of another network`,
    file,
  );
}

const hdf5Signature = "\x89HDF\r\n\x1a\n";

/** @throws MorError `model-invalid` for a file that is neither. */
async function formatOf(file: string): Promise<WeightsFormat> {
  const start = await readStart(file);
  if (start.toString("latin1", 0, 8) === hdf5Signature) return "keras";
  // Eight bytes of length, of which the upper ones are zero, and then a table in JSON.
  if (start.length > 8 && start.readUInt32LE(4) === 0 && start[8] === 0x7b) return "timm";
  const got =
    start.length === 0
      ? "an empty file"
      : start.toString("latin1", 0, 4) === "PK\x03\x04"
        ? "a ZIP archive, as of PyTorch or Keras 3"
        : "neither";
  throw invalidWeights(`Expected a file in HDF5 or safetensors, got ${got}`, file);
}

async function readStart(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const start = Buffer.alloc(16);
      const { bytesRead } = await handle.read(start, 0, 16, 0);
      return start.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new MorError("input-missing", `Cannot read the weights ${file}.`, {
      hint: "Give the path of a file of weights.",
      path: file,
      cause,
    });
  }
}
