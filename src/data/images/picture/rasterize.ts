import { MorError } from "../../../errors.ts";
import { loadSharp } from "../jpeg/load-sharp.ts";

/** A picture in memory, interleaved [H, W, channels] of 8 bits: 3 red, green, blue; 4 with an opacity that is not multiplied in. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/**
 * Draws an SVG document at the size that its `width` and `height` say. Text must be paths: which fonts a machine has would
 * show otherwise.
 *
 * @throws MorError `image-unsupported` for a document that cannot be drawn.
 */
export async function rasterize(svg: string): Promise<Raster> {
  const sharp = await loadSharp();
  try {
    const { data, info } = await sharp(Buffer.from(svg), { unlimited: true, limitInputPixels: false })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: 4, data: new Uint8Array(data) };
  } catch (error) {
    throw notDrawn(error);
  }
}

/**
 * A picture as the bytes of a file: PNG without loss, or JPEG (quality 88, no chroma subsampling, opacity dropped) for pages.
 * @throws MorError `image-unsupported` for one that the format cannot hold: a JPEG ends at 65,535 pixels.
 */
export async function encodePicture(picture: Raster, format: "png" | "jpeg" = "png"): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { width, height, channels, data } = picture;
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  const encoded =
    format === "png"
      ? image.png({ compressionLevel: 6 })
      : image.jpeg({ quality: 88, chromaSubsampling: "4:4:4" });
  try {
    return new Uint8Array(await encoded.toBuffer());
  } catch (error) {
    throw notDrawn(error);
  }
}

function notDrawn(error: unknown): MorError {
  const reason = error instanceof Error ? error.message : String(error);
  return new MorError("image-unsupported", `Expected a drawing that can be rendered, got: ${reason}`, {
    hint: "The picture may be too large: draw fewer panels, or smaller ones.",
    cause: error,
  });
}
