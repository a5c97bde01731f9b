import { quarterIds } from "../../../data/augment/quarter-tiles.ts";
import type { Preprocessing } from "../../../data/batch/preprocessing.ts";
import { resizePlanar } from "../../../data/images/resize-planar.ts";

export interface PixelSize {
  readonly height: number;
  readonly width: number;
}

/** A part of an image, in its pixels. */
export interface TilePlace extends PixelSize {
  readonly left: number;
  readonly top: number;
}

/** Where the tiles of an image lie, in the order in which a network takes them; see `cutQuarter`. */
export function tilePlaces({ tiles }: Preprocessing, image: PixelSize): readonly TilePlace[] {
  if (tiles === "whole") return [{ left: 0, top: 0, height: image.height, width: image.width }];
  const [height, width] = [Math.floor(image.height / 2), Math.floor(image.width / 2)];
  return quarterIds.map((id) => ({
    left: Math.floor(id / 10) === 2 ? image.width - width : 0,
    top: id % 10 === 2 ? image.height - height : 0,
    height,
    width,
  }));
}

/**
 * Maps of the tiles of one image as one map of the image. The middle row or column of an odd size belongs to no tile and
 * takes the value beside it.
 *
 * @param maps [tiles, H, W] of the size of the network's input.
 * @returns [image.height, image.width]
 */
export function joinMaps(maps: Float32Array, preprocessing: Preprocessing, image: PixelSize): Float32Array {
  const { height, width } = preprocessing;
  const out = new Float32Array(image.height * image.width);
  const area = height * width;
  tilePlaces(preprocessing, image).forEach((place, tile) => {
    const map = maps.subarray(tile * area, (tile + 1) * area);
    const fitted = resizePlanar(map, { channels: 1, height, width }, place);
    for (let y = 0; y < place.height; y++) {
      const row = fitted.subarray(y * place.width, (y + 1) * place.width);
      out.set(row, (place.top + y) * image.width + place.left);
    }
  });
  if (preprocessing.tiles === "quarters") fillMiddle(out, image);
  return out;
}

/** A tile of a label mask at the size of the network's input: the label below the centre of each pixel. */
export function tileOfMask(
  mask: Int32Array,
  image: PixelSize,
  { left, top, ...tile }: TilePlace,
  size: PixelSize,
): Int32Array {
  const out = new Int32Array(size.height * size.width);
  for (let y = 0; y < size.height; y++) {
    const row = top + Math.floor(((y + 0.5) * tile.height) / size.height);
    for (let x = 0; x < size.width; x++) {
      const column = left + Math.floor(((x + 0.5) * tile.width) / size.width);
      out[y * size.width + x] = mask[row * image.width + column] ?? 0;
    }
  }
  return out;
}

function fillMiddle(map: Float32Array, { height, width }: PixelSize): void {
  if (width % 2 === 1) {
    const middle = (width - 1) / 2;
    for (let y = 0; y < height; y++) map[y * width + middle] = map[y * width + Math.max(0, middle - 1)] ?? 0;
  }
  if (height % 2 === 1) {
    const middle = (height - 1) / 2;
    const above = Math.max(0, middle - 1) * width;
    map.copyWithin(middle * width, above, above + width);
  }
}
