import { z } from "zod";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { SpecSchema } from "../spec.ts";
import { galleryIds } from "./galleries/gallery.ts";

export interface VisualizeSpec extends Pick<DeviceSpec, "threads"> {
  readonly run: string;
  readonly layer?: string | undefined;
  readonly filters: number;
  readonly form: string;
  readonly images: number;
  readonly only?: string | undefined;
  readonly out?: string | undefined;
  readonly seed?: number | undefined;
  readonly force: boolean;
}

export const visualizeSpec: SpecSchema<VisualizeSpec> = z.strictObject({
  run: z.string().min(1).describe("Run folder that mor train has written").meta({ metavar: "RUN" }),
  layer: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Layers to look into, with commas between (default: one early, one in the middle, the last; a wrong name lists all)",
    )
    .meta({ metavar: "LIST" }),
  filters: z
    .int()
    .min(1)
    .max(256)
    .default(16)
    .describe("Channels of each layer that are shown, the strongest"),
  form: z
    .string()
    .min(1)
    .default("clear,paper")
    .describe(
      "How inputs that excite a channel are sought: clear (made of waves), paper (pixel by pixel), or both",
    )
    .meta({ metavar: "LIST" }),
  images: z
    .int()
    .min(2)
    .max(20_000)
    .default(2000)
    .describe("Images of the train part, and of the part that was scored, to look at, of all classes alike"),
  only: z
    .string()
    .min(1)
    .optional()
    .describe(`Galleries to write, with commas between: ${galleryIds.join(", ")} (default: all)`)
    .meta({ metavar: "LIST" }),
  out: z
    .string()
    .min(1)
    .optional()
    .describe("Folder to write (default: gallery in the run folder)")
    .meta({ metavar: "DIR" }),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .describe("Seed of the choice of images, of the first noise and of the map (default: that of the run)"),
  threads: deviceFields.threads,
  force: z.boolean().default(false).describe("Replace what an earlier mor visualize has written there"),
});
