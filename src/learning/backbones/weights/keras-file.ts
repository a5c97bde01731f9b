import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { Attribute, File, Group } from "h5wasm";
import { MorError } from "../../../errors.ts";
import { invalidWeights } from "./backbone-weights.ts";

/** A weight in an HDF5 file. */
export interface StoredWeight {
  /** As in the file: `conv2d_1/kernel:0`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** @throws MorError `model-invalid` for numbers that are cut off or of another type than float32 or float64. */
  read(): Float32Array;
}

/** A layer with its weights, in the order in which it declares them. */
export interface StoredLayer {
  readonly name: string;
  readonly weights: readonly StoredWeight[];
}

/** Larger files are no weights of the nine networks. */
const mostBytes = 2 ** 31 - 1;

/**
 * Opens a weight file in the legacy layout of Keras, hands its layers that have weights to `use`, and closes it. The
 * group `model_weights` of a whole saved model is read as such a file.
 * @throws MorError `input-missing`, or `model-invalid` for a file that is damaged or of another layout.
 */
export async function withKerasFile<T>(file: string, use: (layers: readonly StoredLayer[]) => T): Promise<T> {
  const bytes = await readWhole(file);
  const hdf5 = await import("h5wasm");
  const library = await hdf5.ready;
  // Otherwise HDF5 writes its errors to stderr and the reason is lost.
  library.activate_throwing_error_handler();
  // A copy in memory with a name of its own: links reach no other file, and nothing is kept of a damaged one.
  const copy = `/${randomUUID()}.h5`;
  let opened: File | undefined;
  try {
    library.FS.writeFile(copy, bytes);
    opened = new hdf5.File(copy, "r");
    const whole = opened.get("model_weights");
    const root = whole instanceof hdf5.Group ? whole : opened;
    return use(layersOf(root, file, hdf5));
  } catch (cause) {
    if (cause instanceof MorError) throw cause;
    throw invalidWeights(`Expected an HDF5 file that can be read, got: ${deepestReason(cause)}`, file, cause);
  } finally {
    try {
      opened?.close();
    } catch {
      // A damaged file may fail to close, too; what counts was said above.
    }
    if (library.FS.analyzePath(copy).exists) library.FS.unlink(copy);
  }
}

async function readWhole(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw invalidWeights(`Expected at most ${mostBytes} bytes, got ${size}`, file);
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof MorError) throw cause;
    throw new MorError("input-missing", `Cannot read the weights ${file}.`, {
      hint: "Give the path of a file of weights.",
      path: file,
      cause,
    });
  }
}

type Library = typeof import("h5wasm");

function layersOf(root: Group, file: string, hdf5: Library): StoredLayer[] {
  const names = textsOf(root.attrs, "layer_names");
  if (names === undefined) {
    throw invalidWeights(
      'Expected the legacy layout of Keras, with an attribute "layer_names", got another HDF5 file',
      file,
    );
  }
  return names
    .map((name): StoredLayer => {
      const group = root.get(name);
      if (!(group instanceof hdf5.Group)) {
        throw invalidWeights(`Expected a group for the layer "${name}", got none`, file);
      }
      const weights = (textsOf(group.attrs, "weight_names") ?? []).map((weight) =>
        weightOf(group, name, weight, file, hdf5),
      );
      return { name, weights };
    })
    .filter(({ weights }) => weights.length > 0);
}

function weightOf(group: Group, layer: string, name: string, file: string, hdf5: Library): StoredWeight {
  const found = group.get(name);
  if (!(found instanceof hdf5.Dataset)) {
    throw invalidWeights(`Expected the weight "${name}" of the layer "${layer}", got none`, file);
  }
  return {
    name,
    shape: found.shape ?? [],
    read() {
      const { value } = found;
      if (value instanceof Float32Array) return value;
      if (value instanceof Float64Array) return Float32Array.from(value);
      throw invalidWeights(`Expected floating-point numbers in "${name}", got ${String(found.dtype)}`, file);
    },
  };
}

/** A list of texts, which Keras cuts into `name0`, `name1` ... when it is long. */
function textsOf(attributes: Record<string, Attribute>, name: string): string[] | undefined {
  const parts: unknown[] = [];
  if (attributes[name] !== undefined) parts.push(attributes[name].value);
  for (let part = 0; parts.length === part && attributes[`${name}${part}`] !== undefined; part++) {
    parts.push(attributes[`${name}${part}`]?.value);
  }
  if (parts.length === 0) return undefined;
  // An empty list comes back as numbers: Keras writes it without a type.
  return parts.flat().filter((text): text is string => typeof text === "string");
}

/** HDF5 reports a stack of errors; its last entry, `#007: file line 12 in call(): reason`, says what happened. */
function deepestReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const entries = [...text.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)];
  return entries.at(-1)?.[1] ?? text.split("\n", 1)[0] ?? "an unknown error";
}
