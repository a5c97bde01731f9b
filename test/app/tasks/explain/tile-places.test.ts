import { describe, expect, it } from "vitest";
import { joinMaps, tileOfMask, tilePlaces } from "../../../../src/app/tasks/explain/tile-places.ts";
import { cutQuarter, quarterIds } from "../../../../src/data/augment/quarter-tiles.ts";
import type { Preprocessing } from "../../../../src/data/batch/preprocessing.ts";

const preprocessing = (tiles: "whole" | "quarters", height: number, width: number): Preprocessing => ({
  channels: 1,
  height,
  width,
  tiles,
  scaling: { kind: "full-range" },
  page: { page: 0 },
});

const image = { height: 6, width: 8 };
const pixels = Float32Array.from({ length: 48 }, (_, i) => i);

describe("joinMaps", () => {
  it("undoes the cutting of quarters", () => {
    const tiles = quarterIds.map((id) => cutQuarter({ channels: 1, ...image, data: pixels }, id).data);
    const joined = joinMaps(
      Float32Array.from(tiles.flatMap((tile) => [...tile])),
      preprocessing("quarters", 3, 4),
      image,
    );
    expect([...joined]).toEqual([...pixels]);
  });

  it("leaves no seam in an odd size", () => {
    const ones = new Float32Array(4 * 6).fill(1);
    const joined = joinMaps(ones, preprocessing("quarters", 2, 3), { height: 5, width: 7 });
    expect(joined).toHaveLength(35);
    expect([...joined].every((value) => value === 1)).toBe(true);
  });

  it("brings a map of a whole image to its size", () => {
    expect([...joinMaps(Float32Array.of(2), preprocessing("whole", 1, 1), { height: 2, width: 3 })]).toEqual(
      new Array(6).fill(2),
    );
  });
});

describe("tileOfMask", () => {
  it("cuts labels like the quarters of the image", () => {
    const places = tilePlaces(preprocessing("quarters", 3, 4), image);
    quarterIds.forEach((id, tile) => {
      const place = places[tile];
      if (!place) throw new Error("four places");
      const cut = cutQuarter({ channels: 1, ...image, data: pixels }, id).data;
      expect([...tileOfMask(Int32Array.from(pixels), image, place, { height: 3, width: 4 })]).toEqual([
        ...cut,
      ]);
    });
  });

  it("takes the label below each pixel and never mixes two", () => {
    const place = { left: 0, top: 0, height: 2, width: 2 };
    const mask = Int32Array.of(1, 200, 0, 3);
    expect([...tileOfMask(mask, { height: 2, width: 2 }, place, { height: 2, width: 4 })]).toEqual([
      1, 1, 200, 200, 0, 0, 3, 3,
    ]);
  });
});
