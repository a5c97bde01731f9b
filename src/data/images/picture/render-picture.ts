import { MorError } from "../../../errors.ts";
import type { Image } from "../image.ts";
import { loadSharp } from "../jpeg/load-sharp.ts";
import { resizePlanar } from "../resize-planar.ts";
import { scaleIntensity } from "../scale-intensity.ts";

/** How an image becomes a picture for the eye; what is left out is automatic. */
export interface PictureOptions {
  /** Greatest width and height in pixels; small images are not enlarged. */
  readonly size: number;
  /**
   * Which intensities become black and white: two percentiles of the image itself (0.5 and 99.8 by default), or two
   * shares of the range of its pixel type, the same for all images.
   */
  readonly contrast?: {
    readonly kind: "percentile" | "range";
    readonly low: number;
    readonly high: number;
  };
  /** Exponent 1 / gamma on 0..1; 1 by default. */
  readonly gamma?: number;
  /** One channel alone, from 0. */
  readonly channel?: number;
  /** Red, green and blue, 0..1, of the brightest pixel of an image with one channel; white by default. */
  readonly tint?: readonly [red: number, green: number, blue: number];
  /** `webp` is lossy and a fifth of the size. */
  readonly format: "png" | "webp";
}

/**
 * The image as the bytes of a PNG or WebP file of 8 bits. NaN counts as 0; an image without contrast is black.
 *
 * @throws MorError `usage` for a channel that the image has not, or a contrast that is no interval.
 */
export async function renderPicture(image: Image, options: PictureOptions): Promise<Uint8Array> {
  const chosen = options.channel === undefined ? image : oneChannel(image, options.channel);
  const shrink = Math.min(1, options.size / Math.max(chosen.width, chosen.height));
  const height = Math.max(1, Math.round(chosen.height * shrink));
  const width = Math.max(1, Math.round(chosen.width * shrink));
  const planes = resizePlanar(contrasted(chosen, options), chosen, { height, width });
  const tint = chosen.channels === 1 ? options.tint : undefined;
  const channels = tint === undefined && chosen.channels !== 3 ? 1 : 3;
  const pixels = interleave(planes, height * width, { from: chosen.channels, to: channels }, options, tint);
  const sharp = await loadSharp();
  const picture = sharp(pixels, { raw: { width, height, channels } }).toColourspace(
    channels === 3 ? "srgb" : "b-w",
  );
  // The least effort: a page waits for hundreds of them.
  return await (options.format === "png"
    ? picture.png()
    : picture.webp({ quality: 82, effort: 0 })
  ).toBuffer();
}

/** [C, H, W] as float32, mostly in 0..1. */
function contrasted(image: Image, { contrast }: PictureOptions): Float32Array {
  const { kind, low, high } = contrast ?? { kind: "percentile", low: 0.5, high: 99.8 };
  if (kind === "percentile") return scaleIntensity(image, { kind, low, high });
  if (!(low < high)) {
    throw new MorError("usage", `Expected a contrast from low to high, got ${low} to ${high}`, {
      hint: "Black must be darker than white.",
    });
  }
  return scaleIntensity(image, { kind: "full-range" }).map((value) => (value - low) / (high - low));
}

function interleave(
  planes: Float32Array,
  area: number,
  channels: { readonly from: number; readonly to: 1 | 3 },
  { gamma = 1 }: PictureOptions,
  tint: readonly number[] = [1, 1, 1],
): Uint8Array {
  const pixels = new Uint8Array(channels.to * area);
  for (let channel = 0; channel < channels.to; channel++) {
    const source = (channels.from === 1 ? 0 : channel) * area;
    const factor = 255 * (tint[channel] ?? 1);
    for (let place = 0; place < area; place++) {
      const value = Math.min(1, Math.max(0, planes[source + place] ?? 0));
      pixels[place * channels.to + channel] = Math.round(
        factor * (gamma === 1 ? value : value ** (1 / gamma)),
      );
    }
  }
  return pixels;
}

function oneChannel(image: Image, channel: number): Image {
  if (!Number.isInteger(channel) || channel < 0 || channel >= image.channels) {
    throw new MorError(
      "usage",
      `Expected a channel from 0 to ${image.channels - 1}, got ${channel} (${image.path})`,
      { hint: "Choose a channel that the image has, or all of them.", path: image.path },
    );
  }
  const area = image.width * image.height;
  return { ...image, channels: 1, data: image.data.slice(channel * area, (channel + 1) * area) };
}
