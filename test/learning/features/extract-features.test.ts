import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type SymmetryId, symmetryIds } from "../../../src/data/augment/symmetries.ts";
import { fillInput } from "../../../src/data/batch/fill-input.ts";
import type { Preprocessing } from "../../../src/data/batch/preprocessing.ts";
import { createTileSource } from "../../../src/data/batch/tile-source.ts";
import { extractFeatures, type FeatureImage } from "../../../src/learning/features/extract-features.ts";
import { temporaryFolder, writeTree } from "../../data/dataset/made-images.ts";
import { linearFeatures, openLinearExtractor, preprocessing, side, width } from "./linear-extractor.ts";

const count = 21;
let root = "";
let images: FeatureImage[] = [];
beforeAll(async () => {
  root = await temporaryFolder();
  const names = Array.from({ length: count }, (_, i) => `${i}.png`);
  await writeTree(root, Object.fromEntries(names.map((name, i) => [name, i + 1])));
  await writeFile(join(root, "text.png"), "no image");
  await copyFile(join(root, "3.png"), join(root, "twin.png"));
  images = names.map(image);
});

function image(path: string): FeatureImage {
  return { file: join(root, path), path };
}

/** All rows of some images, one after the other. */
async function byHand(
  of: readonly FeatureImage[],
  views: readonly SymmetryId[],
  given: Preprocessing = preprocessing,
): Promise<number[]> {
  const source = createTileSource(of, given);
  const rows: number[] = [];
  for (const index of of.keys()) {
    for (const tile of await source.load(index)) {
      for (const id of views) {
        const planes = new Float32Array(3 * side * side);
        fillInput(planes, 0, tile, { kind: "symmetry", id }, given);
        rows.push(...linearFeatures(planes));
      }
    }
  }
  return rows;
}

function expectClose(data: Float32Array, expected: readonly number[]): void {
  expect(data.length).toBe(expected.length);
  // Sums of 48 products in another order.
  expect(Math.max(...expected.map((value, i) => Math.abs(value - (data[i] ?? Number.NaN))))).toBeLessThan(
    1e-5,
  );
}

describe("features", () => {
  it("come in the order of image, tile, view, in batches of bounded size", async () => {
    const extractor = await openLinearExtractor({ preprocessing: { ...preprocessing, tiles: "quarters" } });
    const done: number[] = [];
    const table = await extractFeatures(extractor, images, {
      views: symmetryIds,
      batchSize: 20,
      onImage: (n) => done.push(n),
    });
    expect(Math.max(...extractor.runs)).toBe(20);
    expect(extractor.runs.reduce((sum, n) => sum + n)).toBe(count * 32);
    expect(done).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(table.rows.slice(7, 10)).toEqual([
      { image: 0, tile: 0, view: 8 },
      { image: 0, tile: 1, view: 1 },
      { image: 0, tile: 1, view: 2 },
    ]);
    expect(table.rows.at(-1)).toEqual({ image: count - 1, tile: 3, view: 8 });
    expectClose(table.data, await byHand(images, symmetryIds, extractor.preprocessing));
    await extractor.close();
  });

  it("of equal images are computed once", async () => {
    const extractor = await openLinearExtractor();
    const table = await extractFeatures(extractor, [...images, image("twin.png")], { batchSize: 5 });
    expect(extractor.runs).toEqual([5, 5, 5, 5, 1]);
    expect(table.rows).toHaveLength(count + 1);
    expect(table.data.subarray(count * width)).toEqual(table.data.subarray(3 * width, 4 * width));
    await extractor.close();
  });

  it("are nothing for nothing", async () => {
    const extractor = await openLinearExtractor();
    expect(await extractFeatures(extractor, [])).toEqual({ rows: [], width, data: new Float32Array() });
    await extractor.close();
  });

  it("leave broken images out, or throw", async () => {
    const extractor = await openLinearExtractor();
    const given = [image("gone.png"), ...images.slice(0, 2), image("text.png"), ...images.slice(2, 4)];
    const broken: string[] = [];
    const table = await extractFeatures(extractor, given, { onBroken: ({ path }) => broken.push(path) });
    expect(broken).toEqual(["gone.png", "text.png"]);
    expect(table.rows.map((row) => row.image)).toEqual([1, 2, 4, 5]);
    expectClose(table.data, await byHand(images.slice(0, 4), [1]));
    await expect(extractFeatures(extractor, given)).rejects.toMatchObject({ code: "image-unreadable" });
    await extractor.close();
  });

  it("that are no numbers are refused by the name of the image", async () => {
    const extractor = await openLinearExtractor({ divisor: 0 });
    const extraction = extractFeatures(extractor, images);
    await expect(extraction).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining("0.png"),
    });
    await extractor.close();
  });

  it("stop when asked to, and keep what is done", async () => {
    const folder = join(await temporaryFolder(), "features");
    const stop = new AbortController();
    const extractor = await openLinearExtractor();
    const warn = () => expect.unreachable();
    const extraction = extractFeatures(extractor, images, {
      batchSize: 4,
      signal: stop.signal,
      cache: { folder, warn },
      onImage: (done) => done === 8 && stop.abort(),
    });
    await expect(extraction).rejects.toMatchObject({ code: "cancelled" });
    expect(extractor.runs).toEqual([4, 4]);
    await extractFeatures(extractor, images, { batchSize: 4, cache: { folder, warn } });
    expect(extractor.runs).toEqual([4, 4, 4, 4, 4, 1]);
    await extractor.close();
  });
});

describe("a second time", () => {
  it("computes only views, images and preprocessings that are new, to the same bits", async () => {
    const folder = join(await temporaryFolder(), "features");
    const cache = { folder, warn: () => expect.unreachable() };
    const extractor = await openLinearExtractor();
    const first = await extractFeatures(extractor, images.slice(0, 10), { cache });
    const runs = extractor.runs.splice(0);
    expect(runs).toEqual([10]);
    const done: number[] = [];
    const again = await extractFeatures(extractor, images.slice(0, 10), {
      cache,
      onImage: (n) => done.push(n),
    });
    expect([extractor.runs, done]).toEqual([[], [10]]);
    expect(again).toEqual(first);
    const more = await extractFeatures(extractor, images, { cache, views: [1, 5], batchSize: 16 });
    expect(extractor.runs.splice(0).reduce((sum, n) => sum + n)).toBe(10 + 2 * (count - 10));
    expectClose(more.data, await byHand(images, [1, 5]));
    const stretched = { ...preprocessing, scaling: { kind: "per-image" } } as const;
    const other = await openLinearExtractor({ preprocessing: stretched });
    expectClose((await extractFeatures(other, images, { cache })).data, await byHand(images, [1], stretched));
    expect(other.runs).toEqual([16, 5]);
    await Promise.all([extractor.close(), other.close()]);
  });

  it("knows an image by its content, not by its name", async () => {
    const folder = join(await temporaryFolder(), "features");
    const cache = { folder, warn: () => expect.unreachable() };
    const extractor = await openLinearExtractor();
    await extractFeatures(extractor, images, { cache });
    extractor.runs.splice(0);
    await mkdir(join(root, "moved"), { recursive: true });
    await copyFile(join(root, "5.png"), join(root, "moved/elsewhere.png"));
    await extractFeatures(extractor, [image("moved/elsewhere.png")], { cache });
    expect(extractor.runs).toEqual([]);
    await extractor.close();
  });
});
