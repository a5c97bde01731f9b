import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { architectures } from "../../../learning/backbones/architectures.ts";
import type { Backbone, InputScalingName } from "../../../learning/backbones/backbone.ts";
import { networkBackbone, ruleMadeBackbone } from "../../../learning/backbones/network-backbone.ts";
import { onnxBackbone } from "../../../learning/backbones/onnx-backbone.ts";
import { organelle, organelleBackbone } from "../../../learning/backbones/organelle-backbone.ts";
import {
  guessArchitecture,
  readBackboneWeights,
} from "../../../learning/backbones/weights/read-backbone-weights.ts";
import type { Effects } from "../effects.ts";
import { digestFile } from "./digest-file.ts";
import { publishedByName } from "./published-weights.ts";
import { findBackbone, type StoredBackbone } from "./store.ts";

/** Which pretrained network is meant; the same in every task that uses one. */
export interface BackboneSpec {
  readonly backbone: string;
  readonly tap?: string | undefined;
  readonly inputScaling?: InputScalingName | undefined;
  readonly weights: WeightsChoice;
}

/** `rule-made` stands in where pretrained weights cannot be had: such features know nothing of images. */
export type WeightsChoice = "imagenet" | "rule-made";

export const inputScalingNames: readonly InputScalingName[] = ["torch", "tensorflow", "caffe", "unit"];

type FieldsOf<Spec> = { readonly [Key in keyof Spec]-?: z.ZodType<Spec[Key]> };

export const backboneFields: FieldsOf<BackboneSpec> = {
  backbone: z
    .string()
    .min(1)
    .default(organelle.name)
    .describe("Pretrained network: a name of mor backbone list, or an ONNX file")
    .meta({ metavar: "NAME|FILE" }),
  tap: z
    .string()
    .min(1)
    .optional()
    .describe("Value of the network that the features are (default: the last pooled features)")
    .meta({ metavar: "NAME" }),
  inputScaling: z
    .enum(inputScalingNames)
    .optional()
    .describe(
      "How an ONNX file wants its input: torch (ImageNet mean and deviation), tensorflow (-1..1), caffe, or unit (0..1) (default: torch)",
    ),
  weights: z
    .enum(["imagenet", "rule-made"])
    .default("imagenet")
    .describe(
      "Weights of a named backbone; rule-made ones know nothing of images and only show that all works",
    ),
};

export interface OpenBackboneOptions {
  readonly tap?: string | undefined;
  readonly inputScaling?: InputScalingName | undefined;
  readonly weights?: WeightsChoice | undefined;
  /** Height and width of the input; that which the network was made for when left out. */
  readonly size?: number | undefined;
}

/**
 * Opens the backbone that comes with the package, one of the store by its name, or a file.
 * @throws MorError `input-missing` for a name without weights, `model-invalid`, `usage`.
 */
export async function openBackbone(
  nameOrFile: string,
  options: OpenBackboneOptions,
  effects: Effects,
): Promise<Backbone> {
  const found = await stat(nameOrFile).catch(() => undefined);
  const published = publishedByName(nameOrFile);
  const isOrganelle = nameOrFile === organelle.name; // a file of that name is ./organelle
  if (options.weights === "rule-made" && isOrganelle) throw withoutEffect(nameOrFile, "weights");
  if (options.weights === "rule-made") {
    if (!published)
      throw missing(nameOrFile, "rule-made weights are for the published networks of mor backbone list");
    if (options.tap !== undefined) throw withoutEffect(nameOrFile, "tap");
    return ruleMadeBackbone(published.architecture, published.name, { width: published.width });
  }
  if (isOrganelle) {
    if (options.tap !== undefined) throw withoutEffect(nameOrFile, "tap");
    if (options.inputScaling !== undefined) throw withoutEffect(nameOrFile, "inputScaling");
    return organelleBackbone();
  }
  const stored = found?.isFile() ? undefined : await findBackbone(published?.name ?? nameOrFile);
  if (!found?.isFile() && !stored) {
    throw missing(
      nameOrFile,
      published
        ? `get its weights with mor backbone pull ${nameOrFile}`
        : "see mor backbone list, or give a file",
    );
  }
  if (stored ? stored.format !== "onnx" : !nameOrFile.endsWith(".onnx")) {
    if (options.tap !== undefined) throw withoutEffect(nameOrFile, "tap");
    return openWeights(stored ?? nameOrFile);
  }
  const scaling = options.inputScaling ?? stored?.inputScaling;
  if (scaling === undefined) {
    effects.warn(
      "An ONNX file does not say how it wants its input: ImageNet mean and deviation are taken (inputScaling: torch).",
    );
  }
  const shared = { tap: options.tap ?? stored?.tap, scaling: scaling ?? "torch" } as const;
  return stored
    ? onnxBackbone(stored.path, { ...shared, name: stored.name, origin: stored.origin })
    : onnxBackbone(nameOrFile, shared);
}

/** A file of weights of one of the nine networks, of the store or not. */
async function openWeights(source: StoredBackbone | string): Promise<Backbone> {
  const file = typeof source === "string" ? source : source.path;
  const { architecture } =
    typeof source === "string" || source.architecture === "onnx" ? await guessArchitecture(file) : source;
  const width = typeof source === "string" ? undefined : source.width;
  if (architecture === "onnx") throw new Error("The type of the network is known here");
  const read = await readBackboneWeights(file, architecture, { width });
  return networkBackbone(read.architecture, {
    name: typeof source === "string" ? basename(file, extname(file)) : source.name,
    options: read.options,
    weights: read.weights,
    scaling: read.scaling,
    origin:
      typeof source === "string"
        ? { weights: "file", citation: architectures[read.architecture].citation }
        : source.origin,
    weightsHash: typeof source === "string" ? (await digestFile(file)).sha256 : source.sha256,
  });
}

function missing(name: string, advice: string): MorError {
  return new MorError("input-missing", `Expected a backbone, got nothing of that name (${name})`, {
    hint: `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`,
  });
}

/** Options that a backbone which brings its own cannot take. */
const ownOptions = {
  weights: {
    got: "rule-made weights",
    hint: "Leave --weights out, or name one of the published networks of mor backbone list.",
  },
  inputScaling: { got: "input scaling", hint: "Leave --input-scaling out; it is for ONNX files." },
  tap: { got: "tap", hint: "Leave --tap out; it is for ONNX files of your own." },
} as const;

function withoutEffect(name: string, option: keyof typeof ownOptions): MorError {
  const { got, hint } = ownOptions[option];
  return new MorError("usage", `Expected no ${got} for ${name}, which has its own`, { hint });
}
