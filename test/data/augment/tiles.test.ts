import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlaneSize } from "../../../src/data/augment/planes.ts";
import { cutQuarter, quarterIds } from "../../../src/data/augment/quarter-tiles.ts";
import { applySymmetry, symmetryIds } from "../../../src/data/augment/symmetries.ts";
import { parseTileName, tileName } from "../../../src/data/augment/tile-name.ts";
import { reference } from "./reference.ts";

const { image } = reference;
const size = { channels: image.channels, height: image.height, width: image.width };

/** The stored picture of this id; one without data when it is missing, which then equals nothing. */
function sizedOf(
  entries: typeof reference.symmetries,
  id: number,
): PlaneSize & { readonly data: readonly number[] } {
  const { channels, height, width, data } = entries.find((entry) => entry.id === id) ?? { ...size, data: [] };
  return { channels, height, width, data };
}

describe("applySymmetry", () => {
  it.each(symmetryIds)("id %i is what numpy's rot90 and flip make", (id) => {
    const { data, ...expected } = sizedOf(reference.symmetries, id);
    const result = applySymmetry({ ...size, data: Float32Array.from(image.data) }, id);
    expect(result).toEqual({ ...expected, data: Float32Array.from(data) });
  });

  it.each([
    ["uint8", Uint8Array.from(image.data)],
    ["uint16", Uint16Array.from(image.data, (value) => value * 900)],
    ["float64", Float64Array.from(image.data, (value) => value / 3)],
    ["int64", BigInt64Array.from(image.data, BigInt)],
  ])("keeps %s", (_, data) => {
    const turned = applySymmetry({ ...size, data }, 2);
    expect(turned.data.constructor).toBe(data.constructor);
    expect(applySymmetry(turned, 4).data).toEqual(data);
  });

  it("has inverses: each symmetry undoes itself, but for the quarter turns, which undo each other", () => {
    const planes = fc.record({
      height: fc.integer({ min: 1, max: 9 }),
      width: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(planes, fc.constantFrom(...symmetryIds), ({ height, width }, id) => {
        const data = Float32Array.from({ length: height * width }, (_, i) => i);
        const once = applySymmetry({ channels: 1, height, width, data }, id);
        const inverse = id === 2 ? 4 : id === 4 ? 2 : id;
        expect(applySymmetry(once, inverse)).toEqual({ channels: 1, height, width, data });
      }),
    );
  });

  it("gives eight different pictures", () => {
    const data = Float32Array.from([1, 2, 3, 4]);
    const all = symmetryIds.map((id) =>
      applySymmetry({ channels: 1, height: 2, width: 2, data }, id).data.join(),
    );
    expect(new Set(all).size).toBe(8);
  });

  it("writes into a given array and refuses one of another length", () => {
    const out = new Float32Array(image.data.length);
    const source = { ...size, data: Float32Array.from(image.data) };
    expect(applySymmetry(source, 3, out).data).toBe(out);
    expect(() => applySymmetry(source, 3, new Float32Array(3))).toThrow(/Expected 70 elements .* got 3/);
  });
});

describe("cutQuarter", () => {
  it.each(quarterIds)("id %i is the quarter of that column and row; odd sizes are floored", (id) => {
    const { data, ...expected } = sizedOf(reference.quarters, id);
    const result = cutQuarter({ ...size, data: Float32Array.from(image.data) }, id);
    expect(result).toEqual({ ...expected, data: Float32Array.from(data) });
  });

  it("has column 2, row 1 under id 21", () => {
    const data = Uint16Array.from([1, 2, 3, 4]);
    const quarters = quarterIds.map((id) => cutQuarter({ channels: 1, height: 2, width: 2, data }, id).data);
    expect(quarters).toEqual([1, 2, 3, 4].map((value) => Uint16Array.of(value)));
  });

  it("refuses pictures that are too small", () => {
    expect(() => cutQuarter({ channels: 1, height: 1, width: 8, data: new Uint8Array(8) }, 11)).toThrow(
      "Expected at least 2 by 2 pixels to cut quarters, got 8 by 1",
    );
  });
});

describe("tileName", () => {
  it.each([
    ["a.jpg", "a_quarterId=21_augmentId=3.jpg"],
    ["leaf/plant.1/a b.ome.tif", "leaf/plant.1/a b.ome_quarterId=21_augmentId=3.tif"],
    ["plant.1/a", "plant.1/a_quarterId=21_augmentId=3"],
    [".hidden", ".hidden_quarterId=21_augmentId=3"],
  ])("names the tile of %s", (path, name) => {
    expect(tileName(path, 21, 3)).toBe(name);
    expect(parseTileName(name)).toEqual({ path, quarterId: 21, augmentId: 3 });
  });

  it("does not take other names for tiles", () => {
    expect(parseTileName("a_quarterId=13_augmentId=3.jpg")).toBeUndefined();
    expect(parseTileName("a_quarterId=11_augmentId=9.jpg")).toBeUndefined();
  });
});
