import { z } from "zod";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { SpecSchema } from "../spec.ts";
import { methodNames } from "./choice/choose-methods.ts";

export interface ExplainSpec extends Pick<DeviceSpec, "threads"> {
  readonly run: string;
  readonly image: readonly string[];
  readonly out: string;
  readonly method?: string | undefined;
  readonly layer?: string | undefined;
  readonly class?: string | undefined;
  readonly images: number;
  readonly masks?: string | undefined;
  readonly pixelSize?: number | undefined;
  readonly faithfulness: number;
  readonly seed?: number | undefined;
  readonly maxBroken: number;
  readonly force: boolean;
}

export const explainSpec: SpecSchema<ExplainSpec> = z.strictObject({
  run: z.string().min(1).describe("Run folder, or its model file").meta({ metavar: "RUN" }),
  image: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Images, or folders that are searched for them; without any, images of the part that the run was scored on",
    )
    .meta({ metavar: "IMAGE|DIR" }),
  out: z.string().min(1).describe("Folder to write pictures, maps and tables to").meta({ metavar: "DIR" }),
  method: z
    .string()
    .min(1)
    .optional()
    .describe(
      `Ways to explain, with commas between, or all: ${methodNames.join(", ")} (default: grad-cam,smooth-grad; for a network without layers that have pixels smooth-grad, for a classical model occlusion)`,
    )
    .meta({ metavar: "LIST" }),
  layer: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Layer that class activation maps are taken at (default: the last with pixels; a wrong name lists all)",
    )
    .meta({ metavar: "NAME" }),
  class: z
    .string()
    .min(1)
    .optional()
    .describe("Class to look for evidence of (default: the predicted one of each image)")
    .meta({ metavar: "NAME" }),
  images: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(24)
    .describe("Without IMAGE: so many images of the run's own, of all classes alike"),
  masks: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Folder of true masks with the relative names of the images (default: truth/ beside them, if there)",
    )
    .meta({ metavar: "DIR" }),
  pixelSize: z
    .number()
    .positive()
    .optional()
    .describe("Width of a pixel, for scale bars (default: from the image file or the manifest)")
    .meta({ unit: "micrometres" }),
  faithfulness: z
    .int()
    .min(0)
    .max(10_000)
    .default(64)
    .describe("Images on which the maps are tested against chance; 0 for no test"),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .describe("Seed of the choice of images, of noise and of intervals (default: that of the run, or 0)"),
  maxBroken: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("Share of unreadable images that is left out without stopping")
    .meta({ unit: "0 to 1" }),
  threads: deviceFields.threads,
  force: z.boolean().default(false).describe("Replace what an earlier mor explain has written there"),
});
