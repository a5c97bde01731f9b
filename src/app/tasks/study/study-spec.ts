import { z } from "zod";
import type { InputScalingName } from "../../../learning/backbones/backbone.ts";
import type { RecipeName } from "../../../learning/training/recipe.ts";
import { backboneFields, type WeightsChoice } from "../backbone/resolve-backbone.ts";
import { type DataSpec, dataFields, type PartitionSpec, partitionFields } from "../data-spec.ts";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { SpecSchema } from "../spec.ts";

export interface StudySpec extends DataSpec, PartitionSpec, DeviceSpec {
  readonly models: string;
  readonly out: string;
  readonly folds?: number | undefined;
  readonly weights: WeightsChoice;
  readonly inputScaling?: InputScalingName | undefined;
  readonly recipe: RecipeName;
  readonly size?: number | undefined;
  readonly views?: 1 | 8 | undefined;
  readonly tiles?: "auto" | "quarters" | "whole" | undefined;
  readonly epochs?: number | undefined;
  readonly stepsPerEpoch?: number | undefined;
  readonly width?: number | undefined;
  readonly labelNoise: boolean;
  readonly learningCurve: boolean;
  readonly curveModels?: string | undefined;
  readonly skipDuplicates: boolean;
  readonly resume: boolean;
  readonly force: boolean;
}

export const studySpec: SpecSchema<StudySpec> = z.strictObject({
  ...dataFields,
  models: z
    .string()
    .min(1)
    .describe(
      "Models with commas between them; paper for the paper's twelve; see docs/study.md for all names",
    )
    .meta({ metavar: "paper|NAME,NAME" }),
  out: z.string().min(1).describe("Folder to write").meta({ metavar: "STUDY" }),
  folds: z
    .int()
    .min(3)
    .max(100)
    .optional()
    .describe("Cross-validate: every image is scored once, by models that did not see it (default: one cut)")
    .meta({ metavar: "K" }),
  weights: backboneFields.weights,
  inputScaling: backboneFields.inputScaling,
  recipe: z
    .enum(["modern", "paper"])
    .default("modern")
    .describe("How to train; paper is the paper's to the letter and takes many hours"),
  size: z
    .int()
    .min(16)
    .max(1024)
    .optional()
    .describe("Height and width of inputs, for resnet and pretrained networks that leave it open")
    .meta({ unit: "px" }),
  views: z
    .union([z.literal(1), z.literal(8)])
    .optional()
    .describe("Symmetries in which frozen networks see each training tile (default: modern 1, paper 8)"),
  tiles: z
    .enum(["auto", "quarters", "whole"])
    .optional()
    .describe("Cut images into the paper's quarters or not (default: paper quarters; modern from 192 px on)"),
  epochs: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe("Epochs of networks that are trained whole (default: modern 40, fine-tuning 13, paper 100)"),
  stepsPerEpoch: z
    .int()
    .min(1)
    .optional()
    .describe("Steps per epoch of these (default: modern once through the tiles, paper 100)"),
  width: z.int().min(4).max(256).optional().describe("Filters of the first layer of resnet (default: 32)"),
  labelNoise: z.boolean().default(false).describe("Look for labels that are probably wrong"),
  learningCurve: z
    .boolean()
    .default(false)
    .describe("Train again on 1/8, 1/4 and 1/2 of the training images, and forecast what more would bring"),
  curveModels: z
    .string()
    .min(1)
    .optional()
    .describe("Models of --learning-curve (default: the best two that are cheap to train)")
    .meta({ metavar: "NAME,NAME" }),
  ...partitionFields,
  ...deviceFields,
  skipDuplicates: z.boolean().default(false).describe("Do not look for equal images in different parts"),
  resume: z.boolean().default(false).describe("Go on with a study that was stopped, or add models to it"),
  force: z.boolean().default(false).describe("Replace a study that is there"),
});
