import { z } from "zod";
import type { InputScalingName } from "../../../learning/backbones/backbone.ts";
import { type ModelName, modelNames } from "../../../learning/training/model-catalogue.ts";
import type { RecipeName } from "../../../learning/training/recipe.ts";
import { backboneFields, type WeightsChoice } from "../backbone/resolve-backbone.ts";
import { type DataSpec, dataFields, type PartitionSpec, partitionFields } from "../data-spec.ts";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { SpecSchema } from "../spec.ts";

/** Everything that `--model` names. */
export type TrainableName = ModelName | ClassicalName;

export type ClassicalName = "forest" | "logistic" | "svm";

export const trainableNames: readonly TrainableName[] = [...modelNames, "logistic", "svm", "forest"];

export type HeadKind = "linear" | "logistic" | "dense";

const headKinds: readonly HeadKind[] = ["logistic", "linear", "dense"];

export interface TrainSpec extends DataSpec, PartitionSpec, DeviceSpec {
  readonly out: string;
  readonly model?: TrainableName | undefined;
  readonly backbone?: string | undefined;
  readonly tap?: string | undefined;
  readonly inputScaling?: InputScalingName | undefined;
  readonly weights: WeightsChoice;
  readonly freeze: boolean;
  readonly head?: HeadKind | undefined;
  readonly views?: 1 | 8 | undefined;
  readonly fineTune?: "all" | number | undefined;
  readonly earlyRate: number;
  readonly batchNorm: "frozen" | "trained";
  readonly input: "pixels" | "measurements";
  readonly recipe: RecipeName;
  readonly epochs?: number | undefined;
  readonly batch?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly stepsPerEpoch?: number | undefined;
  readonly width?: number | undefined;
  readonly size?: number | undefined;
  readonly tiles?: "auto" | "quarters" | "whole" | undefined;
  readonly intensity?: "full-range" | "percentile" | "per-image" | undefined;
  readonly percentiles: string;
  readonly select?: "best" | "last" | undefined;
  readonly skipDuplicates: boolean;
  readonly resume: boolean;
  readonly force: boolean;
}

export const trainSpec: SpecSchema<TrainSpec> = z.strictObject({
  ...dataFields,
  out: z.string().min(1).describe("Run folder to write").meta({ metavar: "RUN" }),
  model: z
    .enum(trainableNames)
    .optional()
    .describe("What is trained from scratch: a network, or a classical model (default: resnet)"),
  backbone: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Build on a pretrained network instead: a name of mor backbone list, or an ONNX file (default with --freeze, --head, --views or --fine-tune: organelle)",
    )
    .meta({ metavar: "NAME|FILE" }),
  tap: backboneFields.tap,
  inputScaling: backboneFields.inputScaling,
  weights: backboneFields.weights,
  freeze: z
    .boolean()
    .default(false)
    .describe(
      "Keep the backbone as it is, which is what happens without --fine-tune; alone it takes the backbone organelle",
    ),
  head: z
    .enum(headKinds)
    .optional()
    .describe("What learns on the frozen features of a backbone (default: modern logistic, paper linear)"),
  views: z
    .union([z.literal(1), z.literal(8)])
    .optional()
    .describe("Symmetries in which each training tile is seen by a frozen backbone (default: 8)"),
  fineTune: z
    .union([z.literal("all"), z.int().min(1).max(10_000)])
    .optional()
    .describe("Train the backbone as well: all of it, or its last N blocks (default: it stays frozen)")
    .meta({ metavar: "all|N" }),
  earlyRate: z
    .number()
    .min(0.0001)
    .max(1)
    .default(0.1)
    .describe("Fine-tuning: share of the learning rate at the first block; later ones move faster"),
  batchNorm: z
    .enum(["frozen", "trained"])
    .default("frozen")
    .describe("Fine-tuning: keep the statistics of the backbone's batch normalisation, or train them"),
  input: z
    .enum(["measurements", "pixels"])
    .default("measurements")
    .describe("What classical models see: measured shape and texture, or raw pixels as in the paper"),
  recipe: z
    .enum(["modern", "paper"])
    .default("modern")
    .describe("How to train it; paper is the paper's to the letter"),
  epochs: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe("Epochs (default: modern 40, fine-tuning 13, paper 100)"),
  batch: z
    .int()
    .min(2)
    .max(4096)
    .optional()
    .describe("Tiles per step (default: modern 64, fine-tuning 32, paper 128)"),
  learningRate: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe("Highest learning rate (default: modern 0.004, fine-tuning 0.001, paper 0.0001)"),
  stepsPerEpoch: z
    .int()
    .min(1)
    .optional()
    .describe("Steps per epoch (default: modern once through the tiles, paper 100)"),
  width: z
    .int()
    .min(4)
    .max(256)
    .optional()
    .describe("Filters of the first layer of resnet: half as many train four times as fast (default: 32)"),
  size: z
    .int()
    .min(16)
    .max(1024)
    .optional()
    .describe(
      "Height and width of the network's input (default: that of the tiles, 128 at the most; that of the backbone)",
    )
    .meta({ unit: "px" }),
  tiles: z
    .enum(["auto", "quarters", "whole"])
    .optional()
    .describe("Cut images into the paper's quarters or not (default: paper quarters; modern from 192 px on)"),
  intensity: z
    .enum(["full-range", "percentile", "per-image"])
    .optional()
    .describe("How intensities are scaled (default: modern per-image, paper full-range)"),
  percentiles: z
    .string()
    .regex(/^\d+(\.\d+)?:\d+(\.\d+)?$/, { error: "two numbers such as 1:99.8" })
    .default("1:99.8")
    .describe("Percentiles of --intensity percentile")
    .meta({ metavar: "LOW:HIGH" }),
  select: z
    .enum(["best", "last"])
    .optional()
    .describe(
      "Keep the weights of the best validation accuracy or the last (default: modern last, paper best)",
    ),
  ...partitionFields,
  ...deviceFields,
  skipDuplicates: z.boolean().default(false).describe("Do not look for equal images in different parts"),
  resume: z.boolean().default(false).describe("Go on with a run that was stopped, to the same result"),
  force: z.boolean().default(false).describe("Replace a run that is there"),
});
