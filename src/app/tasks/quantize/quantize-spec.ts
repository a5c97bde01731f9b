import { z } from "zod";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { SpecSchema } from "../spec.ts";

export interface QuantizeSpec extends Pick<DeviceSpec, "threads"> {
  readonly run: string;
  readonly images: number;
  readonly maxLoss: number;
  readonly seed?: number | undefined;
  readonly force: boolean;
}

export const quantizeSpec: SpecSchema<QuantizeSpec> = z.strictObject({
  run: z.string().min(1).describe("Run folder that mor train has written").meta({ metavar: "RUN" }),
  images: z
    .int()
    .min(1)
    .max(100_000)
    .default(128)
    .describe("Images of the train part to calibrate on, of all classes alike"),
  maxLoss: z
    .number()
    .min(0)
    .max(100)
    .default(0.5)
    .describe("Loss of accuracy up to which layers compute in 8 bits")
    .meta({ unit: "percentage points" }),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .describe("Seed of the choice of images and of the intervals (default: that of the run)"),
  threads: deviceFields.threads,
  force: z.boolean().default(false).describe("Replace an int8 model that is there"),
});
