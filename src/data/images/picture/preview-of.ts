import type { Image } from "../image.ts";
import { resizePlanar } from "../resize-planar.ts";
import { percentiles, scaleIntensity } from "../scale-intensity.ts";
import { luma } from "../to-channels.ts";

/** Width and height of a preview. */
const previewSide = 8;

/** So many rows of a part give its mean as well as all of them, to the eye. */
const mostRows = 16;

const contrast = [0.5, 99.8] as const;

/**
 * An image as 8 x 8 grey values, row by row, whatever its shape: the means of its parts, with the contrast stretched between
 * the 0.5 and 99.8 percentiles as in a thumbnail. An image without contrast is black; NaN counts as 0.
 */
export function previewOf(image: Image): Uint8Array {
  const isLarge = image.width >= previewSide && image.height >= previewSide;
  const isCounted = image.pixelType === "uint8" || image.pixelType === "uint16";
  const planes = isLarge && isCounted ? blockMeans(image) : resized(image);
  const area = previewSide * previewSide;
  return Uint8Array.from({ length: area }, (_, place) => {
    const value = (channel: number): number => planes[channel * area + place] ?? 0;
    const grey =
      image.channels === 3 ? luma[0] * value(0) + luma[1] * value(1) + luma[2] * value(2) : value(0);
    return Math.round(255 * Math.min(1, Math.max(0, grey)));
  });
}

function resized(image: Image): Float32Array {
  const [low, high] = contrast;
  const scaled = scaleIntensity(image, { kind: "percentile", low, high });
  return resizePlanar(scaled, image, { height: previewSide, width: previewSide });
}

/** The same without an array of all scaled values, in a quarter of the time; parts begin at whole pixels. */
function blockMeans(image: Image): Float64Array {
  const { channels, width, height } = image;
  // Only images of whole numbers up to 65,535 come here.
  const data = image.data as Uint8Array | Uint16Array;
  const [bottom, top] = percentiles(image, contrast);
  const means = new Float64Array(channels * previewSide * previewSide);
  if (!(top > bottom)) return means;
  const scaled = new Float32Array(data instanceof Uint8Array ? 256 : 65_536);
  for (let value = 0; value < scaled.length; value++) {
    scaled[value] = Math.min(1, Math.max(0, (value - bottom) / (top - bottom)));
  }
  const starts = (size: number): number[] =>
    Array.from({ length: previewSide + 1 }, (_, part) => Math.floor((part * size) / previewSide));
  const columns = starts(width);
  const rows = starts(height);
  for (let part = 0; part < means.length; part++) {
    const x = part % previewSide;
    const y = Math.floor(part / previewSide) % previewSide;
    const plane = Math.floor(part / previewSide ** 2) * width * height;
    const [left = 0, right = 0, above = 0, below = 0] = [columns[x], columns[x + 1], rows[y], rows[y + 1]];
    means[part] = meanOf(data, scaled, { plane, width, left, right, above, below });
  }
  return means;
}

/** The mean over one part; of a high one over some of its rows. */
function meanOf(
  data: Uint8Array | Uint16Array,
  scaled: Float32Array,
  part: {
    readonly plane: number;
    readonly width: number;
    readonly left: number;
    readonly right: number;
    readonly above: number;
    readonly below: number;
  },
): number {
  const step = Math.max(1, Math.floor((part.below - part.above) / mostRows));
  let sum = 0;
  let count = 0;
  for (let row = part.above; row < part.below; row += step) {
    const start = part.plane + row * part.width + part.left;
    const end = start + part.right - part.left;
    for (let at = start; at < end; at++) sum += scaled[data[at] as number] as number; // both are in range
    count += part.right - part.left;
  }
  return sum / count;
}
