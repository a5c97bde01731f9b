import { z } from "zod";
import { MorError } from "../../errors.ts";
import type { Effects } from "./effects.ts";
import type { SpecSchema } from "./spec.ts";

export interface PhantomsSpec {
  readonly out: string;
  readonly imagesPerClass: number;
  readonly plants: number;
  readonly size: number;
  readonly bitDepth: 8 | 16;
  readonly format: "png" | "tiff";
  readonly seed: number;
  readonly force: boolean;
}

export interface PhantomsResult {
  readonly folder: string;
  readonly images: number;
}

export const phantomsSpec: SpecSchema<PhantomsSpec> = z.strictObject({
  out: z.string().min(1).describe("Folder to write").meta({ metavar: "OUT" }),
  imagesPerClass: z.int().min(1).default(40).describe("Images of each of the six classes"),
  plants: z.int().min(1).default(8).describe("Plants per class: the groups of the data set"),
  size: z.int().min(32).max(4096).default(128).describe("Width and height of an image").meta({ unit: "px" }),
  bitDepth: z.literal([8, 16]).default(8).describe("Bits per pixel").meta({ unit: "bits" }),
  format: z.enum(["png", "tiff"]).default("png").describe("File format"),
  seed: z.int().min(0).default(0).describe("The same seed makes the same images"),
  force: z.boolean().default(false).describe("Replace a folder that this command has written"),
});

/** Writes made-up images with their truth. */
export async function makePhantoms(spec: PhantomsSpec, _effects: Effects): Promise<PhantomsResult> {
  throw new MorError("output-unwritable", `Expected a generator of phantoms, got none (${spec.out}).`);
}
