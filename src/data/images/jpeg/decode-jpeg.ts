import { reasonOf, unreadable } from "../source/image-error.ts";
import { decodeGreyJpeg } from "./decode-grey-jpeg.ts";
import type { JpegHeader } from "./jpeg-header.ts";
import { loadSharp } from "./load-sharp.ts";

/** From this number of pixels on, sharp is faster, which decodes with vector instructions. */
const sharpFrom = 1 << 17;

/**
 * Decodes a JPEG to [H, W, samples]. Embedded colour profiles and orientation tags are not applied:
 * the values are those that the microscope's software stored.
 *
 * @throws MorError `image-unreadable` when the data are damaged or end too early.
 */
export async function decodeJpeg(path: string, bytes: Uint8Array, header: JpegHeader): Promise<Uint8Array> {
  if (header.samples === 1 && header.width * header.height < sharpFrom) {
    const decoded = decodeGreyJpeg(bytes);
    if (decoded) return decoded;
  }
  const sharp = await loadSharp();
  try {
    const { data, info } = await sharp(bytes, { failOn: "error", limitInputPixels: false, ignoreIcc: true })
      .toColourspace(header.samples === 1 ? "b-w" : "srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.width !== header.width || info.height !== header.height || info.channels !== header.samples) {
      throw new Error(`${info.width} x ${info.height} x ${info.channels} values`);
    }
    return data;
  } catch (error) {
    throw unreadable(
      path,
      `a whole JPEG, got: ${reasonOf(error).replace(/\s*\n\s*/g, "; ")}`,
      "Copy the file again from its origin.",
      error,
    );
  }
}
