import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";
import { createRandom } from "../../tensor/random.ts";
import { writePng, writeTiff } from "../images/write-image.ts";
import { type PhantomClass, phantomClasses } from "./phantom-class.ts";
import { drawPlant } from "./plant.ts";
import { type Phantom, renderPhantom } from "./render-phantom.ts";
import { writeTable } from "./write-table.ts";

export interface WritePhantomsOptions {
  /** Folder to write; made where missing, else empty but for a marker `mor.json`. */
  readonly out: string;
  /** Any 32-bit integer; the same seed gives the same bytes. */
  readonly seed: number;
  /** 60 by default. */
  readonly imagesPerClass?: number;
  /** 12 by default; images are dealt out to the plants in turn. */
  readonly plantsPerClass?: number;
  /** Edge of the images in pixels, 32..2048; 256 by default. */
  readonly size?: number;
  /** 8 by default. */
  readonly bitDepth?: 8 | 16;
  /** Of the images; masks are always 16-bit PNG. `png` by default. */
  readonly format?: "png" | "tiff";
  /** Looked at between images: what is written by then is whole, but there are no tables. */
  readonly signal?: AbortSignal;
  /** Called after each image. */
  readonly onProgress?: (progress: PhantomProgress) => void;
}

export interface PhantomProgress {
  readonly done: number;
  readonly total: number;
  /** Path of the image below `out`. */
  readonly path: string;
}

export interface WrittenPhantoms {
  readonly images: number;
  readonly organelles: number;
  /** Paths of the tables. */
  readonly manifest: string;
  readonly truth: string;
  readonly truthImages: string;
}

/**
 * Writes a data set of phantoms: `<class>/<plant>_<nn>.png`, `manifest.csv` (path, label, group, plant, pixelSize),
 * and the truth: `truth/<class>/<plant>_<nn>.png` (masks), `truth.csv` (a row per organelle) and
 * `truth-images.csv` (a row per image). A group is a plant, and a plant is of one class. An image depends on the
 * seed, its class, plant and number alone, not on how many there are.
 *
 * @throws MorError `usage` for numbers out of range, `output-exists` when `out` is a file or not empty,
 *   `output-unwritable`, `cancelled`.
 */
export async function writePhantoms(options: WritePhantomsOptions): Promise<WrittenPhantoms> {
  const {
    out,
    seed,
    imagesPerClass = 60,
    plantsPerClass = 12,
    size = 256,
    bitDepth = 8,
    format = "png",
  } = options;
  checkRange("imagesPerClass", imagesPerClass, 1, 1_000_000);
  checkRange("plantsPerClass", plantsPerClass, 1, 1_000_000);
  checkRange("size", size, 32, 2048);
  throwIfCancelled(options.signal);
  await makeFolders(out);
  const random = createRandom(seed);
  const images: ImageRow[] = [];
  const organelles: OrganelleRow[] = [];
  const total = imagesPerClass * phantomClasses.length;
  for (const className of phantomClasses) {
    for (let image = 0; image < imagesPerClass; image++) {
      throwIfCancelled(options.signal);
      const plantIndex = image % plantsPerClass;
      const index = Math.floor(image / plantsPerClass);
      const source = random.fork(className, plantIndex);
      const plant = drawPlant(className, source.fork("plant"));
      const phantom = renderPhantom({
        className,
        random: source.fork("image", index),
        plant,
        size,
        bitDepth,
      });
      const group = `${className}-p${pad(plantIndex)}`;
      const stem = `${className}/${group}_${pad(index)}`;
      const path = `${stem}.${format === "png" ? "png" : "tif"}`;
      await writeFiles(out, path, `truth/${stem}.png`, phantom, bitDepth, format);
      images.push(describeImage(phantom, path, group));
      organelles.push(...describeOrganelles(phantom, path));
      options.onProgress?.({ done: images.length, total, path });
    }
  }
  const written = {
    images: images.length,
    organelles: organelles.length,
    manifest: join(out, "manifest.csv"),
    truth: join(out, "truth.csv"),
    truthImages: join(out, "truth-images.csv"),
  };
  await writeTable(written.truth, organelles);
  await writeTable(written.truthImages, images);
  // Last, so that a folder with a manifest is complete.
  await writeTable(
    written.manifest,
    images.map(({ path, label, plant, pixelSize }) => ({ path, label, group: plant, plant, pixelSize })),
  );
  return written;
}

/** From 1, with two digits or more. */
function pad(index: number): string {
  return String(index + 1).padStart(2, "0");
}

function checkRange(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new MorError("usage", `Expected ${name} to be a whole number from ${low} to ${high}, got ${value}`);
}

async function makeFolders(out: string): Promise<void> {
  const found = await readdir(out).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    if (errnoOf(error) === "ENOTDIR") throw exists(out, "a file");
    throw outputError(error, out);
  });
  if (found.some((name) => name !== "mor.json")) throw exists(out, "a folder that is not empty");
  for (const className of phantomClasses) {
    for (const folder of [join(out, className), join(out, "truth", className)]) {
      await mkdir(folder, { recursive: true }).catch((error: unknown) => {
        throw outputError(error, folder);
      });
    }
  }
}

function exists(path: string, got: string): MorError {
  return new MorError("output-exists", `Expected a new or empty folder for phantoms, got ${got} (${path})`, {
    hint: "Choose another folder, or move it away.",
    path,
  });
}

async function writeFiles(
  out: string,
  path: string,
  maskPath: string,
  { image, labels }: Phantom,
  bitDepth: 8 | 16,
  format: "png" | "tiff",
): Promise<void> {
  const { width, height } = image;
  const write = format === "png" ? writePng : writeTiff;
  const pixelType = bitDepth === 8 ? "uint8" : "uint16";
  await writePng(join(out, maskPath), { width, height, channels: 1, pixelType: "uint16", data: labels });
  await write(join(out, path), { width, height, channels: 1, pixelType, data: image.data });
}

interface ImageRow {
  readonly path: string;
  readonly label: PhantomClass;
  readonly plant: string;
  readonly pixelSize: number;
  readonly organelles: number;
  readonly meanAreaUm2: number;
  readonly meanLengthUm: number;
  readonly coverage: number;
  readonly severity: number;
}

function describeImage(
  { className, organelles, image, plant, pixelSize }: Phantom,
  path: string,
  group: string,
): ImageRow {
  const count = organelles.length;
  const area = organelles.reduce((sum, organelle) => sum + organelle.area, 0);
  const length = organelles.reduce((sum, organelle) => sum + organelle.length, 0);
  return {
    path,
    label: className,
    plant: group,
    pixelSize: round(pixelSize, 6),
    organelles: count,
    meanAreaUm2: round(count === 0 ? 0 : area / count, 4),
    meanLengthUm: round(count === 0 ? 0 : length / count, 4),
    coverage: round(area / (image.width * image.height * pixelSize * pixelSize), 6),
    severity: round(plant.severity, 4),
  };
}

interface OrganelleRow {
  readonly path: string;
  readonly organelle: number;
  readonly cell: number;
  readonly areaUm2: number;
  readonly lengthUm: number;
  readonly widthUm: number;
  readonly centroidX: number;
  readonly centroidY: number;
  readonly atEdge: boolean;
}

function describeOrganelles({ organelles }: Phantom, path: string): OrganelleRow[] {
  return organelles.map(({ id, cell, area, length, width, centroid, atEdge }) => ({
    path,
    organelle: id,
    cell,
    areaUm2: round(area, 6),
    lengthUm: round(length, 4),
    widthUm: round(width, 4),
    centroidX: round(centroid.x, 3),
    centroidY: round(centroid.y, 3),
    atEdge,
  }));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
