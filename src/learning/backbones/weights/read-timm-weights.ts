import { open, readFile } from "node:fs/promises";
import { MorError } from "../../../errors.ts";
import {
  decodeSafetensorsHeader,
  decodeTensor,
  headerLength,
  type StoredTensor,
} from "../../../tensor/safetensors.ts";
import type { ArchitectureName } from "../architecture-name.ts";
import { type ArchitectureOptions, architectures } from "../architectures.ts";
import {
  type BackboneWeights,
  invalidWeights,
  optionsToTry,
  titleOf,
  type WeightsFit,
} from "./backbone-weights.ts";
import { kerasWeights } from "./keras-weights.ts";
import { isTimmExtra, timmName } from "./timm-names.ts";

/**
 * Reads a safetensors file whose tensors have timm's names: `vgg16`, `densenet121/169/201`, `inception_v3`, and
 * `mobilenetv2_*` of the published widths. Torchvision's VGG16, DenseNet and Inception v3 have the same names. The
 * network must be built with the options that come with the weights: PyTorch pads and normalises differently.
 * @param options.width of MobileNet v2; without it the published widths are tried.
 * @throws MorError `model-invalid` for a file that is damaged or of another network, naming the first mismatch, and
 * for ResNet v2, which timm builds otherwise; `input-missing` for none.
 */
export async function readTimmWeights(
  file: string,
  architecture: ArchitectureName,
  { width }: { readonly width?: number | undefined } = {},
): Promise<BackboneWeights> {
  const tensors = await readHeader(file);
  const tries = optionsToTry(architecture, width).map((options) => ({
    options: torchOptions(options),
    match: matchTensors(architecture, torchOptions(options), tensors),
  }));
  for (const { options, match } of tries) {
    if (match.pairs === undefined) continue;
    const bytes = await readFile(file);
    const weights = new Map(match.pairs.map(([name, stored]) => [name, decodeTensor(bytes, stored)]));
    return { ...fitOf(architecture, options), weights };
  }
  const [first] = tries;
  const title = titleOf(architecture, { width });
  throw invalidWeights(`No weights of ${title}: ${first?.match.problem ?? "it has no tensors"}`, file);
}

/** The networks, with their widths, whose weights are those of the file. */
export async function timmFits(
  file: string,
  architectureNames: readonly ArchitectureName[],
): Promise<readonly WeightsFit[]> {
  const tensors = await readHeader(file);
  return architectureNames.flatMap((architecture) =>
    optionsToTry(architecture)
      .map(torchOptions)
      .filter((options) => matchTensors(architecture, options, tensors).pairs !== undefined)
      .map((options) => fitOf(architecture, options)),
  );
}

type TensorMatch =
  | {
      readonly pairs: readonly (readonly [name: string, stored: StoredTensor])[];
      readonly problem?: undefined;
    }
  | { readonly pairs?: undefined; readonly problem: string };

function matchTensors(
  architecture: ArchitectureName,
  options: ArchitectureOptions,
  tensors: ReadonlyMap<string, StoredTensor>,
): TensorMatch {
  const pairs: [string, StoredTensor][] = [];
  const used = new Set<string>();
  for (const weight of kerasWeights(architectures[architecture].network(options))) {
    const name = timmName(architecture, weight);
    if (name === undefined) {
      return {
        problem: "timm builds this network otherwise; give the HDF5 file of Keras, or timm's network as ONNX",
      };
    }
    const stored = tensors.get(name);
    const wanted = `"${name}" [${weight.ourShape.join(", ")}]`;
    if (stored === undefined) return { problem: `Expected ${wanted}, got none` };
    if (stored.shape.join() !== weight.ourShape.join()) {
      return { problem: `Expected ${wanted}, got [${stored.shape.join(", ")}]` };
    }
    pairs.push([weight.name, stored]);
    used.add(name);
  }
  const stray = [...tensors.keys()].find((name) => !used.has(name) && !isTimmExtra(name));
  return stray === undefined ? { pairs } : { problem: `Expected no tensor "${stray}"` };
}

function torchOptions(options: ArchitectureOptions): ArchitectureOptions {
  return { ...options, convention: "torch" };
}

/** timm's weights take ImageNet's mean and deviation; but Inception's came from TensorFlow, whose inputs are -1..1. */
function fitOf(architecture: ArchitectureName, options: ArchitectureOptions): WeightsFit {
  const scaling = architecture === "inception-v3" ? "tensorflow" : "torch";
  return { architecture, options, format: "timm", scaling };
}

/** Longer headers are none: those of the nine networks are below 200 kB. */
const longestHeader = 1e8;

async function readHeader(file: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const broken = (reason: string) => invalidWeights(`Expected a safetensors file, got ${reason}`, file);
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const start = new Uint8Array(8);
      await handle.read(start, 0, 8, 0);
      const length = headerLength(start);
      if (size < 8 || length > size) throw broken("a truncated header");
      if (length > longestHeader) throw broken("a header that is too long");
      const header = new Uint8Array(length);
      await handle.read(header, 0, length, 0);
      return decodeSafetensorsHeader(header, size, broken).tensors;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof MorError) throw cause;
    throw new MorError("input-missing", `Cannot read the weights ${file}.`, {
      hint: "Give the path of a file of weights.",
      path: file,
      cause,
    });
  }
}
