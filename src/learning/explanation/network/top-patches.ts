import type { InputSize, SpatialLayer } from "../model/explainable-model.ts";
import type { ReceptiveField } from "./receptive-field.ts";
import type { LayerResponse } from "./survey-network.ts";

/** Where an input excites a channel most. */
export interface Peak {
  /** Row of the survey. */
  readonly input: number;
  /** y * width + x in the layer. */
  readonly place: number;
  readonly value: number;
}

/**
 * For each of some channels the inputs that excite it most, strongest first, the earlier input first among equals.
 * @param imageOf the image that an input is a part of: each image is taken once, so that no image fills the list.
 */
export function topPatches(
  { peaks, places }: LayerResponse,
  channels: readonly number[],
  count: number,
  imageOf: (input: number) => number = (input) => input,
): Peak[][] {
  const { data, rows, columns } = peaks;
  return channels.map((channel) => {
    const order = Array.from({ length: rows }, (_, row) => row).sort(
      (a, b) => (data[b * columns + channel] ?? 0) - (data[a * columns + channel] ?? 0) || a - b,
    );
    const found: Peak[] = [];
    const seen = new Set<number>();
    for (const input of order) {
      if (found.length === count) break;
      if (seen.has(imageOf(input))) continue;
      seen.add(imageOf(input));
      const at = input * columns + channel;
      found.push({ input, place: places[at] ?? 0, value: data[at] ?? 0 });
    }
    return found;
  });
}

/** The channels of a layer that inputs excite most, by the largest of their peaks, strongest first. */
export function strongestChannels({ peaks }: LayerResponse, count: number): number[] {
  const { data, columns } = peaks;
  const strength = new Float32Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < data.length; at++) {
    strength[at % columns] = Math.max(strength[at % columns] ?? 0, data[at] ?? 0);
  }
  const order = Array.from(strength.keys());
  return order.sort((a, b) => (strength[b] ?? 0) - (strength[a] ?? 0) || a - b).slice(0, count);
}

/** A square cut from an input. */
export interface Patch {
  /** Left and upper border, and side, in pixels of the input. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
  /** [C, side, side] */
  readonly data: Float32Array;
}

/**
 * Cuts the receptive field of a place of a layer from an input [C, H, W]; at the border it is moved inward.
 * A side beyond that of the input gives the largest square.
 */
export function cutPatch(
  input: Float32Array,
  size: InputSize,
  layer: Pick<SpatialLayer, "width" | "height">,
  place: number,
  { side, shiftX, shiftY }: ReceptiveField,
): Patch {
  const { channels, height, width } = size;
  const cut = Math.max(1, Math.min(Math.round(side), height, width));
  const [x, y] = [place % layer.width, Math.floor(place / layer.width)];
  const start = (centre: number, whole: number): number =>
    Math.max(0, Math.min(whole - cut, Math.round(centre - cut / 2)));
  const left = start(((x + 0.5) * width) / layer.width + shiftX, width);
  const top = start(((y + 0.5) * height) / layer.height + shiftY, height);
  const data = new Float32Array(channels * cut * cut);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < cut; row++) {
      const from = (channel * height + top + row) * width + left;
      data.set(input.subarray(from, from + cut), (channel * cut + row) * cut);
    }
  }
  return { left, top, side: cut, data };
}
