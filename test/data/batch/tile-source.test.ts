import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Preprocessing } from "../../../src/data/batch/preprocessing.ts";
import { createTileSource } from "../../../src/data/batch/tile-source.ts";
import { temporaryFolder, writeTree } from "../dataset/made-images.ts";
import { collect, random } from "./made-source.ts";

describe("createTileSource", () => {
  const preprocessing: Preprocessing = {
    channels: 1,
    height: 8,
    width: 8,
    tiles: "quarters",
    scaling: { kind: "full-range" },
    page: { projection: "max" },
  };
  const bytesPerImage = 4 * 4 * 8 * 8;
  let files: { file: string }[] = [];

  beforeAll(async () => {
    const root = await temporaryFolder();
    const tree = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}.png`, i + 1]));
    await writeTree(root, { ...tree, "text.png": "no image" });
    files = [...Object.keys(tree), "text.png"].map((name) => ({ file: join(root, name) }));
  });

  it.each([0, 1, 3, 100])("gives the same batches with room for %s images", async (room) => {
    const cached = createTileSource(files, preprocessing, { cacheBytes: room * bytesPerImage });
    const whole = createTileSource(files, preprocessing);
    expect(await collect(cached, random)).toEqual(await collect(whole, random));
  });

  it("keeps what was used last, within its bytes", async () => {
    const source = createTileSource(files, preprocessing, { cacheBytes: 2 * bytesPerImage + 1 });
    const [a, b] = [await source.load(0), await source.load(1)];
    expect(await source.load(0)).toBe(a);
    const c = await source.load(2); // pushes out 1
    expect(await source.load(0)).toBe(a);
    expect(await source.load(2)).toBe(c);
    const again = await source.load(1);
    expect(again).not.toBe(b);
    expect(again).toEqual(b);
  });

  it("reads an image once for all who ask at the same time", async () => {
    const source = createTileSource(files, preprocessing, { cacheBytes: 0 });
    const [a, b] = await Promise.all([source.load(4), source.load(4)]);
    expect(b).toBe(a);
    expect(await source.load(4)).not.toBe(a);
  });

  it("fails for a broken image each time, and for others not", async () => {
    const source = createTileSource(files, preprocessing);
    const asked = await Promise.allSettled([10, 0, 10, 1, 2, 3, 4, 5].map((index) => source.load(index)));
    expect(asked.map(({ status }) => status === "fulfilled")).toEqual([
      false,
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    await expect(source.load(10)).rejects.toMatchObject({ code: "image-unreadable" });
    expect(await source.load(6)).toHaveLength(4);
  });

  it("stops when the user does", async () => {
    const cancel = new AbortController();
    const source = createTileSource(files, preprocessing, { signal: cancel.signal });
    await source.load(0);
    cancel.abort();
    await expect(source.load(1)).rejects.toMatchObject({ code: "cancelled" });
  });
});
