import { existsSync } from "node:fs";
import { link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { phantomClasses } from "../src/data/phantoms/phantom-class.ts";
import { drawPlant } from "../src/data/phantoms/plant.ts";
import { renderPhantom } from "../src/data/phantoms/render-phantom.ts";
import { createRandom, type Random } from "../src/tensor/random.ts";

export interface FolderImages {
  readonly images: number;
  /** Different contents; further images are hard links to these. */
  readonly contents: number;
  /** Edge in pixels. */
  readonly size: number;
}

/** Pictures that all images are made of, by turning, dimming and noise. */
const pictures = 240;

/**
 * Fills a folder with phantoms: half of them JPEG (8-bit grey, quality 90), a quarter TIFF without compression and a
 * quarter TIFF with LZW (16-bit grey, of which 12 bits are used, as many cameras have it). A folder of that name is taken
 * as it is.
 */
export async function makeFolderImages(
  folder: string,
  { images, contents, size }: FolderImages,
): Promise<void> {
  if (existsSync(folder)) return;
  const making = `${folder}.part`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  const random = createRandom(11);
  const drawn = drawPictures(random, size);
  for (let index = 0; index < Math.min(images, contents); index++) {
    const pixels = vary(drawn[index % pictures] ?? new Uint8Array(), size, random.fork("image", index));
    await writeFile(join(making, nameOf(index)), await encode(pixels, size, index));
  }
  for (let index = contents; index < images; index++) {
    // Whatever the number of contents is, a link has the kind of its origin.
    const origin = index % (contents - (contents % 4));
    await link(join(making, nameOf(origin)), join(making, nameOf(index)));
  }
  await rename(making, folder);
}

/** `000000.jpg`, `000001.tif`, ... */
function nameOf(index: number): string {
  return `${String(index).padStart(6, "0")}.${index % 2 === 0 ? "jpg" : "tif"}`;
}

function drawPictures(random: Random, size: number): Uint8Array[] {
  return Array.from({ length: pictures }, (_, index) => {
    const className = phantomClasses[index % phantomClasses.length] ?? "mito_normal";
    const source = random.fork(className, index);
    const plant = drawPlant(className, source.fork("plant"));
    const { image } = renderPhantom({ className, random: source.fork("image"), plant, size, bitDepth: 8 });
    return image.data as Uint8Array; // 8 bits were asked for
  });
}

/** Intensities 0..4095: turned, dimmed, with noise of its own. */
function vary(picture: Uint8Array, size: number, random: Random): Uint16Array {
  const [turned, mirrored, gain] = [random.integer(4), random.integer(2), random.uniform(8, 14)];
  let state = random.integer(0x7fffffff) + 1;
  return Uint16Array.from({ length: size * size }, (_, at) => {
    let [y, x] = [Math.floor(at / size), at % size];
    if (mirrored === 1) x = size - 1 - x;
    for (let turn = 0; turn < turned; turn++) [y, x] = [x, size - 1 - y];
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator: only noise
    return Math.min(4095, (picture[y * size + x] ?? 0) * gain + (state >>> 26) + ((state >>> 20) & 63));
  });
}

async function encode(pixels: Uint16Array, size: number, index: number): Promise<Buffer> {
  const raw = { width: size, height: size, channels: 1 } as const;
  if (index % 2 === 0) {
    const bytes = Uint8Array.from(pixels, (value) => value >> 4);
    return await sharp(bytes, { raw }).toColourspace("b-w").jpeg({ quality: 90 }).toBuffer();
  }
  return await sharp(pixels, { raw })
    .toColourspace("grey16")
    .tiff({ compression: index % 4 === 1 ? "none" : "lzw", predictor: "horizontal" })
    .toBuffer();
}
