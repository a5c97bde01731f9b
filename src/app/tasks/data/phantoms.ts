import { z } from "zod";
import { phantomClasses } from "../../../data/phantoms/phantom-class.ts";
import { type WrittenPhantoms, writePhantoms } from "../../../data/phantoms/write-phantoms.ts";
import { type Effects, startStage } from "../effects.ts";
import { prepareOutputFolder } from "../output.ts";
import type { SpecSchema } from "../spec.ts";

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

export interface PhantomsResult extends WrittenPhantoms {
  readonly folder: string;
}

export const phantomsSpec: SpecSchema<PhantomsSpec> = z.strictObject({
  out: z.string().min(1).describe("Folder to write").meta({ metavar: "OUT" }),
  imagesPerClass: z.int().min(1).max(1_000_000).default(60).describe("Images of each of the six classes"),
  plants: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(12)
    .describe("Plants of each class; the images of a plant are a group"),
  size: z.int().min(32).max(2048).default(256).describe("Width and height of an image").meta({ unit: "px" }),
  bitDepth: z.literal([8, 16]).default(8).describe("Depth of an image").meta({ unit: "bits" }),
  format: z.enum(["png", "tiff"]).default("png").describe("Format of the images; masks are 16-bit PNG"),
  seed: z.int().min(0).max(0xffffffff).default(0).describe("The same seed makes the same bytes"),
  force: z.boolean().default(false).describe("Replace a folder that this command has written"),
});

/** Writes made-up images with their truth: a mask per image, and area, length and width of every organelle. */
export async function makePhantoms(spec: PhantomsSpec, effects: Effects): Promise<PhantomsResult> {
  const { out, plants, force, ...rest } = spec;
  await prepareOutputFolder(out, { madeBy: "phantoms", force, owns: isPhantomFile, now: effects.now });
  const total = spec.imagesPerClass * phantomClasses.length;
  const stage = startStage(effects, "Making phantoms", total, "images");
  const written = await writePhantoms({
    ...rest,
    out,
    plantsPerClass: plants,
    signal: effects.signal,
    onProgress: ({ done }) => stage.advance(done),
  });
  stage.end();
  return { folder: out, ...written };
}

function isPhantomFile(path: string): boolean {
  if (["manifest.csv", "truth.csv", "truth-images.csv"].includes(path)) return true;
  const [, className = "", again] = /^(?:truth\/)?(\w+)\/(\w+)-p\d+_\d+\.(?:png|tif)$/.exec(path) ?? [];
  return className === again && phantomClasses.some((known) => known === className);
}
