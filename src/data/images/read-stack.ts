import { type ArrayOf, allocate } from "../../tensor/dtype.ts";
import { sizeOf } from "../../tensor/shape.ts";
import type { PixelType } from "./image.ts";
import { unsupported } from "./source/image-error.ts";
import { type ReadLimits, withImage } from "./source/open-image.ts";

/** All planes of an image as stored, row-major along `axes`. */
export interface Stack {
  readonly axes: string;
  readonly shape: readonly number[];
  readonly pixelType: PixelType;
  readonly data: ArrayOf[PixelType];
}

/** Most bytes of a stack in memory. */
const maxBytes = 2 ** 31;

/**
 * Reads all planes of an image as stored: palette indices are kept, MINISWHITE is not inverted, alpha stays, values
 * of fewer than 8 bits are not stretched. Half floats become float32. The same as `tifffile.imread(path)`.
 *
 * @throws MorError `image-unreadable` or `image-unsupported`, the latter also for more than 2 GiB.
 */
export function readStack(path: string, limits: ReadLimits = {}): Promise<Stack> {
  return withImage(path, limits, async ({ info, planeCount, readPage, decodedBytes }) => {
    if (decodedBytes > maxBytes) {
      throw unsupported(
        path,
        `at most ${maxBytes} bytes in a stack, got ${decodedBytes}`,
        "Read it page by page.",
      );
    }
    const { axes, shape, pixelType } = info;
    const data = allocate(pixelType, sizeOf(shape));
    for (let plane = 0, start = 0; plane < planeCount; plane++) {
      const page = await readPage(plane);
      data.set(page.data, start);
      start += page.data.length;
    }
    return { axes, shape, pixelType, data };
  });
}
