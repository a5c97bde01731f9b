import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { predict, predictSpec } from "../../../../src/app/tasks/run/predict.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { writePng } from "../../../../src/data/images/write-image.ts";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import { readOnnx } from "../../../../src/engine/graph/onnx/read-onnx.ts";
import { saveOnnx } from "../../../../src/engine/graph/onnx/save-onnx.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { pngBytes, tiffBytes } from "../../../data/images/image-bytes.ts";
import { runMor } from "../../cli/run-mor.ts";
import { discImage, filesBelow, smallWords, trainSmall, watch, writeDiscs } from "./small-run.ts";

let root = "";
let count = 0;

beforeAll(async () => {
  root = await temporaryFolder();
});

/** A fresh folder of 24 good images of two classes. */
async function goodData(): Promise<{ data: string; out: string }> {
  const [data, out] = [join(root, `data-${++count}`), join(root, `run-${count}`)];
  await writeDiscs(data, ["small", "large"], 12);
  return { data, out };
}

const nothingAt = async (folder: string): Promise<void> => {
  await expect(filesBelow(folder)).rejects.toMatchObject({ code: "ENOENT" });
};

const brokenFiles: readonly (readonly [name: string, bytes: () => Uint8Array | Promise<Uint8Array>])[] = [
  ["text.png", () => Buffer.from("path,label\n")],
  ["zero.png", () => new Uint8Array(0)],
  ["truncated.png", () => pngBytes({ width: 30, height: 30 })],
  ["no-size.png", () => pngBytes({ width: 0, height: 0 })],
  ["huge.png", () => pngBytes({ width: 30_000, height: 30_000 })],
  ["animated.png", () => pngBytes({ width: 3, height: 1, extra: [["acTL", new Uint8Array(8)]] })],
  [
    "cmyk.jpg",
    () =>
      sharp(new Uint8Array(32 * 32 * 3), { raw: { width: 32, height: 32, channels: 3 } })
        .toColourspace("cmyk")
        .jpeg()
        .toBuffer(),
  ],
  ["cut.tif", () => tiffBytes([], new Uint8Array(12))],
];

describe("broken images among good ones", () => {
  it("are left out and listed up to --max-broken, and an error beyond", async () => {
    const { data, out } = await goodData();
    for (const [name, bytes] of brokenFiles) await writeFile(join(data, "small", name), await bytes());
    await expect(trainSmall(data, out)).rejects.toMatchObject({
      code: "dataset-invalid",
      message: expect.stringContaining("got 8 of 32"),
    });
    await nothingAt(out);
    const watched = watch();
    const result = await trainSmall(data, out, { maxBroken: 0.25, byPattern: "[^/]*$" }, watched);
    const record = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
    const names = record.data.broken.map(({ path }: { path: string }) => path);
    expect(names).toEqual(brokenFiles.map(([name]) => `small/${name}`).sort());
    expect(result.warnings.join()).toContain("cannot be read are left out: 8");
    expect((await readFile(join(out, "report.html"), "utf8")).includes("huge.png")).toBe(true);
    expect(await readFile(join(out, "manifest.csv"), "utf8")).not.toContain("huge.png");
  });

  it("are told on the command line, with the flag that accepts them", async () => {
    const { data, out } = await goodData();
    await writeFile(join(data, "large", "zero.png"), "");
    const { exitCode, stderr, stdout } = await runMor(["train", data, "--out", out, ...smallWords]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("large/zero.png");
    expect(stderr).toContain("(--max-broken)");
    await nothingAt(out);
  });

  it("of one single pixel are taken whole, and left out where quarters are cut", async () => {
    const { data, out } = await goodData();
    const pixel = { width: 1, height: 1, channels: 1, pixelType: "uint8" as const, data: Uint8Array.of(9) };
    await writePng(join(data, "small", "plant-00_9.png"), pixel);
    expect((await trainSmall(data, out)).warnings.join()).not.toContain("too small");
    const quarters = { tiles: "quarters", maxBroken: 0.1 };
    await expect(trainSmall(data, `${out}-q`, { tiles: "quarters" })).rejects.toMatchObject({
      code: "dataset-invalid",
      message: expect.stringContaining("got 1 of 25 (small/plant-00_9.png"),
    });
    const result = await trainSmall(data, `${out}-q`, quarters);
    expect(result.warnings.join()).toContain("too small for quarters are left out: 1");
    expect(Object.keys(result.metrics.levels)).toEqual(["tile", "image", "group"]);
    expect(await filesBelow(`${out}-q`)).toContain("predictions-tiles.csv");
  });
});

describe("data that are no data", () => {
  it.each([
    ["a missing folder", {}, "input-missing", /nothing there/],
    ["one class only", { only: ["a"] }, "dataset-invalid", /only "a"|at least two/],
    ["an empty class", { a: ["a"], b: [] }, "dataset-invalid", /got none in b/],
  ] as const)("%s is refused before anything is written", async (title, folders, code, message) => {
    const [data, out] = [join(root, title), join(root, `${title}-run`)];
    for (const [name, files] of Object.entries(folders)) {
      await mkdir(join(data, name === "only" ? "a" : name), { recursive: true });
      for (let number = 0; number < 6 * files.length; number++) {
        await writePng(join(data, name === "only" ? "a" : name, `${number}.png`), discImage(0, number));
      }
    }
    await expect(trainSmall(data, out, { byPattern: undefined })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    await nothingAt(out);
  });

  it.each([
    ["a missing column", "path,class\nsmall/plant-00_0.png,small\n", "manifest-invalid"],
    ["a path outside", "path,label\n../x.png,small\nsmall/plant-00_0.png,large\n", "manifest-invalid"],
    [
      "two labels for one image",
      "path,label\nsmall/plant-00_0.png,a\nsmall/plant-00_0.png,b\n",
      "manifest-invalid",
    ],
    ["missing images", "path,label\nsmall/gone.png,a\nsmall/plant-00_0.png,b\n", "dataset-invalid"],
    ["a group on two sides", "path,label,split,group\n", "partition-impossible"],
  ] as const)("a manifest with %s is refused", async (title, start, code) => {
    const { data, out } = await goodData();
    let text: string = start;
    if (title === "a group on two sides") {
      for (const label of ["small", "large"]) {
        for (let number = 0; number < 6; number++) {
          const kind = label === "small" ? 0 : 1;
          const plant = `plant-${kind}${Math.floor(number / 2)}_${number % 2}`;
          text += `${label}/${plant}.png,${label},${["train", "val", "test"][number % 3]},one\n`;
        }
      }
    }
    await writeFile(join(data, "m.csv"), text);
    await expect(trainSmall(join(data, "m.csv"), out, { byPattern: undefined })).rejects.toMatchObject({
      code,
    });
    await nothingAt(out);
  });

  it("a manifest with byte-order mark, CRLF, repeated rows, and columns beside is taken as it is", async () => {
    const { data, out } = await goodData();
    const rows = (await filesBelow(data)).map((path) => {
      const [, plant = "", copy = ""] = /plant-(\d+)_(\d)/.exec(path) ?? [];
      return [
        path,
        path.split("/")[0],
        Number(plant.slice(1)) < 4 ? "train" : "test",
        `leaf ${plant}`,
        copy,
      ].join();
    });
    const table = ["path,label,split,Plant,copy", ...rows, rows[0]].join("\r\n");
    await writeFile(join(data, "m.csv"), `\uFEFF${table}\r\n`);
    const result = await trainSmall(join(data, "m.csv"), out, { by: "Plant" });
    expect(result.warnings.join()).toContain("repeat an image with the same label are dropped: 1");
    const record = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
    expect(record.data).toMatchObject({
      groupName: "Plant",
      partition: { origin: "given", stratified: false, grouped: true },
    });
    // Without a val part there is nothing to calibrate on.
    expect(record.result).toMatchObject({ scoredPart: "test", temperature: 1 });
    expect(record.result.threshold).toBeUndefined();
    expect(await readFile(join(out, "manifest.csv"), "utf8")).toMatch(/^path,label,split,group,Plant,copy\n/);
  });
});

describe("partitions", () => {
  it("without a test part score val, fit nothing on it, and say so", async () => {
    const { data, out } = await goodData();
    const watched = watch();
    const result = await trainSmall(data, out, { ratio: "8:2:0", select: "best" }, watched);
    expect(result.metrics.part).toBe("val");
    expect(watched.warnings.join()).toContain("The epoch was chosen on the part that is scored");
    const { result: facts } = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
    expect(facts).toMatchObject({ scoredPart: "val", temperature: 1 });
  });
});

describe("options", () => {
  it.each([
    ["--percentiles", { intensity: "percentile", percentiles: "90:10" }, /percentiles/],
    ["--size of the paper's network", { model: "paper-cnn", width: undefined, size: 64 }, /--size 128/],
  ] as const)("that cannot be are refused before anything is written: %s", async (_, changes, message) => {
    const { data, out } = await goodData();
    await expect(trainSmall(data, out, changes)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(message),
    });
    await nothingAt(out);
  });
});

describe("a loss that is no number", () => {
  it("ends the training with a hint", async () => {
    const { data, out } = await goodData();
    // The square of 3e38 is more than float32 holds.
    for (const [place, path] of (await filesBelow(data)).entries()) {
      const pixels = Float32Array.from({ length: 1024 }, (_, at) => (at % (place + 2) === 0 ? 3e38 : -3e38));
      await writeFile(join(data, path.replace(".png", ".tif")), floatTiff(pixels));
      await writeFile(join(data, path), "");
    }
    const words = [
      "train",
      data,
      "--out",
      out,
      ...smallWords,
      "--intensity",
      "full-range",
      "--max-broken",
      "0.5",
    ];
    const { exitCode, stderr, stdout } = await runMor([...words, "--json"]);
    expect(JSON.parse(stdout).error.code).toBe("training-diverged");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/epoch 1, step 1/);
    expect(stderr).toContain("--learning-rate 0.001");
    expect(await filesBelow(out)).toEqual(["manifest.csv", "mor.json", "run.json"]);
  });
});

function floatTiff(pixels: Float32Array): Uint8Array {
  return tiffBytes(
    [
      [256, 32],
      [257, 32],
      [258, 32],
      [259, 1],
      [262, 1],
      [273, 8],
      [277, 1],
      [278, 32],
      [279, 4096],
      [339, 3],
    ],
    new Uint8Array(pixels.buffer),
  );
}

describe("a model file", () => {
  it("that is truncated, changed or foreign is refused by predict", async () => {
    const { data, out } = await goodData();
    await trainSmall(data, out);
    const bytes = await readFile(join(out, "model.onnx"));
    const graph = readOnnx(join(out, "model.onnx"));
    const metadata = JSON.parse(graph.metadata.deeplearnmor ?? "");
    const b = createBuilder();
    b.output(b.op("Relu", [b.input("images", "float32", ["N", 1, 16, 16])]), "y");
    const foreign = b.build();
    const described = (changes: object) => ({
      ...graph,
      metadata: { deeplearnmor: JSON.stringify({ ...metadata, ...changes }) },
    });
    const cases: [string, () => Promise<void>, RegExp][] = [
      ["truncated", () => writeFile(join(root, "truncated.onnx"), bytes.subarray(0, 5000)), /ONNX model/],
      ["zero", () => writeFile(join(root, "zero.onnx"), ""), /no bytes/],
      ["text", () => writeFile(join(root, "text.onnx"), "not a model at all"), /ONNX model/],
      ["foreign", () => saveOnnx(join(root, "foreign.onnx"), foreign), /another ONNX file/],
      [
        "later",
        () => saveOnnx(join(root, "later.onnx"), described({ preprocessing: { new: 1 } })),
        /description/,
      ],
      ["more", () => saveOnnx(join(root, "more.onnx"), described({ classes: ["a", "b", "c"] })), /3 classes/],
      [
        "giant",
        () =>
          saveOnnx(
            join(root, "giant.onnx"),
            described({ preprocessing: { ...metadata.preprocessing, height: 1e9 } }),
          ),
        /description/,
      ],
      [
        "other",
        () =>
          saveOnnx(
            join(root, "other.onnx"),
            described({ preprocessing: { ...metadata.preprocessing, height: 64 } }),
          ),
        /\[1,64,16\]/,
      ],
    ];
    for (const [name, write, message] of cases) {
      await write();
      const spec = parseSpec(predictSpec, { run: join(root, `${name}.onnx`), images: [data] });
      await expect(predict(spec, watch().effects), name).rejects.toMatchObject({
        code: "model-invalid",
        message: expect.stringMatching(message),
        hint: expect.any(String),
      });
    }
  });
});
