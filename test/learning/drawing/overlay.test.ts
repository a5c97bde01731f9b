import { describe, expect, it } from "vitest";
import { heatRange, overlay } from "../../../src/learning/drawing/overlay.ts";
import { enlarge, greyImage } from "../../../src/learning/drawing/rgb-image.ts";

const size = { height: 1, width: 4 };

describe("overlay", () => {
  it("leaves cold pixels as they are and never hides the picture", () => {
    const grey = Float32Array.of(0.2, 0.4, 0.6, 1);
    const { data } = overlay(grey, Float32Array.of(0, Number.NaN, 0.05, 1), size);
    expect([...data.subarray(0, 9)]).toEqual([...greyImage(grey, size).data.subarray(0, 9)]);
    const dark = overlay(Float32Array.of(0, 0, 0, 0), Float32Array.of(0, 0, 0, 1), size).data;
    expect([...dark.subarray(9)]).not.toEqual([...data.subarray(9)]);
  });

  it("shows both signs of a diverging map, and no heat as nothing", () => {
    const grey = new Float32Array(4).fill(0.5);
    const { data } = overlay(grey, Float32Array.of(-1, 0, 0, 1), size, { map: "diverging" });
    expect(data[2]).toBeGreaterThan(data[0] ?? 0);
    expect(data[9]).toBeGreaterThan(data[11] ?? 0);
    expect([...data.subarray(3, 9)]).toEqual(new Array(6).fill(128));
    expect([...overlay(grey, new Float32Array(4), size).data]).toEqual(new Array(12).fill(128));
  });

  it("finds the range of a map", () => {
    expect(heatRange(Float32Array.of(-4, 2))).toEqual({ low: 0, high: 2 });
    expect(heatRange(Float32Array.of(-4, 2), "diverging")).toEqual({ low: -4, high: 4 });
    expect(heatRange(new Float32Array(2))).toEqual({ low: 0, high: 1 });
  });

  it("refuses planes of another size", () => {
    expect(() => overlay(new Float32Array(3), new Float32Array(4), size)).toThrow(/1 x 4/);
  });
});

describe("enlarge", () => {
  const image = greyImage(Float32Array.of(0, 1), { height: 1, width: 2 });

  it("repeats pixels as squares or draws between them", () => {
    const squares = enlarge(image, 6);
    expect([squares.width, squares.height]).toEqual([6, 3]);
    expect(Array.from({ length: 6 }, (_, x) => squares.data[3 * x])).toEqual([0, 0, 0, 255, 255, 255]);
    const smooth = enlarge(image, 4, "linear");
    expect(Array.from({ length: 4 }, (_, x) => smooth.data[3 * x])).toEqual([0, 64, 191, 255]);
  });

  it("averages when it shrinks, and never to nothing", () => {
    expect([...enlarge(image, 1).data]).toEqual([128, 128, 128]);
    expect(enlarge(image, 0).width).toBe(1);
  });
});
