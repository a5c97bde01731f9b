import { availableParallelism } from "node:os";
import { z } from "zod";
import { type Device, devices } from "../../../engine/runtime/device.ts";
import { type ModelName, modelNames } from "../../../learning/training/model-catalogue.ts";
import type { RecipeName } from "../../../learning/training/recipe.ts";
import { type DataSpec, dataFields, type PartitionSpec, partitionFields } from "../data-spec.ts";
import type { SpecSchema } from "../spec.ts";

/** Where graphs run; the same in every task that runs one. */
export interface DeviceSpec {
  readonly device: Device;
  readonly threads: number;
}

export const deviceFields: { readonly [Key in keyof DeviceSpec]: z.ZodType<DeviceSpec[Key]> } = {
  device: z.enum(devices).default("cpu").describe("Where to compute"),
  threads: z.int().min(1).max(256).default(availableParallelism()).describe("Threads to compute with"),
};

export interface TrainSpec extends DataSpec, PartitionSpec, DeviceSpec {
  readonly out: string;
  readonly model: ModelName;
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
  model: z.enum(modelNames).default("resnet").describe("Network"),
  recipe: z
    .enum(["modern", "paper"])
    .default("modern")
    .describe("How to train it; paper is the paper's to the letter"),
  epochs: z.int().min(1).max(100_000).optional().describe("Epochs (default: modern 40, paper 100)"),
  batch: z.int().min(2).max(4096).optional().describe("Tiles per step (default: modern 64, paper 128)"),
  learningRate: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe("Highest learning rate (default: modern 0.004, paper 0.0001)"),
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
    .describe("Height and width of the network's input (default: that of the tiles, 128 at the most)")
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
