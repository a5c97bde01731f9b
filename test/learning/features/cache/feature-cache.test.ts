import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { SymmetryId } from "../../../../src/data/augment/symmetries.ts";
import {
  type FeatureCache,
  type FeatureCacheOptions,
  openFeatureCache,
} from "../../../../src/learning/features/cache/feature-cache.ts";
import type { FeatureKey } from "../../../../src/learning/features/cache/feature-segment.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { preprocessing } from "../linear-extractor.ts";

const network = createHash("sha256").update("network").digest("hex");
const rowLength = 5;
let folder = "";
let warnings: string[] = [];
beforeEach(async () => {
  folder = join(await temporaryFolder(), "features");
  warnings = [];
});

const open = (more: Partial<FeatureCacheOptions> = {}, of: string = network): Promise<FeatureCache> =>
  openFeatureCache({ folder, warn: (text) => warnings.push(text), ...more }, of, preprocessing, rowLength);

function key(image: number, view: SymmetryId = 1): FeatureKey {
  return { contentHash: createHash("sha256").update(String(image)).digest("hex"), view };
}

function rowOf(image: number): Float32Array {
  return Float32Array.from({ length: rowLength }, (_, i) => Math.sin(image * rowLength + i));
}

async function fill(from: number, to: number, of: string = network): Promise<void> {
  const cache = await open({}, of);
  for (let image = from; image < to; image++) cache.add(key(image), rowOf(image));
  await cache.close();
}

/** Which of the images 0, 1, ... are stored; each must be as it was. */
async function stored(count: number, cache?: FeatureCache): Promise<number[]> {
  const keys = Array.from({ length: count }, (_, image) => key(image));
  const found: number[] = [];
  const opened = cache ?? (await open());
  await opened.read(keys, (index, row) => {
    expect(row).toEqual(rowOf(index));
    found.push(index);
  });
  if (!cache) await opened.close();
  return found.sort((a, b) => a - b);
}

function changed(bytes: Buffer, at: number): Buffer {
  return Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
}

async function segments(): Promise<string[]> {
  const [below = ""] = await readdir(join(folder, network));
  const names = await readdir(join(folder, network, below));
  return names.sort().map((name) => join(folder, network, below, name));
}

describe("the cache of features", () => {
  it("gives back what was put in, by image and view, to later readers", async () => {
    const cache = await open();
    const row = rowOf(0);
    cache.add(key(0), row);
    row.fill(0); // the cache has taken a copy
    cache.add(key(0, 2), rowOf(7));
    cache.add(key(2), rowOf(2));
    await cache.close();
    expect(await stored(4)).toEqual([0, 2]);
    expect(warnings).toEqual([]);
  });

  it("is shared by processes that write at the same time", async () => {
    const [one, two] = await Promise.all([open(), open()]);
    for (let image = 0; image < 10; image++) (image % 2 ? one : two).add(key(image), rowOf(image));
    await Promise.all([one.close(), two.close()]);
    expect(await stored(10)).toHaveLength(10);
  });

  it("puts many small files into one, and goes on when others have removed them", async () => {
    for (let image = 0; image < 12; image++) await fill(image, image + 1);
    expect(await segments()).toHaveLength(12);
    const reader = await open();
    expect(await segments()).toHaveLength(1);
    await Promise.all((await segments()).map((file) => unlink(file)));
    expect(await stored(12, reader)).toEqual([]);
    await reader.close();
    expect(warnings).toEqual([]);
  });

  it("keeps all rows when it puts files together", async () => {
    for (let image = 0; image < 15; image++) await fill(image, image + 2);
    expect(await stored(20)).toEqual(Array.from({ length: 16 }, (_, image) => image));
    expect((await segments()).length).toBeLessThan(12);
    expect(warnings).toEqual([]);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["is cut short", (bytes) => bytes.subarray(0, bytes.length - 3)],
    ["is empty", () => Buffer.alloc(0)],
    ["has other numbers", (bytes) => changed(bytes, bytes.length - 2)],
    ["has another head", (bytes) => changed(bytes, 90)],
    ["has a header of another length", (bytes) => changed(bytes, 11)],
    ["is of another kind", () => Buffer.from("no features at all")],
  ])("warns of a file that %s, does without it and replaces it", async (_, damage) => {
    await fill(0, 3);
    await fill(3, 6);
    const [file = ""] = await segments();
    await writeFile(file, damage(await readFile(file)));
    const found = await stored(6);
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(found.length).toBeLessThan(6);
    expect(warnings).toEqual([expect.stringContaining(file)]);
    await fill(0, 6);
    expect(await stored(6)).toHaveLength(6);
    expect(warnings).toHaveLength(1);
  });

  it("works without a place to write to, with a warning", async () => {
    await writeFile(folder, "a file where the folder should be");
    const cache = await open();
    cache.add(key(0), rowOf(0));
    expect(await stored(1, cache)).toEqual([]);
    await cache.close();
    expect(warnings).toEqual([expect.stringContaining("not kept")]);
  });

  it("forgets the networks that were not used for longest, and only them", async () => {
    const others = ["a", "b", "c"].map((name) => createHash("sha256").update(name).digest("hex"));
    for (const [age, other] of others.entries()) {
      await fill(0, 20, other);
      const used = new Date(Date.now() - (10 - age) * 60_000);
      await utimes(join(folder, other), used, used);
    }
    await mkdir(join(folder, "notes"));
    await writeFile(join(folder, "notes/mine.txt"), "x".repeat(10_000));
    await fill(0, 20);
    const [file = ""] = await segments();
    const { size } = await stat(file);
    await (await open({ limit: 2.5 * size })).close();
    const left = others.map((other) => existsSync(join(folder, other)));
    expect([...left, existsSync(join(folder, "notes/mine.txt"))]).toEqual([false, false, true, true]);
    expect(await stored(20)).toHaveLength(20);
    await (await open({ limit: 10 })).close();
    expect(await stored(20)).toEqual([]);
  });

  it("does not take more than its limit", async () => {
    const cache = await open({ limit: 100 });
    for (let image = 0; image < 100; image++) cache.add(key(image), rowOf(image));
    await cache.close();
    expect(warnings).toEqual([expect.stringContaining("limit of 100 bytes")]);
  });
});
