import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { type ExplainResult, explain } from "../../../../src/app/tasks/explain/explain.ts";
import { explainSpec } from "../../../../src/app/tasks/explain/explain-spec.ts";
import { quantize } from "../../../../src/app/tasks/quantize/quantize.ts";
import { quantizeSpec } from "../../../../src/app/tasks/quantize/quantize-spec.ts";
import { predict, predictSpec } from "../../../../src/app/tasks/run/predict.ts";
import { report } from "../../../../src/app/tasks/run/report.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { describeImage } from "../../../../src/data/images/describe-image.ts";
import { readImage } from "../../../../src/data/images/read-image.ts";
import { writePng, writeTiff } from "../../../../src/data/images/write-image.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { discImage, filesBelow, trainSmall, type Watched, watch, writeDiscs } from "../run/small-run.ts";

let root = "";
let data = "";
/** A network on whole images, one on quarters, and a classical model. */
let run = "";
let quarters = "";
let classical = "";
let outputs = 0;

const newOut = (): string => join(root, `out-${outputs++}`);

const start = (changes: object = {}, { effects }: Watched = watch()): Promise<ExplainResult> =>
  explain(
    parseSpec(explainSpec, {
      run,
      out: newOut(),
      threads: 1,
      faithfulness: 0,
      method: "grad-cam",
      ...changes,
    }),
    effects,
  );

async function maskOf(kind: number, seed: number): Promise<Parameters<typeof writePng>[1]> {
  const image = discImage(kind, seed);
  return {
    ...image,
    pixelType: "uint16",
    data: Uint16Array.from(image.data, (value) => (value > 110 ? 1 : 0)),
  };
}

/** A folder with a mask of 3 x 3 pixels of the first image. */
async function smallMasks(): Promise<string> {
  const masks = join(root, "small-masks");
  await mkdir(masks, { recursive: true });
  const size = { width: 3, height: 3, channels: 1 };
  const image = { ...size, pixelType: "uint8" as const, data: new Uint8Array(9) };
  await writePng(join(masks, "plant-00_0.png"), image);
  return masks;
}

beforeAll(async () => {
  root = await temporaryFolder();
  [data, run, quarters, classical] = ["data", "run", "quarters", "classical"].map((name) =>
    join(root, name),
  ) as [string, string, string, string]; // four names
  await writeDiscs(data, ["small", "large"], 16);
  for (const [kind, label] of ["small", "large"].entries()) {
    await mkdir(join(root, "masks", label), { recursive: true });
    for (let number = 0; number < 16; number++) {
      const name = `plant-${kind}${Math.floor(number / 2)}_${number % 2}.png`;
      await writePng(join(root, "masks", label, name), await maskOf(kind, number));
    }
  }
  const options = { epochs: 3, ratio: "2:1:1" };
  await trainSmall(data, run, options);
  await trainSmall(data, quarters, { ...options, tiles: "quarters" });
  await trainSmall(data, classical, { ratio: "2:1:1", model: "svm" });
}, 60_000);

describe("mor explain on the run's own images", () => {
  it("writes pictures, maps, tables and a page, and a section of the run's report", async () => {
    const own = join(root, "own");
    await cp(run, own, { recursive: true });
    const watched = watch();
    const out = newOut();
    const result = await start(
      {
        run: own,
        out,
        images: 4,
        faithfulness: 8,
        method: "grad-cam,gradient",
        masks: join(root, "masks"),
        pixelSize: 0.5,
      },
      watched,
    );
    expect(result).toMatchObject({
      images: 4,
      testedImages: 8,
      methods: ["grad-cam", "gradient"],
      broken: [],
    });
    const files = await filesBelow(out);
    expect(files.filter((file) => file.startsWith("overlays/"))).toHaveLength(4);
    expect(files.filter((file) => file.startsWith("maps/"))).toHaveLength(8);
    expect(files.filter((file) => !file.includes("/"))).toEqual([
      "explanations.csv",
      "explanations.json",
      "mean-maps.png",
      "mor.json",
      "objects.csv",
      "report.html",
    ]);
    const map = files.find((file) => file.endsWith(".grad-cam.tif")) ?? "";
    const stored = await readImage(join(out, map));
    expect(stored).toMatchObject({ width: 32, height: 32, pixelType: "float32" });
    expect((await describeImage(join(out, map))).physicalSizeX).toBeCloseTo(0.5, 4);
    const [header, ...rows] = (await readFile(join(out, "explanations.csv"), "utf8")).trim().split("\n");
    expect(header).toBe(
      "path,group,label,predicted,confidence,explained,method,layer,mapMax,heatOnObjects,objectShare,overlay,map",
    );
    expect(rows).toHaveLength(8);
    const record = JSON.parse(await readFile(join(out, "explanations.json"), "utf8"));
    expect(record).toMatchObject({ format: 1, testedImages: 8, classes: ["large", "small"] });
    expect(new Set(record.images.map(({ label }: { label: string }) => label))).toEqual(
      new Set(["large", "small"]),
    );
    const scores = record.faithfulness["grad-cam"];
    for (const name of [
      "deletionAuc",
      "insertionAuc",
      "randomDeletionAuc",
      "randomInsertionAuc",
      "pointingGame",
      "randomisation",
    ]) {
      expect(Object.keys(scores[name])).toEqual(["value", "low", "high"]);
      // Nothing can be taken away from a verdict that stays when all is blurred: then there is no value.
      const value = scores[name].value ?? 0;
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
    expect(record.warnings).toEqual(result.warnings);
    expect(watched.warnings).toEqual(expect.arrayContaining([...result.warnings]));
    for (const page of [join(out, "report.html"), join(own, "report.html")]) {
      const text = await readFile(page, "utf8");
      expect(text).toContain("What the verdicts rest on");
      expect(text).toContain("Tests of the maps against chance");
      expect(text.match(/data:image\/jpeg/g)?.length).toBeGreaterThanOrEqual(12);
    }
    await report({ run: own }, watch().effects);
    expect(await readFile(join(own, "report.html"), "utf8")).toContain("What the verdicts rest on");
    // A look at one class, or without tests, has a report of its own alone.
    const shown = await readFile(join(own, "explained.json"), "utf8");
    for (const changes of [{ class: "small", faithfulness: 2 }, {}]) {
      const second = watch();
      const { runReport } = await start({ run: own, images: 1, ...changes }, second);
      expect(runReport).toBeUndefined();
      expect(second.warnings.join()).toMatch(/keeps the explanations of .*, tested on 8 images/);
      expect(await readFile(join(own, "explained.json"), "utf8")).toBe(shown);
    }
    await writeFile(join(own, "explained.json"), '{"format": 1}');
    await expect(report({ run: own }, watch().effects)).rejects.toMatchObject({ code: "run-invalid" });
    expect((await start({ run: own, images: 1 })).runReport).toBe(join(own, "report.html"));
    await expect(report({ run: own }, watch().effects)).resolves.toBeDefined();
  });

  it("gives the same bytes again for the same seed", async () => {
    const [first, second] = [newOut(), newOut()];
    for (const out of [first, second]) await start({ out, images: 2, method: "grad-cam,rise" });
    for (const file of await filesBelow(first)) {
      if (!/\.(png|tif|csv)$/.test(file)) continue;
      expect((await readFile(join(first, file))).equals(await readFile(join(second, file))), file).toBe(true);
    }
  });

  it("puts the quarters of an image together again", async () => {
    const out = newOut();
    await start({ run: quarters, out, images: 1, method: "occlusion" });
    const [map = ""] = (await filesBelow(out)).filter((file) => file.endsWith(".tif"));
    const { width, height, data: values } = await readImage(join(out, map));
    expect([width, height]).toEqual([32, 32]);
    const edge = (x: number, y: number) => Number(values[y * 32 + x]);
    expect([edge(0, 0), edge(31, 0), edge(0, 31), edge(31, 31)].every(Number.isFinite)).toBe(true);
  });
});

describe("mor explain on given images", () => {
  it("gives the verdicts that mor predict gives, and explains another class where one is named", async () => {
    const images = [join(data, "large")];
    const verdicts = await predict(parseSpec(predictSpec, { run, images, threads: 1 }), watch().effects);
    const out = newOut();
    await start({ image: images, out, class: "small" });
    const record = JSON.parse(await readFile(join(out, "explanations.json"), "utf8"));
    expect(record.images).toHaveLength(16);
    for (const image of record.images) {
      const verdict = verdicts.images.find(({ path }) => path === image.path);
      expect(image.confidence).toBeCloseTo(verdict?.confidence ?? Number.NaN, 5);
      expect(image.predicted).toBe(verdict?.predicted ?? "none of these");
      expect(image.explained).toBe("small");
    }
  });

  it("takes images of any size, depth and colour, odd sizes too, and hostile names", async () => {
    const folder = join(root, "odd");
    await mkdir(join(folder, "a..b"), { recursive: true });
    const grey = (width: number, height: number) => ({ width, height, channels: 1 });
    const noise = (count: number, top: number) => Array.from({ length: count }, (_, i) => (i * 7919) % top);
    await writePng(join(folder, "sixteen bit.png"), {
      ...grey(61, 33),
      pixelType: "uint16",
      data: Uint16Array.from(noise(61 * 33, 65_536)),
    });
    await writeTiff(join(folder, "float.tif"), {
      ...grey(40, 40),
      pixelType: "float32",
      data: Float32Array.from(noise(1600, 1000)),
    });
    await writePng(join(folder, "rgb.png"), {
      width: 24,
      height: 24,
      channels: 3,
      pixelType: "uint8",
      data: Uint8Array.from(noise(3 * 576, 256)),
    });
    await writePng(join(folder, "a..b", `${"長".repeat(60)} 🧬 "x".png`), {
      ...grey(20, 20),
      pixelType: "uint8",
      data: Uint8Array.from(noise(400, 256)),
    });
    await sharp({ create: { width: 30, height: 30, channels: 3, background: "#808080" } })
      .jpeg()
      .toFile(join(folder, "flat.jpg"));
    for (const model of [run, quarters]) {
      const out = newOut();
      const { images } = await start({ run: model, image: [folder], out, method: "grad-cam,gradient" });
      expect(images).toBe(5);
      const files = await filesBelow(out);
      const map = files.find((file) => file.includes("sixteen bit.gradient.tif")) ?? "";
      expect(await readImage(join(out, map))).toMatchObject({ width: 61, height: 33 });
      expect(files.every((file) => /^[^/]+$|^(overlays|maps)\//.test(file))).toBe(true);
    }
  });

  it("leaves a broken image out, and stops where too many are broken", async () => {
    const folder = join(root, "broken");
    await cp(join(data, "large"), folder, { recursive: true });
    await writeFile(join(folder, "torn.png"), "no image at all");
    await expect(start({ image: [folder] })).rejects.toMatchObject({ code: "dataset-invalid" });
    const watched = watch();
    const { images, broken } = await start({ image: [folder], maxBroken: 0.2 }, watched);
    expect(images).toBe(16);
    expect(broken.map(({ path }) => basename(path))).toEqual(["torn.png"]);
    expect(watched.warnings.join()).toContain("torn.png");
  });

  it("finds truth beside the images, and takes masks for no images", async () => {
    const folder = join(root, "made");
    await cp(data, folder, { recursive: true });
    await cp(join(root, "masks"), join(folder, "truth"), { recursive: true });
    const out = newOut();
    const { images } = await start({ image: [folder], out });
    expect(images).toBe(32);
    const [, row = ""] = (await readFile(join(out, "explanations.csv"), "utf8")).split("\n");
    expect(Number(row.split(",")[10])).toBeGreaterThan(0);
  });

  it("knows class and group of images that the run was made from, and says how many it was trained on", async () => {
    const watched = watch();
    const out = newOut();
    await start({ image: [join(data, "small")], out }, watched);
    const [, ...rows] = (await readFile(join(out, "explanations.csv"), "utf8")).trim().split("\n");
    expect(new Set(rows.map((row) => row.split(",")[2]))).toEqual(new Set(["small"]));
    expect(new Set(rows.map((row) => row.split(",")[1])).size).toBe(8);
    expect(watched.warnings.join()).toMatch(/trained on [1-9]\d* of the 16 images/);
  });

  it("writes nothing into the run for images that are not its own", async () => {
    const before = await filesBelow(run);
    await start({ image: [join(data, "small", "plant-00_0.png")] });
    expect(await filesBelow(run)).toEqual(before);
  });
});

describe("bad input of mor explain", () => {
  it.each([
    [{ method: "grad-kam" }, "usage", 'Did you mean "grad-cam"?'],
    [{ method: " , " }, "usage", "Methods: grad-cam"],
    [{ layer: "block1.frist" }, "usage", "Did you mean"],
    [{ layer: "nowhere at all" }, "usage", "Layers, first to last:"],
    [{ class: "larg" }, "usage", 'Did you mean "large"?'],
  ])("%j is a %s error that says %s", async (changes, code, hint) => {
    await expect(start(changes)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it("names the methods that apply to a classical model", async () => {
    await expect(start({ run: classical })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("classical model"),
      hint: expect.stringContaining("occlusion,rise"),
    });
    const { methods, layer } = await start({ run: classical, method: "all", images: 2 });
    expect(methods).toEqual(["occlusion", "rise"]);
    expect(layer).toBeUndefined();
  });

  it("chooses methods by the model where none are named", async () => {
    const usual = { method: undefined, images: 1 };
    expect(await start(usual)).toMatchObject({ methods: ["grad-cam", "smooth-grad"] });
    expect(await start({ ...usual, run: classical })).toMatchObject({ methods: ["occlusion"] });
  });

  it("says that a layer has no effect where no method takes one, and records none", async () => {
    const watched = watch();
    const out = newOut();
    const { layer } = await start({ out, method: "gradient", layer: "stage1", images: 1 }, watched);
    expect(layer).toBeUndefined();
    expect(watched.warnings.join()).toContain("--layer stage1 has no effect");
    expect(await readFile(join(out, "explanations.json"), "utf8")).not.toContain("stage1");
    await expect(start({ method: "gradient", layer: "stage9" })).rejects.toMatchObject({ code: "usage" });
  });

  it("refuses the copy in 8 bits, and says what to take instead", async () => {
    const own = join(root, "narrow");
    await cp(run, own, { recursive: true });
    await quantize(parseSpec(quantizeSpec, { run: own, threads: 1, images: 8 }), watch().effects);
    const narrow = { run: join(own, "model-int8.onnx"), image: [join(data, "small")] };
    await expect(start(narrow)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("8 bits"),
      hint: expect.stringContaining("model.onnx"),
    });
    expect((await start({ run: own, images: 1 })).images).toBe(1);
  });

  it("asks for images beside a model file, and takes the file with them", async () => {
    const file = join(run, "model.onnx");
    await expect(start({ run: file })).rejects.toMatchObject({ code: "usage" });
    expect((await start({ run: file, image: [join(data, "small")] })).images).toBe(16);
  });

  it("refuses an empty folder, a missing one, and masks that are not there", async () => {
    await mkdir(join(root, "empty"), { recursive: true });
    await expect(start({ image: [join(root, "empty")] })).rejects.toMatchObject({ code: "input-missing" });
    await expect(start({ image: [join(root, "nowhere")] })).rejects.toMatchObject({ code: "input-missing" });
    await expect(start({ masks: join(root, "empty") })).rejects.toMatchObject({
      code: "input-missing",
      message: expect.stringContaining("masks"),
    });
    await expect(start({ run: join(root, "empty") })).rejects.toMatchObject({ code: "input-missing" });
  });

  it("refuses a mask of another size", async () => {
    const masks = await smallMasks();
    const image = join(data, "small", "plant-00_0.png");
    await expect(start({ image: [image], masks })).rejects.toMatchObject({ code: "shape-mismatch" });
    // Truth that nobody asked for is left out.
    const folder = join(root, "with-truth");
    await cp(join(data, "small"), folder, { recursive: true });
    await cp(join(root, "masks", "small"), join(folder, "truth"), { recursive: true });
    await cp(join(masks, "plant-00_0.png"), join(folder, "truth", "plant-00_0.png"));
    await writeFile(join(folder, "truth", "plant-00_1.png"), "no image");
    const watched = watch();
    const out = newOut();
    await start({ image: [folder], out, faithfulness: 4 }, watched);
    expect(watched.warnings.filter((text) => text.includes("mask"))).toEqual([
      expect.stringMatching(/^2 masks found beside the images .* got 3 x 3/),
    ]);
    const [, ...rows] = (await readFile(join(out, "explanations.csv"), "utf8")).trim().split("\n");
    expect(rows.filter((row) => row.split(",")[10] === "")).toHaveLength(2);
  });

  it("stops where no image at all can be read, however many may be broken", async () => {
    const folder = join(root, "all-broken");
    await mkdir(folder);
    await writeFile(join(folder, "torn.png"), "no image at all");
    const out = newOut();
    await expect(start({ image: [folder], out, maxBroken: 1 })).rejects.toMatchObject({
      code: "dataset-invalid",
      message: expect.stringContaining("got none of 1"),
    });
    await expect(filesBelow(out)).rejects.toThrow();
  });

  it("keeps an earlier result until the input is known to be good", async () => {
    const out = newOut();
    const image = join(data, "small", "plant-00_0.png");
    await start({ out, image: [image] });
    const before = await filesBelow(out);
    const torn = join(root, "torn.png");
    await writeFile(torn, "no image at all");
    await expect(start({ out, image: [torn], force: true })).rejects.toMatchObject({
      code: "dataset-invalid",
    });
    const masks = await smallMasks();
    await expect(start({ out, image: [image], masks, force: true })).rejects.toMatchObject({
      code: "shape-mismatch",
    });
    const stopped = watch((event) => event.kind === "start" && event.stage === "Classifying");
    await expect(start({ out, image: [image], force: true }, stopped)).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(await filesBelow(out)).toEqual(before);
    await writeFile(join(out, "notes.txt"), "mine");
    const watched = watch();
    await expect(start({ out, image: [image], force: true }, watched)).rejects.toMatchObject({
      code: "output-exists",
    });
    expect(watched.events).toEqual([]);
  });

  it("replaces only what it has written itself", async () => {
    const out = newOut();
    await start({ out, images: 1 });
    await expect(start({ out, images: 1 })).rejects.toMatchObject({ code: "output-exists" });
    await start({ out, images: 1, force: true });
    await writeFile(join(out, "notes.txt"), "mine");
    await expect(start({ out, images: 1, force: true })).rejects.toMatchObject({ code: "output-exists" });
    await expect(start({ out: data, images: 1, force: true })).rejects.toMatchObject({
      code: "output-exists",
    });
  });

  it.skipIf(process.getuid?.() === 0)("says when the folder cannot be written", async () => {
    const locked = join(root, "locked");
    await mkdir(locked, { recursive: true });
    await chmod(locked, 0o500);
    await expect(start({ out: join(locked, "out") })).rejects.toMatchObject({ code: "output-unwritable" });
  });

  it("leaves whole files only when it is stopped", async () => {
    const out = newOut();
    const watched = watch((event) => event.kind === "advance" && event.stage === "Explaining");
    await expect(start({ out, images: 8 }, watched)).rejects.toMatchObject({ code: "cancelled" });
    const files = await filesBelow(out);
    expect(files.filter((file) => file.endsWith(".tmp"))).toEqual([]);
    expect(files).not.toContain("explanations.json");
    await start({ out, images: 1, force: true });
    await rm(out, { recursive: true });
  });
});
