import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Image, PixelType } from "../../../src/data/images/image.ts";
import { resizePlanar } from "../../../src/data/images/resize-planar.ts";
import { scaleIntensity } from "../../../src/data/images/scale-intensity.ts";
import { toChannels } from "../../../src/data/images/to-channels.ts";
import type { TensorData } from "../../../src/tensor/dtype.ts";

/** Written by scripts/fixtures/images.py with numpy and torch. */
const numbers: {
  percentile: { values: number[]; results: Record<string, number> };
  resize: { input: number[]; area: Record<string, number[]>; linear: Record<string, number[]> };
} = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../fixtures/images/expected.json"), "utf8"),
).numbers;

function image(pixelType: PixelType, data: TensorData, width = data.length, height = 1): Image {
  return { path: "x.png", width, height, channels: data.length / (width * height), pixelType, data };
}

describe("scaleIntensity", () => {
  it.each([
    ["bool", Uint8Array.of(0, 1), [0, 1]],
    ["uint8", Uint8Array.of(0, 51, 255), [0, 0.2, 1]],
    ["int8", Int8Array.of(-128, 127), [0, 1]],
    ["uint16", Uint16Array.of(0, 13_107, 65_535), [0, 0.2, 1]],
    ["int16", Int16Array.of(-32_768, 32_767), [0, 1]],
    ["uint32", Uint32Array.of(0, 4_294_967_295), [0, 1]],
    ["int32", Int32Array.of(-2_147_483_648, 2_147_483_647), [0, 1]],
    ["float32", Float32Array.of(-1.5, 7), [-1.5, 7]],
    ["float64", Float64Array.of(Number.NaN, 2, Number.POSITIVE_INFINITY), [0, 2, 0]],
  ] as const)("full-range of %s", (pixelType, data, expected) => {
    const scaled = scaleIntensity(image(pixelType, data), { kind: "full-range" });
    expect(scaled).toBeInstanceOf(Float32Array);
    scaled.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
    });
  });

  it("gives the same through the table of bytes as without it", () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) & 255);
    for (const scaling of [
      { kind: "full-range" },
      { kind: "percentile", low: 2, high: 97 },
      { kind: "per-image" },
    ] as const) {
      const range = scaling.kind === "full-range" ? 65_535 / 255 : 1;
      const floor = scaling.kind === "per-image";
      const whole = scaleIntensity(image("uint8", bytes), scaling);
      const words = scaleIntensity(image("uint16", Uint16Array.from(bytes)), scaling);
      if (!floor)
        whole.forEach((value, i) => {
          expect(value).toBeCloseTo((words[i] ?? 0) * range, 5);
        });
      else expect(whole[0]).not.toBe(words[0]); // the floor of the deviation depends on the type
    }
  });

  it("takes percentiles as numpy does", () => {
    const { values, results } = numbers.percentile;
    for (const [low, high] of [
      ["0.35", "99.9"],
      ["1", "99"],
      ["33.3", "50"],
      ["0", "100"],
    ] as const) {
      const [bottom = 0, top = 0] = [results[low], results[high]];
      for (const [type, data] of [
        ["uint16", Uint16Array.from(values)],
        ["float64", Float64Array.from(values)],
      ] as const) {
        const scaled = scaleIntensity(image(type, data), {
          kind: "percentile",
          low: Number(low),
          high: Number(high),
        });
        values.forEach((value, i) => {
          expect(scaled[i]).toBeCloseTo(Math.min(1, Math.max(0, (value - bottom) / (top - bottom))), 6);
        });
      }
    }
  });

  it("per-image has mean 0 and the deviation that its formula says", () => {
    const data = Uint8Array.of(10, 20, 30, 40);
    const scaled = scaleIntensity(image("uint8", data), { kind: "per-image" });
    const deviation = Math.sqrt(125) / (Math.sqrt(125) + 0.02 * 255);
    expect(scaled.reduce((a, b) => a + b)).toBeCloseTo(0, 6);
    expect(Math.sqrt(scaled.reduce((a, b) => a + b * b, 0) / 4)).toBeCloseTo(deviation, 6);
  });

  it("gives zeros for constant images, and is never NaN", () => {
    for (const kind of ["percentile", "per-image"] as const) {
      const scaling = kind === "percentile" ? ({ kind, low: 1, high: 99 } as const) : ({ kind } as const);
      expect([...scaleIntensity(image("uint8", new Uint8Array(6).fill(9)), scaling)]).toEqual([
        0, 0, 0, 0, 0, 0,
      ]);
      expect([...scaleIntensity(image("float32", new Float32Array(2).fill(Number.NaN)), scaling)]).toEqual([
        0, 0,
      ]);
    }
  });

  it.each([
    [50, 50],
    [-1, 99],
    [1, 101],
    [Number.NaN, 99],
  ])("refuses percentiles %f and %f", (low, high) => {
    const scaling = { kind: "percentile", low, high } as const;
    expect(() => scaleIntensity(image("uint8", Uint8Array.of(1)), scaling)).toThrowError(
      /Expected percentiles/,
    );
  });
});

describe("resizePlanar", () => {
  const input = Float32Array.from(numbers.resize.input);
  const from = { channels: 3, height: 12, width: 10 };

  it.each([...Object.entries(numbers.resize.area), ...Object.entries(numbers.resize.linear)])(
    "to %s",
    (size, expected) => {
      const [height = 0, width = 0] = size.split("x").map(Number);
      const resized = resizePlanar(input, from, { height, width });
      expect(resized).toHaveLength(expected.length);
      resized.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
      });
    },
  );

  it("keeps constants, means when shrinking, and the data themselves at equal size", () => {
    expect(resizePlanar(input, from, from)).toBe(input);
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, size, size, (height, width, toHeight, toWidth) => {
        const shape = { channels: 1, height, width };
        const ones = resizePlanar(new Float32Array(height * width).fill(0.7), shape, {
          height: toHeight,
          width: toWidth,
        });
        for (const value of ones) expect(value).toBeCloseTo(0.7, 5);
        if (toHeight > height || toWidth > width) return;
        const ramp = Float32Array.from({ length: height * width }, (_, i) => (i * 7919) % 97);
        const mean = (values: Float32Array) => values.reduce((a, b) => a + b) / values.length;
        expect(mean(resizePlanar(ramp, shape, { height: toHeight, width: toWidth }))).toBeCloseTo(
          mean(ramp),
          3,
        );
      }),
    );
  });

  it("refuses data of another shape, and a size of 0", () => {
    expect(() => resizePlanar(input, { ...from, width: 9 }, { height: 2, width: 2 })).toThrowError(
      /got 360 values/,
    );
    expect(() => resizePlanar(input, from, { height: 0, width: 2 })).toThrowError(/at least 1 x 1/);
  });
});

describe("toChannels", () => {
  it("makes grey of RGB by luma, exactly where the channels are equal", () => {
    const rgb = image("uint8", Uint8Array.of(255, 0, 7, 0, 255, 7, 0, 0, 7), 3);
    expect(toChannels(rgb, 1)).toMatchObject({
      channels: 1,
      pixelType: "uint8",
      data: Uint8Array.of(76, 150, 7),
    });
    const floats = image("float32", Float32Array.of(0.1, 1, 0.1, 0, 0.1, 0), 2);
    const grey = toChannels(floats, 1).data;
    expect(grey[0]).toBe(Math.fround(0.1));
    expect(grey[1]).toBeCloseTo(0.299, 6);
  });

  it("repeats grey, and returns what fits already", () => {
    const grey = image("uint16", Uint16Array.of(1, 2, 3, 4), 2, 2);
    expect(toChannels(grey, 1)).toBe(grey);
    expect(toChannels(grey, 3)).toMatchObject({
      channels: 3,
      data: Uint16Array.of(1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4),
    });
    expect(toChannels(toChannels(grey, 3), 1)).toEqual(grey);
    expect(() => toChannels({ ...grey, channels: 2 }, 1)).toThrowError(/8 values, got 4/);
  });
});
