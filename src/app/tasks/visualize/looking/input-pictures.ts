import { resizePlanar } from "../../../../data/images/resize-planar.ts";
import { type RgbImage, toByte } from "../../../../learning/drawing/rgb-image.ts";
import type { InputRange } from "../../../../learning/explanation/network/image-painter.ts";
import { joinMaps } from "../../explain/tile-places.ts";
import type { LookedAt } from "./look-at-images.ts";

/** Makes inputs of a network pictures again. */
export interface InputPictures {
  /** [C, H, W]: grey or coloured, of the brightness that training images have, or of the range that is given. */
  ofInput(
    input: Float32Array,
    size: { readonly height: number; readonly width: number },
    range?: Pick<InputRange, "low" | "high">,
  ): RgbImage;
  /** A tile. */
  ofTile(input: number): Promise<RgbImage>;
  /** An image, put together from its tiles, at most `side` pixels wide. */
  ofImage(image: number, side: number): Promise<RgbImage>;
  /** [C, h, w] of a whole image, put together from its tiles. */
  planesOf(image: number): Promise<{
    readonly data: Float32Array;
    readonly channels: number;
    readonly height: number;
    readonly width: number;
  }>;
}

export function createInputPictures(looked: LookedAt): InputPictures {
  const { preprocessing, perImage, range } = looked;
  const { channels, height, width } = preprocessing;
  const sides = perImage === 1 ? 1 : 2;
  const whole = { height: height * sides, width: width * sides };
  const ofInput: InputPictures["ofInput"] = (input, size, { low, high } = range) => {
    const area = size.height * size.width;
    const data = new Uint8Array(3 * area);
    for (let i = 0; i < area; i++) {
      for (let c = 0; c < 3; c++) {
        const value = input[(input.length > area ? c : 0) * area + i] ?? 0;
        data[3 * i + c] = toByte((value - low) / (high - low));
      }
    }
    return { ...size, data };
  };
  const planesOf: InputPictures["planesOf"] = async (image) => {
    const tiles = await Promise.all(
      Array.from({ length: perImage }, (_, tile) => looked.input(image * perImage + tile)),
    );
    const area = height * width;
    const data = new Float32Array(channels * whole.height * whole.width);
    for (let channel = 0; channel < channels; channel++) {
      const planes = new Float32Array(perImage * area);
      tiles.forEach((tile, at) => {
        planes.set(tile.subarray(channel * area, (channel + 1) * area), at * area);
      });
      data.set(joinMaps(planes, preprocessing, whole), channel * whole.height * whole.width);
    }
    return { data, channels, ...whole };
  };
  return {
    ofInput,
    planesOf,
    ofTile: async (input) => ofInput(await looked.input(input), preprocessing),
    async ofImage(image, side) {
      const planes = await planesOf(image);
      const shrink = Math.min(1, side / planes.width);
      const size = {
        height: Math.max(1, Math.round(planes.height * shrink)),
        width: Math.max(1, Math.round(planes.width * shrink)),
      };
      return ofInput(resizePlanar(planes.data, planes, size), size);
    },
  };
}
