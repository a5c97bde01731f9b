import { dirname, resolve } from "node:path";
import { z } from "zod";
import { parseTileName } from "../../../data/augment/tile-name.ts";
import { type WrittenTiles, writeTiles } from "../../../data/augment/write-tiles.ts";
import type { BrokenImage } from "../../../data/dataset/dataset.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import {
  type DataSpec,
  dataFields,
  openData,
  type PartitionSpec,
  pageChoice,
  partitionData,
  partitionFields,
} from "../data-spec.ts";
import { type Effects, startStage } from "../effects.ts";
import { clearOutputFolder, markOutputFolder } from "../output.ts";
import type { SpecSchema } from "../spec.ts";

export interface TilesSpec extends DataSpec, PartitionSpec {
  readonly out: string;
  readonly format: "png" | "tiff" | "jpeg";
  readonly force: boolean;
}

export interface TilesResult extends WrittenTiles {
  readonly images: number;
  readonly broken: readonly BrokenImage[];
  readonly warnings: readonly string[];
}

export const tilesSpec: SpecSchema<TilesSpec> = z.strictObject({
  ...dataFields,
  ...partitionFields,
  out: z.string().min(1).describe("Folder to write").meta({ metavar: "DIR" }),
  format: z
    .enum(["png", "tiff", "jpeg"])
    .default("png")
    .describe("Format of the tiles; jpeg loses detail, 32-bit and float images need tiff"),
  force: z.boolean().default(false).describe("Replace a folder that this command has written"),
});

/** Writes the tiles of every image, in the folder of its part and class. */
export async function makeTiles(spec: TilesSpec, effects: Effects): Promise<TilesResult> {
  const output = {
    madeBy: "tiles",
    force: spec.force,
    owns: (path: string) => path === "manifest.csv" || parseTileName(path) !== undefined,
    inputs: [spec.data],
    now: effects.now,
  };
  // Refuses now what it would refuse later; with force nothing is deleted before the data are known to be good.
  if (!spec.force) await clearOutputFolder(spec.out, output);
  const dataset = partitionData(await openData(spec, effects), spec);
  await clearOutputFolder(spec.out, output);
  await makeFolder(dirname(resolve(spec.out)));
  const stage = startStage(effects, "Cutting tiles", dataset.samples.length, "images");
  const written = await writeTiles(dataset, spec.out, {
    format: spec.format,
    page: pageChoice(spec.page),
    signal: effects.signal,
    onProgress: ({ done }) => stage.advance(done),
  });
  await markOutputFolder(spec.out, output);
  stage.end();
  return { ...written, images: dataset.samples.length, broken: dataset.broken, warnings: dataset.warnings };
}
