import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phantomClasses, pixelSizeRange, traitsOf } from "../../../src/data/phantoms/phantom-class.ts";
import { drawPlant } from "../../../src/data/phantoms/plant.ts";
import { type Phantom, renderPhantom } from "../../../src/data/phantoms/render-phantom.ts";
import { createRandom } from "../../../src/tensor/random.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const classes = fc.constantFrom(...phantomClasses);

describe("renderPhantom", () => {
  it("gives the same bytes for the same seed, and others for another", () => {
    for (const className of phantomClasses) {
      const render = (seed: number): Phantom =>
        renderPhantom({ className, random: createRandom(seed), size: 64 });
      expect(render(5)).toEqual(render(5));
      expect(render(5).image.data).not.toEqual(render(6).image.data);
    }
  });

  it("does not depend on what was drawn from the source before", () => {
    const random = createRandom(3);
    const first = renderPhantom({ className: "mito_normal", random, size: 64 });
    random.normal();
    expect(renderPhantom({ className: "mito_normal", random, size: 64 })).toEqual(first);
  });

  it("numbers the masks from 1 without gaps, and their areas, centroids and edges agree with the table", () => {
    fc.assert(
      fc.property(seeds, classes, fc.integer({ min: 32, max: 130 }), (seed, className, size) => {
        const { labels, organelles, pixelSize } = renderPhantom({
          className,
          random: createRandom(seed),
          size,
        });
        const pixels = organelles.map(() => ({ n: 0, x: 0, y: 0, edge: false }));
        for (const [at, label] of labels.entries()) {
          if (label === 0) continue;
          const found = pixels[label - 1];
          if (found === undefined) throw new Error(`label ${label} is not in the table`);
          const [x, y] = [at % size, Math.floor(at / size)];
          found.n++;
          found.x += x;
          found.y += y;
          found.edge ||= x === 0 || y === 0 || x === size - 1 || y === size - 1;
        }
        for (const [index, organelle] of organelles.entries()) {
          const { n = 0, x = 0, y = 0, edge } = pixels[index] ?? {};
          expect(organelle.id).toBe(index + 1);
          expect(n).toBeGreaterThan(0);
          expect(organelle.area).toBeCloseTo(n * pixelSize * pixelSize, 9);
          expect(organelle.centroid.x).toBeCloseTo(x / n, 9);
          expect(organelle.centroid.y).toBeCloseTo(y / n, 9);
          expect(organelle.atEdge).toBe(edge);
          expect(organelle.length).toBeGreaterThan(0);
          expect(organelle.width).toBeGreaterThan(0);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("uses the range of its bit depth, and a pixel size of its organelle", () => {
    fc.assert(
      fc.property(seeds, classes, fc.constantFrom<8 | 16>(8, 16), (seed, className, bitDepth) => {
        const { image, pixelSize } = renderPhantom({
          className,
          random: createRandom(seed),
          size: 96,
          bitDepth,
        });
        expect(image.data).toBeInstanceOf(bitDepth === 8 ? Uint8Array : Uint16Array);
        expect(image.data).toHaveLength(96 * 96);
        const largest = Math.max(...image.data);
        const top = 2 ** bitDepth - 1;
        expect(largest).toBeGreaterThan(0.2 * top);
        expect(largest).toBeLessThanOrEqual(top);
        const [low, high] = pixelSizeRange[traitsOf[className].kind];
        expect(pixelSize).toBeGreaterThanOrEqual(low);
        expect(pixelSize).toBeLessThan(high);
      }),
      { numRuns: 15 },
    );
  });

  it("shows the same specimen at both bit depths", () => {
    const spec = { className: "pex_normal", random: createRandom(9), size: 64 } as const;
    const eight = renderPhantom(spec);
    const sixteen = renderPhantom({ ...spec, bitDepth: 16 });
    expect(sixteen.labels).toEqual(eight.labels);
    for (const [at, value] of eight.image.data.entries()) {
      expect(Math.abs((sixteen.image.data[at] ?? 0) / 257 - value)).toBeLessThanOrEqual(0.51);
    }
  });

  it("fills a cell with 30-60 chloroplasts, or with 2-10 in a mutant", () => {
    for (const [className, low, high] of [
      ["chlo_normal", 30, 60],
      ["chlo_enlarged", 2, 10],
    ] as const) {
      let whole = 0;
      for (let seed = 0; seed < 6; seed++) {
        const { organelles } = renderPhantom({ className, random: createRandom(seed), size: 384 });
        const cells = new Map<number, { count: number; cut: boolean }>();
        for (const { cell, atEdge } of organelles) {
          const known = cells.get(cell) ?? { count: 0, cut: false };
          cells.set(cell, { count: known.count + 1, cut: known.cut || atEdge });
        }
        for (const { count, cut } of cells.values()) {
          expect(count).toBeLessThanOrEqual(high);
          // A chloroplast may be hidden behind others, and one may lie outside of the image without being cut.
          if (cut || count < low * 0.6) continue;
          whole++;
          expect(count).toBeGreaterThanOrEqual(Math.floor(low * 0.85));
        }
      }
      expect(whole).toBeGreaterThan(3);
    }
  });

  it("has the sizes of organelles that the classes stand for", () => {
    for (const [className, low, high] of [
      ["chlo_normal", 4, 6],
      ["chlo_enlarged", 10, 20],
      ["mito_normal", 0.5, 1.5],
      ["pex_normal", 0.8, 1.5],
    ] as const) {
      const lengths = [0, 1, 2]
        .flatMap((seed) => renderPhantom({ className, random: createRandom(seed) }).organelles)
        .filter(({ atEdge }) => !atEdge)
        .map(({ length }) => length)
        .sort((a, b) => a - b);
      expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThan(low);
      expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(high);
    }
  });
});

describe("drawPlant", () => {
  it("differs between wild type and mutant in severity alone", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const wild = drawPlant("mito_normal", createRandom(seed));
        const mutant = drawPlant("mito_elongated", createRandom(seed));
        expect({ ...mutant, severity: wild.severity }).toEqual(wild);
        expect(wild.severity).toBeLessThan(mutant.severity);
      }),
    );
  });
});
