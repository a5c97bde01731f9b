import { describe, expect, it } from "vitest";
import { applySymmetry, symmetryIds } from "../../../src/data/augment/symmetries.ts";
import { fillInput } from "../../../src/data/batch/fill-input.ts";
import { inputLength, type Preprocessing, tilesPerImage } from "../../../src/data/batch/preprocessing.ts";
import { createRandom } from "../../../src/tensor/random.ts";

const base: Preprocessing = {
  channels: 1,
  height: 2,
  width: 2,
  tiles: "whole",
  scaling: { kind: "per-image" },
  page: { page: 0 },
};
const tile = { channels: 1, data: Float32Array.of(1, 2, 3, 4) };

describe("fillInput", () => {
  it.each(symmetryIds)("writes symmetry %s into its place and nowhere else", (id) => {
    const batch = new Float32Array(12).fill(-1);
    fillInput(batch, 1, tile, { kind: "symmetry", id }, base);
    const turned = applySymmetry({ channels: 1, height: 2, width: 2, data: tile.data }, id);
    expect(Array.from(batch)).toEqual([-1, -1, -1, -1, ...turned.data, -1, -1, -1, -1]);
  });

  it("repeats a grey tile in every channel", () => {
    const colour: Preprocessing = { ...base, channels: 3 };
    const batch = new Float32Array(2 * inputLength(colour)).fill(-1);
    fillInput(batch, 1, tile, { kind: "symmetry", id: 1 }, colour);
    expect(Array.from(batch.subarray(12))).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
    expect(new Set(batch.subarray(0, 12))).toEqual(new Set([-1]));
  });

  it("keeps the channels of a colour tile apart", () => {
    const colour: Preprocessing = { ...base, channels: 3 };
    const data = Float32Array.from({ length: 12 }, (_, i) => i);
    const batch = new Float32Array(12);
    fillInput(batch, 0, { channels: 3, data }, { kind: "symmetry", id: 1 }, colour);
    expect(batch).toEqual(data);
  });

  it("changes at random as its source says, and never the tile itself", () => {
    const options = { rotation: 180, flip: true, gain: 0.3 };
    const fill = (seed: number): number[] => {
      const batch = new Float32Array(4);
      fillInput(batch, 0, tile, { kind: "random", options, random: createRandom(seed) }, base);
      return Array.from(batch);
    };
    expect(fill(1)).toEqual(fill(1));
    expect(fill(1)).not.toEqual(fill(2));
    expect(Array.from(tile.data)).toEqual([1, 2, 3, 4]);
  });
});

describe("tilesPerImage", () => {
  it("is four for quarters", () => {
    expect([tilesPerImage(base), tilesPerImage({ ...base, tiles: "quarters" })]).toEqual([1, 4]);
  });
});
