import sharp, { type Sharp } from "sharp";
import { MorError } from "../../errors.ts";
import { writeWhole } from "../../files/write-whole.ts";
import type { Image } from "./image.ts";
import { reasonOf } from "./source/image-error.ts";
import { encodeTiff, type TiffMeaning } from "./tiff/encode-tiff.ts";

/** What is written: [channels, H, W] with 1 or 3 channels, as an `Image` has it. */
export type Pixels = Pick<Image, "width" | "height" | "channels" | "pixelType" | "data">;

/**
 * Writes 8- or 16-bit grey or RGB as PNG.
 *
 * @throws MorError `output-unwritable` when the file cannot be written (then nothing is left behind),
 *   `image-unsupported` for another pixel type, `shape-mismatch` when the data do not fit their shape.
 */
export async function writePng(path: string, pixels: Pixels): Promise<void> {
  const { pixelType, channels } = pixels;
  if (pixelType !== "uint16" && pixelType !== "uint8") throw refused(path, "PNG", "uint8 or uint16", pixels);
  const space = { uint8: ["b-w", "srgb"], uint16: ["grey16", "rgb16"] }[pixelType][channels === 1 ? 0 : 1];
  await writeWhole(
    path,
    await rawImage(path, pixels)
      .toColourspace(space ?? "srgb")
      .png()
      .toBuffer(),
  );
}

/**
 * Writes 8-bit grey or RGB as JPEG without chroma subsampling.
 *
 * @param quality 1 to 100.
 * @throws as `writePng`.
 */
export async function writeJpeg(path: string, pixels: Pixels, quality = 95): Promise<void> {
  if (pixels.pixelType !== "uint8") throw refused(path, "JPEG", "uint8", pixels);
  const image = rawImage(path, pixels).toColourspace(pixels.channels === 1 ? "b-w" : "srgb");
  await writeWhole(path, await encode(path, image.jpeg({ quality, chromaSubsampling: "4:4:4" })));
}

/**
 * Writes a grey or RGB image of any pixel type but `bool` as uncompressed TIFF.
 *
 * @param meaning pixel size and display range, as ImageJ writes them.
 * @throws as `writePng`.
 */
export async function writeTiff(path: string, pixels: Pixels, meaning?: TiffMeaning): Promise<void> {
  if (pixels.pixelType === "bool") throw refused(path, "TIFF", "8 to 64 bits", pixels);
  checkShape(path, pixels);
  await writeWhole(path, encodeTiff(pixels, meaning));
}

async function encode(path: string, image: Sharp): Promise<Uint8Array> {
  try {
    return await image.toBuffer();
  } catch (error) {
    // The sizes were checked: what is left is an image too large for the format.
    const hint = "Cut the image into smaller ones, or write it as TIFF.";
    throw new MorError(
      "image-unsupported",
      `Expected an image that can be encoded, got: ${reasonOf(error)} (${path})`,
      {
        path,
        hint,
        cause: error,
      },
    );
  }
}

/** sharp's view of the pixels, [H, W, channels]. */
function rawImage(path: string, pixels: Pixels): Sharp {
  checkShape(path, pixels);
  const { width, height, channels, data } = pixels;
  const interleaved =
    pixels.pixelType === "uint16" ? new Uint16Array(data.length) : new Uint8Array(data.length);
  const size = width * height;
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) interleaved[i * channels + channel] = Number(data[channel * size + i]);
  }
  return sharp(interleaved, {
    raw: { width, height, channels: channels === 1 ? 1 : 3 },
    limitInputPixels: false,
  });
}

function checkShape(path: string, { width, height, channels, data }: Pixels): void {
  if (
    (channels === 1 || channels === 3) &&
    width > 0 &&
    height > 0 &&
    data.length === channels * height * width
  )
    return;
  throw new MorError(
    "shape-mismatch",
    `Expected 1 or 3 channels of ${height} x ${width} values, got ${channels} and ${data.length} in all (${path})`,
    { path },
  );
}

function refused(path: string, format: string, expected: string, { pixelType }: Pixels): MorError {
  return new MorError(
    "image-unsupported",
    `Expected ${expected} for a ${format}, got ${pixelType} (${path})`,
    {
      path,
      hint: "Write it as TIFF, or convert the values first.",
    },
  );
}
