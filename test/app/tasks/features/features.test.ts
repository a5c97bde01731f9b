import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { features } from "deeplearnmor";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { writePng } from "../../../../src/data/images/write-image.ts";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import { saveOnnx } from "../../../../src/engine/graph/onnx/save-onnx.ts";
import { float32 } from "../../../../src/tensor/tensor.ts";
import { madeImage, temporaryFolder, writeTree } from "../../../data/dataset/made-images.ts";

const side = 24;
let data = "";
let network = "";
let folder = "";
let warnings: string[] = [];

/** Means of the three channels of images [N, 3, 24, 24], twice: as a map that is pooled, and then doubled. */
async function writeNetwork(file: string): Promise<void> {
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", 3, side, side]);
  const pooled = b.op("GlobalAveragePool", [images]);
  const flat = b.op("Flatten", [pooled], { axis: 1 });
  b.output(flat, "means");
  const weights = float32([3, 2], [2, 0, 0, 2, 0, 0]);
  b.output(b.op("Gemm", [flat, b.constant(weights), b.constant(float32([2], [0, 0]))]), "logits");
  await saveOnnx(file, b.build());
}

beforeAll(async () => {
  data = join(await temporaryFolder(), "data");
  await writeTree(data, { "train/a/1.png": 1, "train/a/2.png": 2, "val/b/3.png": 3, "val/a/4.png": 1 });
  network = join(await temporaryFolder(), "means.onnx");
  await writeNetwork(network);
});
beforeEach(async () => {
  folder = await temporaryFolder();
  warnings = [];
  vi.stubEnv("MOR_CACHE", join(folder, "cache"));
});
afterEach(() => vi.unstubAllEnvs());

const effects = { warn: (text: string) => warnings.push(text) };
const options = () =>
  ({
    data,
    backbone: network,
    tap: "means",
    inputScaling: "unit",
    intensity: "full-range",
    out: join(folder, "features.csv"),
    threads: 1,
  }) as const;

function meanOf(seed: number): number {
  const { data: pixels } = madeImage(seed, side);
  return pixels.reduce((sum, value) => sum + value / 255, 0) / pixels.length;
}

async function readRows(): Promise<string[][]> {
  const text = await readFile(join(folder, "features.csv"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
}

describe("mor features", () => {
  it("writes a row for each image with what is known of it", async () => {
    const result = await features(options(), effects);
    expect(result).toMatchObject({ rows: 4, width: 3, images: 4, broken: [] });
    const [header, ...rows] = await readRows();
    expect(header).toEqual(["path", "label", "split", "f0", "f1", "f2"]);
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ["train/a/1.png", "a", "train"],
      ["train/a/2.png", "a", "train"],
      ["val/a/4.png", "a", "val"],
      ["val/b/3.png", "b", "val"],
    ]);
    for (const [row, seed] of [1, 2, 1, 3].entries()) {
      for (const cell of rows[row]?.slice(3) ?? []) expect(Number(cell)).toBeCloseTo(meanOf(seed), 6);
    }
  });

  it("writes tiles and views to Parquet", async () => {
    const out = join(folder, "features.parquet");
    await features({ ...options(), out, tiles: "quarters", views: 8, by: undefined }, effects);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(out) });
    expect(rows).toHaveLength(4 * 4 * 8);
    expect(rows[9]).toMatchObject({ path: "train/a/1.png", label: "a", tile: 21, view: 2 });
    expect(new Set(rows.slice(0, 8).map(({ f0 }) => f0.toFixed(5))).size).toBe(1); // means know no direction
  });

  it("finds features of earlier runs unless told not to", async () => {
    await features(options(), effects);
    const first = await readFile(options().out);
    const files = () => readdirSync(join(folder, "cache"), { recursive: true }).length;
    const stored = files();
    expect(stored).toBeGreaterThan(2);
    await features({ ...options(), force: true }, effects);
    expect(await readFile(options().out)).toEqual(first);
    expect(files()).toBe(stored);
    vi.stubEnv("MOR_CACHE", join(folder, "other"));
    await features({ ...options(), force: true, cache: false }, effects);
    expect(existsSync(join(folder, "other"))).toBe(false);
    expect(warnings).toEqual([]);
  });

  it("works without a cache that can be written, with a warning", async () => {
    await writeFile(join(folder, "file"), "");
    vi.stubEnv("MOR_CACHE", join(folder, "file/cache"));
    expect(await features(options(), effects)).toMatchObject({ rows: 4 });
    expect(warnings).toEqual([expect.stringMatching(/not kept for the next run/)]);
  });

  it("takes images as they are, and names one of another size", async () => {
    const asTheyAre = { ...options(), intensity: undefined, imagesAsTheyAre: true } as const;
    await features(asTheyAre, effects);
    const [, first] = await readRows();
    expect(Number(first?.[3])).toBeCloseTo(meanOf(1), 6);
    const other = join(folder, "data");
    await writeTree(other, { "a/1.png": 1, "b/2.png": 2 });
    await writePng(join(other, "b/odd.png"), madeImage(3, 30));
    const extraction = features({ ...asTheyAre, data: other, force: true }, effects);
    await expect(extraction).rejects.toMatchObject({
      code: "dataset-invalid",
      message: "Expected images of 24 x 24 pixels, got 30 x 30 (b/odd.png)",
    });
  });

  it("leaves few broken images out, and refuses many", async () => {
    const other = join(folder, "data");
    await writeTree(other, { "a/1.png": 1, "a/2.png": 2, "b/3.png": 3 });
    const cut = (await readFile(join(other, "a/1.png"))).subarray(0, -40);
    await writeFile(join(other, "a/cut.png"), cut);
    await expect(features({ ...options(), data: other }, effects)).rejects.toMatchObject({
      code: "dataset-invalid",
      message: expect.stringContaining("a/cut.png"),
    });
    const result = await features({ ...options(), data: other, maxBroken: 0.3 }, effects);
    expect([result.rows, result.broken.map(({ path }) => path)]).toEqual([3, ["a/cut.png"]]);
  });

  it("refuses other formats, other sizes, and files that are not its own", async () => {
    const refused = (more: Record<string, unknown>) => features({ ...options(), ...more }, effects);
    await expect(refused({ out: join(folder, "features.txt") })).rejects.toMatchObject({ code: "usage" });
    await expect(refused({ size: 32 })).rejects.toMatchObject({ code: "usage" });
    await expect(refused({ imagesAsTheyAre: true, tiles: "quarters" })).rejects.toMatchObject({
      code: "usage",
    });
    await writeFile(options().out, "my own table");
    await expect(refused({ force: true })).rejects.toMatchObject({ code: "output-exists" });
  });
});

const shared = resolve(import.meta.dirname, "../../../../../shared");
const mobilenet = join(shared, "weights/mobilenet_v2_1.0_224_tfslim.onnx");

describe("a published network", () => {
  it.skipIf(!existsSync(mobilenet))("gives features of grey images (needs ../shared/weights)", async () => {
    await mkdir(join(folder, "data"), { recursive: true });
    await writeTree(join(folder, "data"), { "a/1.png": 1, "b/2.png": 2 });
    const result = await features(
      {
        ...options(),
        data: join(folder, "data"),
        backbone: mobilenet,
        tap: undefined,
        inputScaling: "tensorflow",
      },
      effects,
    );
    expect(result).toMatchObject({ rows: 2, width: 1280 });
  });
});
