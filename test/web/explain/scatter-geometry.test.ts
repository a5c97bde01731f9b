import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  nearestPoint,
  nearestTo,
  nextPoint,
  normalize,
  pointsWithin,
  toMap,
  toPixels,
  wholeView,
  zoomAt,
} from "../../../web/src/explain/map/scatter-geometry.ts";

const room = { width: 800, height: 500 };
const coordinate = fc.integer({ min: -1e6, max: 1e6 });

describe("a map of points", () => {
  it("fills the room in both directions and points upwards", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 50 }), (places) => {
        const { x, y } = normalize([places.map(([a]) => a), places.map(([, b]) => b)]);
        for (let point = 0; point < x.length; point++) {
          const [left, top] = toPixels(x[point] ?? 0, y[point] ?? 0, room, wholeView);
          expect(left >= 0 && left <= room.width && top >= 0 && top <= room.height).toBe(true);
        }
      }),
    );
    const { x, y } = normalize([
      [0, 4],
      [0, 2],
    ]);
    expect([...x]).toEqual([0, 1]);
    expect([...y]).toEqual([1, 0]);
  });

  it("keeps the place under the mouse where it is when it is enlarged", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.double({ min: 1.01, max: 8, noNaN: true }), (across, down, factor) => {
        const [left, top] = [across * room.width, down * room.height];
        const [x, y] = toMap(left, top, room, wholeView);
        const [newLeft, newTop] = toPixels(x, y, room, zoomAt(wholeView, factor, left, top, room));
        expect(newLeft).toBeCloseTo(left, 6);
        expect(newTop).toBeCloseTo(top, 6);
      }),
    );
  });

  it("is whole again once it is shrunk as far", () => {
    const near = zoomAt(wholeView, 5, 100, 100, room);
    expect(zoomAt(near, 0.1, 700, 20, room)).toEqual(wholeView);
  });
});

describe("points of a map", () => {
  // A cross: middle, left, right, above, below.
  const points = { x: Float64Array.of(0, -1, 1, 0, 0), y: Float64Array.of(0, 0, 0, -1, 1) };
  const all = new Uint8Array(5).fill(1);

  it("are found under the mouse, within reach and only where they are shown", () => {
    expect(nearestPoint(points, all, [0.9, 0.1], [0.5, 0.5])).toBe(2);
    expect(nearestPoint(points, all, [5, 5], [0.5, 0.5])).toBe(-1);
    expect(nearestPoint(points, all, [0.7, 0], [0.1, 2])).toBe(-1);
    expect(nearestPoint(points, Uint8Array.of(1, 1, 0, 1, 1), [0.9, 0.1], [0.5, 0.5])).toBe(-1);
  });

  it("are walked in four directions, and nowhere past the last", () => {
    const directions = [
      [-1, 0],
      [1, 0],
      [0, -1],
      [0, 1],
    ] as const;
    expect(directions.map((towards) => nextPoint(points, all, 0, towards))).toEqual([1, 2, 3, 4]);
    expect(nextPoint(points, all, 1, [-1, 0])).toBe(1);
  });

  it("have neighbours, themselves first", () => {
    expect(nearestTo(points, all, 2, 1)).toEqual([2, 0]);
    expect(nearestTo(points, all, 0, 10)).toHaveLength(5);
  });

  it("lie within a lasso or not", () => {
    const line = [-0.5, -0.5, 1.5, -0.5, 1.5, 0.5, -0.5, 0.5];
    expect(pointsWithin(points, all, line)).toEqual([0, 2]);
    expect(pointsWithin(points, all, [])).toEqual([]);
    expect(pointsWithin(points, Uint8Array.of(0, 1, 1, 1, 1), line)).toEqual([2]);
  });
});
