import { colorOf } from "../../../learning/drawing/color-map.ts";
import type { RgbImage } from "../../../learning/drawing/rgb-image.ts";

export interface MosaicOptions {
  readonly height: number;
  readonly width: number;
  /** Value of full brightness of each plane; below 0 is black. */
  readonly tops: ArrayLike<number>;
  readonly columns: number;
  /** Width of one plane in the mosaic. */
  readonly cell: number;
}

const gap = 2;

/** Planes [count, H, W] side by side in one picture, each in inferno from 0 to its own top, on white. */
export function channelMosaic(
  planes: Float32Array,
  { height, width, tops, columns, cell }: MosaicOptions,
): RgbImage {
  const count = planes.length / (height * width);
  const rows = Math.ceil(count / columns);
  const cellHeight = Math.max(1, Math.round((cell * height) / width));
  const size = { width: columns * (cell + gap) - gap, height: rows * (cellHeight + gap) - gap };
  const data = new Uint8Array(3 * size.width * size.height).fill(255);
  for (let plane = 0; plane < count; plane++) {
    const left = (plane % columns) * (cell + gap);
    const top = Math.floor(plane / columns) * (cellHeight + gap);
    const scale = 1 / (tops[plane] || 1);
    for (let y = 0; y < cellHeight; y++) {
      const row = plane * height * width + Math.floor(((y + 0.5) * height) / cellHeight) * width;
      for (let x = 0; x < cell; x++) {
        const value = planes[row + Math.floor(((x + 0.5) * width) / cell)] ?? 0;
        data.set(colorOf("inferno", value * scale), 3 * ((top + y) * size.width + left + x));
      }
    }
  }
  return { ...size, data };
}
