import { stat } from "node:fs/promises";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { architectureNames } from "../../../learning/backbones/architecture-name.ts";
import type { Backbone, InputScalingName } from "../../../learning/backbones/backbone.ts";
import { onnxBackbone } from "../../../learning/backbones/onnx-backbone.ts";
import type { Effects } from "../effects.ts";
import { findBackbone } from "./store.ts";

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
 * Opens a backbone by the name it has in the store, or from a file.
 * @throws MorError `input-missing` for a name without weights, `model-invalid`, `usage`.
 */
export async function openBackbone(
  nameOrFile: string,
  options: OpenBackboneOptions,
  effects: Effects,
): Promise<Backbone> {
  const found = await stat(nameOrFile).catch(() => undefined);
  if (found?.isFile()) return openFile(nameOrFile, options, effects);
  const stored = await findBackbone(nameOrFile);
  if (stored?.format === "onnx") {
    return onnxBackbone(stored.path, {
      name: stored.name,
      tap: options.tap,
      scaling: options.inputScaling ?? "torch",
      origin: stored.origin,
    });
  }
  throw new MorError("input-missing", `Expected a backbone, got nothing of that name (${nameOrFile})`, {
    hint: architectureNames.some((name) => nameOrFile.startsWith(name))
      ? `Get its weights: mor backbone pull ${nameOrFile}.`
      : "See mor backbone list, or give an ONNX file.",
  });
}

function openFile(file: string, options: OpenBackboneOptions, effects: Effects): Backbone {
  if (options.inputScaling === undefined) {
    effects.warn(
      "An ONNX file does not say how it wants its input: ImageNet mean and deviation are taken (inputScaling: torch).",
    );
  }
  return onnxBackbone(file, { tap: options.tap, scaling: options.inputScaling ?? "torch" });
}
