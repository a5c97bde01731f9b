import { describeImage } from "../../../../data/images/describe-image.ts";
import type { PageChoice } from "../../../../data/images/image.ts";
import { readImage } from "../../../../data/images/read-image.ts";
import { resizePlanar } from "../../../../data/images/resize-planar.ts";
import { scaleIntensity } from "../../../../data/images/scale-intensity.ts";
import type { ReadLimits } from "../../../../data/images/source/open-image.ts";
import { toChannels } from "../../../../data/images/to-channels.ts";
import type { ImageToExplain } from "../choice/choose-images.ts";
import type { PixelSize } from "../tile-places.ts";

/** An image as figures show it. */
export interface Picture {
  /** Of the image as it is stored. */
  readonly size: PixelSize;
  /** Of what is shown: the same, or smaller for a large image. */
  readonly shown: PixelSize;
  /** Grey values [shown.height, shown.width] in 0..1, contrast stretched. */
  readonly plane: Float32Array;
  /** Micrometres per pixel of the stored image. */
  readonly pixelSize: number | undefined;
}

/** A figure shows no more pixels than this across or down. */
const longestSide = 960;

/** @throws MorError as `readImage`. */
export async function loadPicture(
  image: Pick<ImageToExplain, "file" | "pixelSize">,
  page: PageChoice,
  limits: ReadLimits = {},
): Promise<Picture> {
  const stored = toChannels(await readImage(image.file, { ...limits, page }), 1);
  const size = { height: stored.height, width: stored.width };
  const scaled = scaleIntensity(stored, { kind: "percentile", low: 0.5, high: 99.8 });
  const shown = shownSize(size);
  const pixelSize = image.pixelSize ?? (await describeImage(image.file, limits)).physicalSizeX;
  return { size, shown, plane: resizePlanar(scaled, { ...size, channels: 1 }, shown), pixelSize };
}

/** A map of an image at the size at which it is shown. */
export function shownMap(map: Float32Array, { size, shown }: Pick<Picture, "size" | "shown">): Float32Array {
  return resizePlanar(map, { ...size, channels: 1 }, shown);
}

/** The size at which an image is shown. */
export function shownSize({ height, width }: PixelSize): PixelSize {
  const shrink = Math.min(1, longestSide / Math.max(height, width));
  return {
    height: Math.max(1, Math.round(height * shrink)),
    width: Math.max(1, Math.round(width * shrink)),
  };
}
