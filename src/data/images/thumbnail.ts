import sharp from "sharp";
import type { Image } from "./image.ts";
import { resizePlanar } from "./resize-planar.ts";
import { scaleIntensity } from "./scale-intensity.ts";

/**
 * A small picture for pages: the image with its contrast stretched between the 0.5 and 99.8 percentiles, at most `size`
 * pixels high and wide, as a `data:image/png;base64,` address.
 */
export async function thumbnail(image: Image, size = 128): Promise<string> {
  const { channels } = image;
  const shrink = Math.min(1, size / Math.max(image.width, image.height));
  const height = Math.max(1, Math.round(image.height * shrink));
  const width = Math.max(1, Math.round(image.width * shrink));
  const scaled = scaleIntensity(image, { kind: "percentile", low: 0.5, high: 99.8 });
  const planes = resizePlanar(scaled, image, { height, width });
  const area = height * width;
  const pixels = new Uint8Array(channels * area);
  for (let place = 0; place < area; place++) {
    for (let channel = 0; channel < channels; channel++) {
      pixels[place * channels + channel] = Math.round(255 * (planes[channel * area + place] ?? 0));
    }
  }
  const raw = { width, height, channels: channels === 3 ? 3 : 1 } as const;
  const png = await sharp(pixels, { raw })
    .toColourspace(channels === 3 ? "srgb" : "b-w")
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString("base64")}`;
}
