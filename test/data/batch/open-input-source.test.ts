import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { InputJob } from "../../../src/data/batch/input-source.ts";
import { inputsOfTiles } from "../../../src/data/batch/open-input-source.ts";
import type { Preprocessing } from "../../../src/data/batch/preprocessing.ts";
import { createTileSource } from "../../../src/data/batch/tile-source.ts";
import { type TrainingBatch, trainingBatches } from "../../../src/data/batch/training-batches.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { temporaryFolder, writeTree } from "../dataset/made-images.ts";
import { random } from "./made-source.ts";

// Threads start from compiled files alone.
const built = resolve(import.meta.dirname, "../../../dist/data/batch/open-input-source.js");
const preprocessing: Preprocessing = {
  channels: 3,
  height: 8,
  width: 8,
  tiles: "quarters",
  scaling: { kind: "per-image" },
  page: { projection: "max" },
};
const many = 1000; // worth a thread

describe.skipIf(!existsSync(built))("inputs made on threads (needs npm run build)", () => {
  let files: { file: string }[] = [];
  let openInputSource: typeof import("../../../src/data/batch/open-input-source.ts").openInputSource;

  beforeAll(async () => {
    const root = await temporaryFolder();
    const tree = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.png`, i + 1]));
    await writeTree(root, { ...tree, "text.png": "no image" });
    files = [...Object.keys(tree), "text.png"].map((name) => ({ file: join(root, name) }));
    ({ openInputSource } = await import(pathToFileURL(built).href));
  });

  it("are those that one thread makes, broken images included", async () => {
    const local = inputsOfTiles(createTileSource(files, preprocessing));
    const threads = openInputSource(files, preprocessing, { expected: many });
    expect(threads.ahead).toBeGreaterThan(1);
    const views: InputJob["views"] = [
      { kind: "symmetry", id: 1 },
      { kind: "symmetry", id: 6 },
    ];
    const jobs = [11, 12, 3, 3].map((image, place) => ({
      image,
      views,
      ...(place === 3 ? { tile: 2 } : {}),
    }));
    const [ours, theirs] = [await local.prepare(jobs), await threads.prepare(jobs)];
    expect(theirs).toEqual(ours);
    expect(ours.count).toBe(2 * (4 + 4 + 1));
    expect(ours.broken).toMatchObject([
      { job: 1, error: { code: "image-unreadable", path: files[12]?.file } },
    ]);
    await threads.close();
  });

  it("give the same training batches, bit for bit", async () => {
    const picks = Array.from({ length: 70 }, (_, i) => ({ sample: (5 * i) % 12, tile: i % 4 }));
    const options = { batch: 16, augmentation: random, classOf: (sample: number) => sample % 3 };
    const threads = openInputSource(files, preprocessing, { expected: many, cacheBytes: 20_000 });
    const local = createTileSource(files, preprocessing);
    const [ours, theirs]: TrainingBatch[][] = [[], []];
    for await (const batch of trainingBatches(local, picks, options, createRandom(3))) ours?.push(batch);
    for await (const batch of trainingBatches(threads, picks, options, createRandom(3))) theirs?.push(batch);
    expect(theirs).toEqual(ours);
    expect(ours).toHaveLength(4);
    await threads.close();
  });

  it("end at once when the user stops", async () => {
    const cancel = new AbortController();
    const threads = openInputSource(files, preprocessing, { expected: many, signal: cancel.signal });
    const waiting = threads.prepare([{ image: 0, views: [{ kind: "symmetry", id: 1 }] }]);
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    await expect(threads.prepare([])).rejects.toMatchObject({ code: "cancelled" });
    await threads.close();
  });
});
