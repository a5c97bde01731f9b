import type { ImageInfo } from "./image.ts";
import { type ReadLimits, withImage } from "./source/open-image.ts";

/**
 * Reads what an image file says of itself: PNG, JPEG or TIFF, told by the content. No pixel is decoded.
 * Of a palette image, `samples` is 1 and `pixelType` that of the index. Axes of TIFF files are those of tifffile:
 * axes of size 1 are left out, and pages of unknown meaning are an axis `I`. When the pages of a file are not all
 * alike, `axes` and `shape` tell of those like the first, and `pages` counts all.
 *
 * @throws MorError `image-unreadable` when the file is missing, empty, damaged or no image; `image-unsupported`
 *   when it is of another format, animated, CMYK, of a pixel type that is not read, or has too many pixels.
 */
export function describeImage(path: string, limits: ReadLimits = {}): Promise<ImageInfo> {
  return withImage(path, limits, async ({ info }) => info);
}
