import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";
import { temporaryBeside } from "../../files/write-whole.ts";
import { byCodePoint } from "../dataset/code-point-order.ts";
import type { PartitionedDataset, PartitionedSample } from "../dataset/dataset.ts";
import { mapConcurrently } from "../dataset/map-concurrently.ts";
import { type ManifestEntry, writeManifest } from "../dataset/write-manifest.ts";
import type { Image, PageChoice } from "../images/image.ts";
import { readImage } from "../images/read-image.ts";
import { writeJpeg, writePng, writeTiff } from "../images/write-image.ts";
import { cutQuarter, quarterIds } from "./quarter-tiles.ts";
import { applySymmetry, symmetryIds } from "./symmetries.ts";
import { tileName } from "./tile-name.ts";

export interface WriteTilesOptions {
  /** `png` (default) and `tiff` keep every value; `jpeg` loses some. Float and 32-bit images need `tiff`. */
  readonly format?: "png" | "tiff" | "jpeg";
  /** Which page of a multi-page image is cut; the maximum over all by default. */
  readonly page?: PageChoice;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** What `writeTiles` wrote. */
export interface WrittenTiles {
  readonly out: string;
  readonly tiles: number;
  readonly perPart: Readonly<Record<"train" | "val" | "test", number>>;
}

/**
 * Writes the paper's tiles: of training images 4 quarters in 8 symmetries, of others 4 quarters as they are, as
 * `OUT/<part>/<class>/<name>_quarterId=21_augmentId=3.png`, and `OUT/manifest.csv`, which names for each tile its
 * image (`source`) as its group, unless the image has one. Types and bit depths are kept. The folder appears whole
 * or not at all; it must not exist, or be empty.
 *
 * Source: Li et al. (2021), doi:10.1093/plphys/kiab223; without its double JPEG compression.
 *
 * @throws MorError `output-exists`, `output-unwritable`; `image-unsupported` for a type that the format cannot hold
 * or an image below 2 by 2 pixels; `cancelled`.
 */
export async function writeTiles(
  dataset: PartitionedDataset,
  out: string,
  options: WriteTilesOptions = {},
): Promise<WrittenTiles> {
  throwIfCancelled(options.signal);
  const target = resolve(out);
  const isEmpty = await checkAbsent(target);
  const temporary = temporaryBeside(target);
  const format = options.format ?? "png";
  const folders = folderNames(dataset.classes);
  const names = tileStems(dataset.samples);
  const total = dataset.samples.length;
  try {
    for (const part of new Set(dataset.samples.map((sample) => sample.part))) {
      for (const folder of folders.values()) await mkdir(join(temporary, part, folder), { recursive: true });
    }
    const rows = await mapConcurrently(
      dataset.samples,
      async (sample, index) => {
        const stem = `${names[index]}.${extensions[format]}`;
        const folder = `${sample.part}/${folders.get(sample.label) ?? sample.label}`;
        return writeTilesOf(sample, temporary, `${folder}/${stem}`, format, options);
      },
      { limit: 4, signal: options.signal, onDone: (done) => options.onProgress?.({ done, total }) },
    );
    const tiles = rows.flat();
    await writeManifest(join(temporary, "manifest.csv"), tiles);
    if (isEmpty) await rmdir(target);
    await rename(temporary, target);
    const count = (part: string): number => tiles.filter((tile) => tile.part === part).length;
    return {
      out: target,
      tiles: tiles.length,
      perPart: { train: count("train"), val: count("val"), test: count("test") },
    };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {}); // the first error is the one to tell
    throw errnoOf(error) === undefined ? error : outputError(error, target);
  }
}

const extensions = { png: "png", tiff: "tif", jpeg: "jpg" } as const;

/** Whether there is an empty folder of this name. @throws MorError `output-exists` for anything else that is there. */
async function checkAbsent(target: string): Promise<boolean> {
  const entries = await readdir(target).catch((error: unknown) => {
    const code = errnoOf(error);
    if (code === "ENOENT") return undefined;
    if (code === "ENOTDIR") return [basename(target)];
    throw outputError(error, target);
  });
  if (entries === undefined) return false;
  if (entries.length === 0) return true;
  throw new MorError(
    "output-exists",
    `Expected a new folder for the tiles, got one that exists (${target})`,
    {
      hint: "Choose another name, or remove the folder first.",
      path: target,
    },
  );
}

async function writeTilesOf(
  sample: PartitionedSample,
  root: string,
  path: string,
  format: keyof typeof extensions,
  options: WriteTilesOptions,
): Promise<ManifestEntry[]> {
  const { page, signal } = options;
  const image = await readImage(sample.file, { ...(page && { page }), ...(signal && { signal }) });
  const write = { png: writePng, tiff: writeTiff, jpeg: writeJpeg }[format];
  const rows: ManifestEntry[] = [];
  for (const quarterId of quarterIds) {
    const quarter = cutQuarter(image, quarterId);
    for (const augmentId of sample.part === "train" ? symmetryIds : symmetryIds.slice(0, 1)) {
      throwIfCancelled(signal);
      const tile: Omit<Image, "path"> = { pixelType: image.pixelType, ...applySymmetry(quarter, augmentId) };
      const name = tileName(path, quarterId, augmentId);
      await write(join(root, name), tile);
      rows.push({
        path: name,
        label: sample.label,
        part: sample.part,
        group: sample.group ?? sample.path,
        columns: {
          ...sample.columns,
          source: sample.path,
          quarterId: String(quarterId),
          augmentId: String(augmentId),
        },
      });
    }
  }
  return rows;
}

/** A folder name for each class: what file systems do not take becomes `_`, and no two are the same. */
function folderNames(classes: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    [...classes].sort(byCodePoint).map((label) => {
      const plain = label.replace(/[\p{Cc}/\\:*?"<>|]/gu, "_").replace(/^\.+|[. ]+$/g, "_") || "_";
      return [label, unique(plain, taken)];
    }),
  );
}

/** The file name without extension or, where two images of a folder share it, the whole path in one word. */
function tileStems(samples: readonly PartitionedSample[]): string[] {
  const stemOf = (path: string): string => basename(path).replace(/\.[^.]+$/, "");
  const folderOf = (sample: PartitionedSample): string => JSON.stringify([sample.part, sample.label]);
  const keyOf = (sample: PartitionedSample): string => folderOf(sample) + stemOf(sample.path).toLowerCase();
  const counts = new Map<string, number>();
  for (const sample of samples) counts.set(keyOf(sample), (counts.get(keyOf(sample)) ?? 0) + 1);
  const takenIn = new Map<string, Set<string>>();
  return samples.map((sample) => {
    const taken = takenIn.get(folderOf(sample)) ?? new Set<string>();
    takenIn.set(folderOf(sample), taken);
    const isShared = (counts.get(keyOf(sample)) ?? 0) > 1;
    const whole = sample.path.replace(/\.([^./]+)$/, "_$1").replaceAll("/", "__");
    return unique(isShared ? whole : stemOf(sample.path), taken);
  });
}

/** Appends a number until the name is new, upper and lower case being the same; then it is taken. */
function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate.toLowerCase()); number++) candidate = `${name}-${number}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}
