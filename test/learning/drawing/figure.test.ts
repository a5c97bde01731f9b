import { createHash } from "node:crypto";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type Figure, renderFigure, renderPanel } from "../../../src/learning/drawing/figure.ts";
import type { RgbImage } from "../../../src/learning/drawing/rgb-image.ts";
import { renderScatter } from "../../../src/learning/drawing/scatter.ts";

const plain = (width: number, height: number, color: readonly number[]): RgbImage => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => color[i % 3] ?? 0),
});

const red = plain(60, 40, [200, 0, 0]);

async function pixelsOf(png: Uint8Array) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3),
  ];
  const count = (color: readonly number[]): number => {
    let found = 0;
    for (let i = 0; i < data.length; i += 3) if (color.every((value, c) => data[i + c] === value)) found++;
    return found;
  };
  return { ...info, at, count };
}

it("draws a picture for a page of an image that is very high, which JPEG could not hold at full width", async () => {
  const { width, height } = await pixelsOf(await renderPanel({ image: plain(8, 4000, [200, 0, 0]) }, 200));
  expect(width).toBeGreaterThan(0);
  expect(height).toBeLessThanOrEqual(4000);
});

describe("renderFigure", () => {
  const figure: Figure = {
    title: "mito_normal, 98.2 % sure",
    subtitle: "a/b.png",
    columns: ["Image", "Grad-CAM"],
    rows: [{ label: "plant 1", panels: [{ image: red, caption: "first" }, { image: red }] }],
    note: "What the colours mean.",
    colorBar: { map: "inferno", low: "0", high: "1", label: "Evidence" },
  };

  it("lays the pixels of every panel down as they are, enlarged to squares, on white", async () => {
    const { count, at, width, height } = await pixelsOf(await renderFigure(figure));
    expect(at(0, 0)).toEqual([255, 255, 255]);
    expect(count([200, 0, 0])).toBe(2 * 480 * 320); // 8 times as wide, which is 240 px at two pixels each
    expect(width).toBeGreaterThan(2 * 480);
    expect(height).toBeGreaterThan(320);
  });

  it("gives the same bytes for the same figure", async () => {
    const digest = async () =>
      createHash("sha256")
        .update(await renderFigure(figure))
        .digest("hex");
    expect(await digest()).toBe(await digest());
  });

  it("draws no panels, no title and hostile names without falling over", async () => {
    expect((await pixelsOf(await renderFigure({ rows: [] }))).width).toBeGreaterThan(0);
    const hostile = [
      "\u0000\u001b[2J\n\n\n\n",
      "漢字 🧬 \ud83d lone",
      "<svg onload=x>&\"'",
      "\u202egnp.exe",
      "e\u0301".repeat(200),
      "x".repeat(5000),
      "",
      " ",
    ];
    const rows = hostile.map((text) => ({
      label: text,
      panels: [{ image: plain(4, 4, [1, 2, 3]), caption: text }],
    }));
    const png = await renderFigure({
      title: hostile.join(" "),
      subtitle: hostile.join(""),
      note: "y".repeat(900),
      columns: hostile,
      rows,
    });
    expect((await pixelsOf(png)).width).toBeLessThan(2000);
  });

  it("draws a scale bar of a round length into the picture, and none where it would be absurd", async () => {
    const black = plain(200, 200, [0, 0, 0]);
    const bar = async (micrometresPerPixel: number) => {
      const { count } = await pixelsOf(
        await renderPanel({ image: black, scaleBar: { micrometresPerPixel } }, 200, "png"),
      );
      return count([255, 255, 255]);
    };
    // 0.5 um a pixel: 100 um across, so 20 um are a fifth of 400 pixels, at least 5 high.
    expect(await bar(0.5)).toBeGreaterThan(80 * 5);
    for (const absurd of [0, Number.NaN, Number.POSITIVE_INFINITY, 1e-9, 1e9])
      expect(await bar(absurd)).toBe(0);
  });

  it("frames a panel in its colour and takes nothing else for a colour", async () => {
    const framed = await pixelsOf(await renderPanel({ image: red, border: "#00ff00" }, 100, "png"));
    expect(framed.at(0, 20)).toEqual([0, 255, 0]);
    const hostile = await pixelsOf(await renderPanel({ image: red, border: '"/><script>' }, 100, "png"));
    expect(hostile.at(50, 50)).toEqual([200, 0, 0]);
  });
});

describe("renderScatter", () => {
  const scatter = { title: "Map", legend: [{ color: "#0072b2", label: "mito" }] };

  it("draws points and thumbnails within the page", async () => {
    const png = await renderScatter({
      ...scatter,
      points: [
        { x: -5, y: 3, color: "#0072b2" },
        { x: 100, y: -7, color: "#0072b2", label: "odd one" },
      ],
      thumbnails: [{ x: 100, y: 3, image: red, color: "#d55e00" }],
      xLabel: "UMAP 1",
      yLabel: "UMAP 2",
    });
    const { count } = await pixelsOf(png);
    expect(count([200, 0, 0])).toBeGreaterThan(80 * 50);
    expect(count([0, 114, 178])).toBeGreaterThan(20);
  });

  it("takes no points, one point, equal points, and points that are nowhere", async () => {
    const nowhere = { x: Number.NaN, y: Number.POSITIVE_INFINITY, color: "#0072b2" };
    const same = { x: 2, y: 2, color: "#0072b2" };
    for (const points of [[], [same], [same, same], [nowhere, same], [nowhere]]) {
      expect((await pixelsOf(await renderScatter({ ...scatter, points }))).width).toBeGreaterThan(1000);
    }
  });
});
