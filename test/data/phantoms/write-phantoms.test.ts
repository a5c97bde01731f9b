import { rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readImage } from "../../../src/data/images/read-image.ts";
import { phantomClasses } from "../../../src/data/phantoms/phantom-class.ts";
import { writePhantoms } from "../../../src/data/phantoms/write-phantoms.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "phantoms-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const small = { seed: 4, imagesPerClass: 3, plantsPerClass: 2, size: 48 } as const;

async function readTable(name: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(folder, name), "utf8"), { columns: true });
}

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

describe("writePhantoms", () => {
  it("writes images, masks and tables that agree", async () => {
    const progress: number[] = [];
    const written = await writePhantoms({
      ...small,
      out: folder,
      onProgress: ({ done }) => progress.push(done),
    });
    const manifest = await readTable("manifest.csv");
    const truth = await readTable("truth.csv");
    expect(progress).toEqual(Array.from({ length: 18 }, (_, index) => index + 1));
    expect(manifest).toHaveLength(18);
    expect(written).toMatchObject({ images: 18, organelles: truth.length });
    expect(Object.keys(manifest[0] ?? {})).toEqual(["path", "label", "group", "plant", "pixelSize"]);
    for (const row of await readTable("truth-images.csv")) {
      const path = row.path ?? "";
      const image = await readImage(join(folder, path));
      const mask = await readImage(join(folder, "truth", path));
      expect(image).toMatchObject({ width: 48, height: 48, channels: 1, pixelType: "uint8" });
      expect(mask).toMatchObject({ width: 48, height: 48, channels: 1, pixelType: "uint16" });
      const rows = truth.filter((organelle) => organelle.path === path);
      expect(rows).toHaveLength(Number(row.organelles));
      const counts = new Map<number, number>();
      for (const label of mask.data) counts.set(Number(label), (counts.get(Number(label)) ?? 0) + 1);
      for (const { organelle, areaUm2 } of rows) {
        const pixels = counts.get(Number(organelle)) ?? 0;
        expect(Number(areaUm2)).toBeCloseTo(pixels * Number(row.pixelSize) ** 2, 2);
      }
    }
  });

  it("gives each plant to one class, and each class its plants", async () => {
    await writePhantoms({ ...small, out: folder });
    const manifest = await readTable("manifest.csv");
    for (const className of phantomClasses) {
      const rows = manifest.filter(({ label }) => label === className);
      expect(rows.map(({ group }) => group)).toEqual([
        `${className}-p01`,
        `${className}-p02`,
        `${className}-p01`,
      ]);
    }
    expect(new Set(manifest.map(({ group }) => group)).size).toBe(12);
  });

  it("writes the same bytes again, and the same image when there are more", async () => {
    await writePhantoms({ ...small, out: join(folder, "a") });
    await writePhantoms({ ...small, out: join(folder, "b") });
    await writePhantoms({ ...small, imagesPerClass: 5, out: join(folder, "c") });
    const names = await listFiles(join(folder, "a"));
    expect(await listFiles(join(folder, "b"))).toEqual(names);
    for (const name of names) {
      const bytes = await readFile(join(folder, "a", name));
      expect(bytes.equals(await readFile(join(folder, "b", name))), name).toBe(true);
      if (name.endsWith(".csv")) continue;
      expect(bytes.equals(await readFile(join(folder, "c", name))), name).toBe(true);
    }
  });

  it("writes 16-bit TIFF", async () => {
    await writePhantoms({ ...small, imagesPerClass: 1, out: folder, bitDepth: 16, format: "tiff" });
    const image = await readImage(join(folder, "pex_normal/pex_normal-p01_01.tif"));
    expect(image).toMatchObject({ width: 48, channels: 1, pixelType: "uint16" });
    await readImage(join(folder, "truth/pex_normal/pex_normal-p01_01.png"));
  });

  it("accepts a folder that holds a marker alone, and makes missing ones", async () => {
    await writeFile(join(folder, "mor.json"), "{}");
    await writePhantoms({ ...small, imagesPerClass: 1, out: folder });
    await writePhantoms({ ...small, imagesPerClass: 1, out: join(folder, "deep", "er") });
  });

  it("refuses a folder that is not empty, and a file", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "mine");
    await expect(writePhantoms({ ...small, out: folder })).rejects.toMatchObject({ code: "output-exists" });
    await expect(writePhantoms({ ...small, out: file })).rejects.toMatchObject({ code: "output-exists" });
    expect(await readFile(file, "utf8")).toBe("mine");
    expect(await readdir(folder)).toEqual(["notes.txt"]);
  });

  it("says where it cannot write", async () => {
    await writeFile(join(folder, "file"), "");
    const out = join(folder, "file", "below");
    await expect(writePhantoms({ ...small, out })).rejects.toMatchObject({ name: "MorError" });
  });

  it("fails when the folder disappears meanwhile", async () => {
    const out = join(folder, "gone");
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 2) rmSync(out, { recursive: true });
    };
    await expect(writePhantoms({ ...small, out, onProgress })).rejects.toMatchObject({
      code: "output-unwritable",
    });
  });

  it("stops between images with whole files only", async () => {
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 4) controller.abort();
    };
    const run = writePhantoms({ ...small, out: folder, signal: controller.signal, onProgress });
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
    const files = await listFiles(folder);
    expect(files.length).toBe(8);
    for (const file of files) await readImage(join(folder, file));
  });

  it.each([
    { imagesPerClass: 0 },
    { plantsPerClass: 0 },
    { size: 31 },
    { size: 2049 },
    { imagesPerClass: 1.5 },
    { size: Number.NaN },
  ])("refuses %o", async (wrong) => {
    const out = join(folder, "new");
    await expect(writePhantoms({ ...small, out, ...wrong })).rejects.toMatchObject({ code: "usage" });
    expect(await readdir(folder)).toEqual([]);
  });
});
