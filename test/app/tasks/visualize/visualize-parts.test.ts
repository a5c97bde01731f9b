import { describe, expect, it } from "vitest";
import { channelMosaic } from "../../../../src/app/tasks/visualize/channel-mosaic.ts";
import { chooseLayers } from "../../../../src/app/tasks/visualize/choose-layers.ts";
import { classColor, paler } from "../../../../src/app/tasks/visualize/class-colors.ts";
import { fileWord } from "../../../../src/app/tasks/visualize/galleries/gallery.ts";
import { measureRange } from "../../../../src/app/tasks/visualize/looking/measure-range.ts";
import { placeThumbnails } from "../../../../src/app/tasks/visualize/place-thumbnails.ts";
import { previewsOf } from "../../../../src/app/tasks/visualize/previews.ts";
import { colorOf } from "../../../../src/learning/drawing/color-map.ts";
import { renderPanel } from "../../../../src/learning/drawing/figure.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

describe("chooseLayers", () => {
  const layer = (name: string, op = "Conv") => ({ name, value: name, op, channels: 1, height: 2, width: 2 });
  const layers = [
    layer("a"),
    layer("b"),
    layer("b/pool", "MaxPool"),
    layer("c"),
    layer("d"),
    layer("d/pool", "MaxPool"),
  ];

  it("takes one early, one in the middle and the last that is no pooling", () => {
    expect(chooseLayers(layers, undefined).map(({ name }) => name)).toEqual(["a", "c", "d"]);
    expect(chooseLayers(layers.slice(0, 1), undefined)).toHaveLength(1);
    expect(chooseLayers([layer("pool", "MaxPool")], undefined)).toHaveLength(1);
    expect(chooseLayers([], undefined)).toEqual([]);
  });

  it("takes those that are named, each once, in that order", () => {
    expect(chooseLayers(layers, " d/pool, a,a").map(({ name }) => name)).toEqual(["d/pool", "a"]);
    expect(() => chooseLayers([], "a")).toThrow(/Expected layers/);
  });
});

describe("fileWord", () => {
  it("gives each layer a word of its own", () => {
    const names = ["a/b", "a-b", "A b", "長い", "名前", "x", "paper-x", "y".repeat(400)];
    const layers = names.map((name) => ({ name, value: name, op: "Conv", channels: 1, height: 2, width: 2 }));
    const words = names.map((name) => fileWord(name, { layers }));
    expect(words.slice(0, -1)).toEqual(["a-b", "a-b-2", "A-b-3", "-", "--2", "x", "layer-paper-x"]);
    expect(words.at(-1)).toHaveLength(150);
    expect(() => fileWord("z", { layers })).toThrow(RangeError);
  });
});

describe("measureRange", () => {
  it("leaves out the few pixels that are far from all others", () => {
    const random = createRandom(1);
    const measure = measureRange({ channels: 1, height: 40, width: 40 });
    const inputs = Float32Array.from({ length: 20 * 1600 }, () => random.uniform());
    measure.add(inputs.fill(1000, 100, 101));
    const { low, high, mean, grey } = measure.range();
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThan(0.02);
    expect(high).toBeGreaterThan(0.97);
    expect(high).toBeLessThanOrEqual(1);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(grey).toBe(true);
  });

  it("knows colours, and has a range of flat pictures and of none", () => {
    const measure = measureRange({ channels: 3, height: 1, width: 2 });
    expect(measure.range()).toMatchObject({ low: 0, high: 1, grey: true });
    measure.add(Float32Array.of(1, 1, 1, 1, 1, 1));
    expect(measure.range()).toEqual({ low: 1, high: 2, mean: 1, grey: true });
    measure.add(Float32Array.of(0, 1, 1, 0, 1, 1));
    expect(measure.range().grey).toBe(false);
  });
});

describe("channelMosaic", () => {
  it("lays planes side by side, each from 0 to its top, with white between", () => {
    const planes = Float32Array.of(0, 2, 4, -1, 1, 1, 1, 1, 0, 0, 0, 0);
    const image = channelMosaic(planes, { height: 2, width: 2, tops: [4, 1, 0], columns: 2, cell: 2 });
    expect(image).toMatchObject({ width: 6, height: 6 });
    const at = (x: number, y: number) =>
      Array.from(image.data.subarray(3 * (6 * y + x), 3 * (6 * y + x) + 3));
    expect(at(0, 0)).toEqual(colorOf("inferno", 0));
    expect(at(1, 0)).toEqual(colorOf("inferno", 0.5));
    expect(at(0, 1)).toEqual(colorOf("inferno", 1));
    expect(at(4, 0)).toEqual(colorOf("inferno", 1));
    expect(at(0, 4)).toEqual(colorOf("inferno", 0));
    expect(at(2, 0)).toEqual([255, 255, 255]);
    expect(at(5, 5)).toEqual([255, 255, 255]);
  });
});

describe("classColor", () => {
  it("tells ten classes apart, and gives each a paler kin", () => {
    expect(new Set(Array.from({ length: 10 }, (_, label) => classColor(label))).size).toBe(10);
    expect(paler("#000000", 0.4)).toBe("#999999");
    expect(paler("#ffffff")).toBe("#ffffff");
  });
});

describe("placeThumbnails", () => {
  it("covers neither points nor other pictures", () => {
    const random = createRandom(2);
    const places = Float64Array.from({ length: 200 }, () => random.normal());
    const [width, height, side] = [600, 400, 40];
    const placed = placeThumbnails(places, { count: 20, width, height, side });
    expect(placed.length).toBeGreaterThan(8);
    const [xs, ys] = [0, 1].map((axis) => places.filter((_, at) => at % 2 === axis));
    const scaleX = width / (Math.max(...(xs ?? [])) - Math.min(...(xs ?? [])));
    const scaleY = height / (Math.max(...(ys ?? [])) - Math.min(...(ys ?? [])));
    const apart = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
      Math.max(Math.abs(a.x - b.x) * scaleX, Math.abs(a.y - b.y) * scaleY);
    for (const [at, one] of placed.entries()) {
      for (const other of placed.slice(at + 1)) expect(apart(one, other)).toBeGreaterThanOrEqual(side);
      for (let row = 0; row < 100; row++) {
        expect(apart(one, { x: places[2 * row] ?? 0, y: places[2 * row + 1] ?? 0 })).toBeGreaterThan(
          side / 2,
        );
      }
    }
    expect(new Set(placed.map(({ row }) => row)).size).toBe(placed.length);
  });

  it("lays out one point and none", () => {
    const page = { count: 3, width: 100, height: 100, side: 10 };
    expect(placeThumbnails(new Float64Array(0), page)).toEqual([]);
    expect(placeThumbnails(Float64Array.of(5, 5), page)).toHaveLength(1);
  });
});

describe("previewsOf", () => {
  it("makes small JPEG pictures, together below 3 MB", async () => {
    const random = createRandom(3);
    const data = Uint8Array.from({ length: 3 * 1000 * 1000 }, () => random.integer(256));
    const png = await renderPanel({ image: { width: 1000, height: 1000, data } }, 500, "png");
    const found = await previewsOf([png, png]);
    expect(found).toHaveLength(2);
    for (const address of found) expect(address).toMatch(/^data:image\/jpeg;base64,/);
    expect(found.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(3e6);
    expect(await previewsOf([])).toEqual([]);
  });
});
