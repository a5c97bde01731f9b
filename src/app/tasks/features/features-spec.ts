import { z } from "zod";
import { type BackboneSpec, backboneFields } from "../backbone/resolve-backbone.ts";
import { type DataSpec, dataFields } from "../data-spec.ts";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { SpecSchema } from "../spec.ts";

export interface FeaturesSpec extends DataSpec, BackboneSpec, DeviceSpec {
  readonly out: string;
  readonly views: 1 | 8;
  readonly tiles: "whole" | "quarters";
  readonly size?: number | undefined;
  readonly intensity: "full-range" | "percentile";
  readonly percentiles: string;
  readonly imagesAsTheyAre: boolean;
  readonly cache: boolean;
  readonly force: boolean;
}

export const featuresSpec: SpecSchema<FeaturesSpec> = z.strictObject({
  ...dataFields,
  ...backboneFields,
  out: z.string().min(1).describe("Table to write, .csv or .parquet").meta({ metavar: "FILE" }),
  views: z
    .union([z.literal(1), z.literal(8)])
    .default(1)
    .describe("Symmetries of the square in which each tile is seen, a row for each"),
  tiles: z
    .enum(["whole", "quarters"])
    .default("whole")
    .describe("Whole images, or the paper's four quarters, a row for each"),
  size: z
    .int()
    .min(16)
    .max(2048)
    .optional()
    .describe("Height and width of the network's input (default: what the network was made for)")
    .meta({ unit: "px" }),
  intensity: z
    .enum(["full-range", "percentile"])
    .default("percentile")
    .describe("How intensities are brought to 0..1"),
  percentiles: z
    .string()
    .regex(/^\d+(\.\d+)?:\d+(\.\d+)?$/, { error: "two numbers such as 1:99.8" })
    .default("1:99.8")
    .describe("Percentiles of --intensity percentile")
    .meta({ metavar: "LOW:HIGH" }),
  imagesAsTheyAre: z
    .boolean()
    .default(false)
    .describe(
      "Neither resize images nor stretch their intensities (pixels / 255); all must have the input's size",
    ),
  ...deviceFields,
  cache: z.boolean().default(true).describe("Neither use features of earlier runs nor keep these"),
  force: z.boolean().default(false).describe("Replace a table that is there"),
});
