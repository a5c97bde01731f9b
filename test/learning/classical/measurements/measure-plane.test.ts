import { describe, expect, it } from "vitest";
import { classicalInput, classicalInputNames } from "../../../../src/learning/classical/classical-input.ts";
import {
  measurementFamilies,
  measurementNames,
  measurePlane,
} from "../../../../src/learning/classical/measurements/measure-plane.ts";
import type { Plane } from "../../../../src/learning/classical/measurements/plane/prepare-plane.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

/** Some blobs and noise. */
function madePlane(height: number, width: number, seed: number): Plane {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: height * width }, () => 100 + random.normal(0, 2));
  for (let blob = 0; blob < 6; blob++) {
    const [v, u] = [random.uniform(0, height), random.uniform(0, width)];
    const size = random.uniform(1.5, 5);
    for (let at = 0; at < data.length; at++) {
      const square = ((at % width) - u) ** 2 + (Math.floor(at / width) - v) ** 2;
      data[at] = (data[at] ?? 0) + 200 * Math.exp(-square / (2 * size * size));
    }
  }
  return { data, height, width };
}

function quarterTurn({ data, height, width }: Plane): Plane {
  const turned = data.map(
    (_, at) => data[(at % height) * width + (width - 1 - Math.floor(at / height))] ?? 0,
  );
  return { data: turned, height: width, width: height };
}

function mirror({ data, height, width }: Plane): Plane {
  const mirrored = data.map((_, at) => data[at - (at % width) + width - 1 - (at % width)] ?? 0);
  return { data: mirrored, height, width };
}

describe("measurePlane", () => {
  const names = measurementNames();

  it("names every measurement once", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names.map((name) => name.split("/")[0]))).toEqual(
      new Set(Object.keys(measurementFamilies)),
    );
  });

  it.each([
    ["a quarter turn", quarterTurn],
    ["a mirror", mirror],
  ])("does not change with %s", (_, change) => {
    for (const seed of [1, 2, 3]) {
      const plane = madePlane(40, 52, seed);
      const before = measurePlane(plane);
      const after = measurePlane(change(plane));
      for (const [index, name] of names.entries()) {
        const [a, b] = [before[index] ?? 0, after[index] ?? 0];
        const tolerance = 1e-3 * Math.abs(a) + 1e-4;
        expect(Math.abs(a - b), `${name}: ${a} and ${b}`).toBeLessThanOrEqual(tolerance);
      }
    }
  });

  it("does not change with the scale of the intensities, but for the intensities themselves", () => {
    const plane = madePlane(32, 32, 4);
    const scaled = { ...plane, data: plane.data.map((value) => 16 * value + 512) };
    const [before, after] = [measurePlane(plane), measurePlane(scaled)];
    for (const [index, name] of names.entries()) {
      if (name.startsWith("intensity/")) continue;
      const [a, b] = [before[index] ?? 0, after[index] ?? 0];
      expect(Math.abs(a - b), name).toBeLessThanOrEqual(2e-3 * Math.abs(a) + 1e-3);
    }
  });

  it.each([
    ["blank", new Float32Array(400).fill(7), 20, 20],
    ["all NaN", new Float32Array(400).fill(Number.NaN), 20, 20],
    ["one pixel", Float32Array.of(3), 1, 1],
    ["one row", Float32Array.from({ length: 50 }, (_, x) => x % 9), 1, 50],
    ["one bright pixel", Float32Array.from({ length: 256 }, (_, at) => (at === 100 ? 9 : 0)), 16, 16],
    ["gaps", Float32Array.from({ length: 400 }, (_, at) => (at % 3 === 0 ? Number.NaN : at)), 20, 20],
    ["infinities", Float32Array.from({ length: 400 }, (_, at) => (at === 5 ? Infinity : at)), 20, 20],
    ["huge", Float32Array.from({ length: 256 }, (_, at) => 1e30 * at), 16, 16],
  ])("is finite for odd planes: %s", (_, data, height, width) => {
    const row = measurePlane({ data, height, width });
    expect(row).toHaveLength(names.length);
    expect(names.filter((_name, index) => !Number.isFinite(row[index]))).toEqual([]);
  });

  it("averages large planes down", () => {
    const plane = madePlane(16, 600, 5);
    expect(measurePlane(plane).every(Number.isFinite)).toBe(true);
  });

  it("measures only the families that are asked for, and refuses what is none", () => {
    const plane = madePlane(16, 16, 6);
    expect(measurePlane(plane, ["radial"])).toHaveLength(measurementNames(["radial"]).length);
    expect(() => measurePlane(plane, ["smell"])).toThrow(/family of measurements, got "smell"/);
    expect(() => measurePlane({ ...plane, height: 15 })).toThrow(/15 x 16 pixels/);
    expect(() => measurePlane({ data: new Float32Array(), height: 0, width: 0 })).toThrow(/at least one/);
  });

  it("counts dots, sees holes and knows a line from a disc", () => {
    const draw = (inside: (x: number, y: number) => boolean): Plane => ({
      data: Float32Array.from({ length: 64 * 64 }, (_, at) =>
        inside((at % 64) - 32, Math.floor(at / 64) - 32) ? 1 : 0,
      ),
      height: 64,
      width: 64,
    });
    const value = (plane: Plane, name: string): number =>
      measurePlane(plane)[names.indexOf(name)] ?? Number.NaN;
    const dots = draw((x, y) => Math.hypot(((x + 32) % 16) - 8, ((y + 32) % 16) - 8) < 3);
    expect(value(dots, "population/otsu-count")).toBe(16);
    const ring = draw((x, y) => Math.abs(Math.hypot(x, y) - 15) < 4);
    expect(value(ring, "object/full-holes")).toBe(1);
    const disc = draw((x, y) => Math.hypot(x, y) < 12);
    const line = draw((x, y) => Math.abs(x) < 25 && Math.abs(y) < 3);
    expect(value(disc, "object/full-eccentricity")).toBeLessThan(0.2);
    expect(value(line, "object/full-eccentricity")).toBeGreaterThan(0.98);
    expect(value(disc, "object/full-circularity")).toBeGreaterThan(0.9);
    expect(value(line, "skeleton/otsu-length")).toBeGreaterThan(3 * value(disc, "skeleton/otsu-length"));
  });
});

describe("classicalInput", () => {
  it("gives pixels as they are, or measurements channel by channel", () => {
    const { data } = madePlane(16, 16, 1);
    const tile = { channels: 2, height: 16, width: 8, data: data.slice() };
    tile.data[3] = Number.NaN;
    const pixels = classicalInput(tile, "pixels");
    expect(pixels[3]).toBe(0);
    expect(pixels.slice(4)).toEqual(data.slice(4));
    const row = classicalInput(tile, "measurements", { families: ["intensity"] });
    const all = classicalInputNames(2, { families: ["intensity"] });
    expect(row).toHaveLength(all.length);
    expect(all.at(-1)).toMatch(/^channel-2\/intensity\//);
    expect(classicalInputNames(1)).toEqual(measurementNames());
    expect(() => classicalInput({ ...tile, width: 7 }, "pixels")).toThrow(/2 x 16 x 7/);
  });
});
