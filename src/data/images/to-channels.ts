import { MorError } from "../../errors.ts";
import { type ArrayOf, allocate } from "../../tensor/dtype.ts";
import type { Image, PixelType } from "./image.ts";

/** Weights of red, green and blue in the luma of ITU-R BT.601. */
export const luma = [0.299, 0.587, 0.114] as const;

/**
 * Gives an image with the wanted number of channels in the same type. RGB becomes grey as luma (ITU-R BT.601), rounded
 * for integers; a pixel whose channels are equal keeps its value exactly. Grey becomes RGB by repetition.
 * An image that has the channels already is returned itself.
 *
 * @throws MorError `shape-mismatch` when the image has other than 1 or 3 channels.
 */
export function toChannels(image: Image, channels: 1 | 3): Image {
  if (image.channels === channels) return image;
  const { data, width, height, pixelType } = image;
  const size = width * height;
  if (
    data instanceof BigInt64Array ||
    data instanceof BigUint64Array ||
    data.length !== image.channels * size
  ) {
    throw new MorError(
      "shape-mismatch",
      `Expected ${image.channels * size} values, got ${data.length} (${image.path})`,
    );
  }
  if (image.channels === 1) {
    const out = allocate(pixelType, 3 * size);
    for (let channel = 0; channel < 3; channel++) out.set(data, channel * size);
    return { ...image, channels, data: out };
  }
  if (image.channels !== 3) {
    throw new MorError("shape-mismatch", `Expected 1 or 3 channels, got ${image.channels} (${image.path})`, {
      path: image.path,
    });
  }
  return { ...image, channels, data: greyOf(data, pixelType, size) };
}

function greyOf(data: ArrayLike<number>, pixelType: PixelType, size: number): ArrayOf[PixelType] {
  const out = allocate(pixelType, size);
  const isFloat = pixelType.startsWith("float");
  for (let i = 0; i < size; i++) {
    const red = data[i] as number; // the length was checked
    const green = data[i + size] as number;
    const blue = data[i + 2 * size] as number;
    if (red === green && green === blue) out[i] = red;
    else {
      const value = luma[0] * red + luma[1] * green + luma[2] * blue;
      out[i] = isFloat ? value : Math.round(value);
    }
  }
  return out;
}
