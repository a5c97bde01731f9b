import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cutQuarter, quarterIds } from "../../../src/data/augment/quarter-tiles.ts";
import { applySymmetry, symmetryIds } from "../../../src/data/augment/symmetries.ts";
import { writeTiles } from "../../../src/data/augment/write-tiles.ts";
import type { PartitionedDataset } from "../../../src/data/dataset/dataset.ts";
import { openDataset } from "../../../src/data/dataset/open-dataset.ts";
import { readImage } from "../../../src/data/images/read-image.ts";
import { writePng, writeTiff } from "../../../src/data/images/write-image.ts";
import { partition } from "../../../src/data/partition/partition.ts";
import { MorError } from "../../../src/errors.ts";
import { temporaryFolder, writeTree } from "../dataset/made-images.ts";

const folder = await temporaryFolder();
const tree = {
  "train/a/1.png": 1,
  "train/b x/1.png": 2,
  "val/a/2.png": 3,
  "val/b x/2.png": 4,
  "test/a/3.png": 5,
};

let count = 0;
async function open(files: Readonly<Record<string, number>> = tree): Promise<PartitionedDataset> {
  return partition(await openDataset(await writeTree(join(folder, `data${count++}`), files)));
}

const catchMor = (work: Promise<unknown>): Promise<MorError> =>
  work.then(
    () => {
      throw new Error("expected an error");
    },
    (error: unknown) => {
      if (error instanceof MorError) return error;
      throw error;
    },
  );

describe("writeTiles", () => {
  it("writes 32 tiles of each training image and 4 of each other, under the paper's names", async () => {
    const out = join(folder, "tiles");
    const progress: number[] = [];
    const written = await writeTiles(await open(), out, { onProgress: ({ done }) => progress.push(done) });
    expect(written).toEqual({ out, tiles: 2 * 32 + 3 * 4, perPart: { train: 64, val: 8, test: 4 } });
    expect(progress).toEqual([1, 2, 3, 4, 5]);
    const expected = quarterIds.flatMap((q) => symmetryIds.map((a) => `1_quarterId=${q}_augmentId=${a}.png`));
    expect((await readdir(join(out, "train/b x"))).sort()).toEqual(expected.sort());
    expect((await readdir(join(out, "test/a"))).sort()).toEqual(
      quarterIds.map((q) => `3_quarterId=${q}_augmentId=1.png`).sort(),
    );
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("can be opened again: parts are kept, and the tiles of an image are one group", async () => {
    const tiles = partition(await openDataset(join(folder, "tiles")));
    expect(tiles.samples).toHaveLength(76);
    expect(tiles.samples[0]).toMatchObject({
      path: "test/a/3_quarterId=11_augmentId=1.png",
      label: "a",
      part: "test",
      group: "test/a/3.png",
      columns: { source: "test/a/3.png", quarterId: "11", augmentId: "1" },
    });
  });

  it("keeps every value of 16-bit images", async () => {
    const dataset = await open();
    const sample = dataset.samples.find(({ part }) => part === "train");
    const data = Uint16Array.from({ length: 7 * 9 }, (_, i) => i * 1031);
    const file = sample?.file ?? "";
    await writePng(file, { width: 9, height: 7, channels: 1, pixelType: "uint16", data });
    const out = join(folder, "deep");
    await writeTiles(dataset, out);
    const tile = await readImage(join(out, "train/a/1_quarterId=21_augmentId=6.png"));
    const expected = applySymmetry(cutQuarter(await readImage(file), 21), 6);
    expect(tile).toMatchObject({ pixelType: "uint16", width: 3, height: 4 });
    expect(tile.data).toEqual(expected.data);
  });

  it("refuses float images as PNG, leaving nothing behind, and writes them as TIFF", async () => {
    const dataset = await open();
    const data = Float32Array.from({ length: 16 }, (_, i) => i / 3);
    await writeTiff(dataset.samples[0]?.file ?? "", {
      width: 4,
      height: 4,
      channels: 1,
      pixelType: "float32",
      data,
    });
    const out = join(folder, "float");
    const failure = await catchMor(writeTiles(dataset, out));
    expect(failure.code).toBe("image-unsupported");
    expect(existsSync(out)).toBe(false);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    await writeTiles(dataset, out, { format: "tiff" });
    const tile = await readImage(join(out, "test/a/3_quarterId=22_augmentId=1.tif"));
    expect([...tile.data]).toEqual([10, 11, 14, 15].map((i) => Math.fround(i / 3)));
  });

  it("tells images of one name apart, and makes folder names of any label", async () => {
    const manifest = [
      "path,label,split",
      "p1/1.png,a/b: c,train",
      "p2/1.png,a/b: c,train",
      "p3/1.png,..,train",
      "p4/1.png,..,val",
      "p5/1.png,a/b: c,val",
    ];
    const root = await writeTree(join(folder, "names"), {
      "p1/1.png": 1,
      "p2/1.png": 2,
      "p3/1.png": 3,
      "p4/1.png": 4,
      "p5/1.png": 5,
      "manifest.csv": manifest.join("\n"),
    });
    const out = join(folder, "renamed");
    await writeTiles(partition(await openDataset(root)), out);
    expect((await readdir(join(out, "train"))).sort()).toEqual(["_", "a_b_ c"]);
    const names = await readdir(join(out, "train/a_b_ c"));
    expect(names).toHaveLength(64);
    expect(names).toContain("p1__1_png_quarterId=11_augmentId=1.png");
    const again = await openDataset(out);
    expect(again.classes).toEqual(["..", "a/b: c"]);
  });

  it("refuses a folder with content or a file, and takes an empty folder", async () => {
    const dataset = await open();
    await mkdir(join(folder, "empty"));
    await writeTiles(dataset, join(folder, "empty"));
    const again = await catchMor(writeTiles(dataset, join(folder, "empty")));
    expect(again.code).toBe("output-exists");
    await writeFile(join(folder, "file"), "x");
    expect((await catchMor(writeTiles(dataset, join(folder, "file")))).code).toBe("output-exists");
    expect((await catchMor(writeTiles(dataset, join(folder, "file/below")))).code).toMatch(/^output-/);
  });

  it("leaves nothing behind when it is stopped", async () => {
    const controller = new AbortController();
    const out = join(folder, "stopped");
    const work = writeTiles(await open(), out, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect((await catchMor(work)).code).toBe("cancelled");
    expect(existsSync(out)).toBe(false);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
