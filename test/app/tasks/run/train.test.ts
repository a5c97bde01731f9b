import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluate, evaluateSpec } from "../../../../src/app/tasks/evaluate.ts";
import { predict, predictSpec } from "../../../../src/app/tasks/run/predict.ts";
import { report } from "../../../../src/app/tasks/run/report.ts";
import type { TrainResult } from "../../../../src/app/tasks/run/train.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { writePng } from "../../../../src/data/images/write-image.ts";
import { parseHistory } from "../../../../src/learning/training/history.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { runMor } from "../../cli/run-mor.ts";
import { discImage, filesBelow, smallWords, trainSmall, watch, writeDiscs } from "./small-run.ts";

const labels = ["Größe, klein", 'the "big" one', "🧫 wide"];
/** In the order of code points. */
const classes = ["Größe, klein", 'the "big" one', "🧫 wide"];

let root = "";
let data = "";
let run = "";
let result: TrainResult;
const watched = watch();

beforeAll(async () => {
  root = await temporaryFolder();
  [data, run] = [join(root, "data"), join(root, "run")];
  await writeDiscs(data, labels, 12);
  result = await trainSmall(data, run, { ratio: "2:1:1" }, watched);
});

const text = (name: string): Promise<string> => readFile(join(run, name), "utf8");
const table = async (name: string): Promise<Record<string, string>[]> =>
  parse(await text(name), { columns: true });
const json = async (name: string) => JSON.parse(await text(name));

describe("the run folder", () => {
  it("holds every file and nothing else", async () => {
    expect(await filesBelow(run)).toEqual([
      "checkpoint/state.safetensors",
      "history.csv",
      "manifest.csv",
      "metrics.json",
      "model.onnx",
      "mor.json",
      "predictions.csv",
      "report.html",
      "run.json",
    ]);
  });

  it("says in manifest.csv which image stood where, no plant on two sides", async () => {
    const rows = await table("manifest.csv");
    expect(rows).toHaveLength(36);
    const partOf = new Map<string, string>();
    for (const { path = "", label = "", split = "", group = "" } of rows) {
      expect(path.startsWith(`${label}/plant-`)).toBe(true);
      expect(partOf.get(group) ?? split).toBe(split);
      partOf.set(group, split);
    }
    expect(partOf.size).toBe(18);
    for (const part of ["train", "val", "test"]) {
      expect(new Set(rows.filter(({ split }) => split === part).map(({ label }) => label)).size).toBe(3);
    }
  });

  it("tells the learning in history.csv, epoch by epoch", async () => {
    const rows = parseHistory(await text("history.csv"));
    const train = (await table("manifest.csv")).filter(({ split }) => split === "train").length;
    const perEpoch = Math.round(train / 8);
    expect(rows.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, perEpoch],
      [2, 2 * perEpoch],
    ]);
    for (const row of rows) {
      expect(row.trainLoss).toBeGreaterThan(0);
      expect(row.valAccuracy).toBeGreaterThanOrEqual(0);
      expect(row.valAccuracy).toBeLessThanOrEqual(1);
      expect(row.valLoss).toBeGreaterThan(0);
    }
  });

  it("scores the test part alone in predictions.csv", async () => {
    const rows = await table("predictions.csv");
    expect(Object.keys(rows[0] ?? {})).toEqual([
      "path",
      "group",
      "label",
      "predicted",
      "confidence",
      ...classes.map((label) => `p_${label}`),
    ]);
    const tested = (await table("manifest.csv")).filter(({ split }) => split === "test");
    expect(rows.map(({ path, label, group }) => ({ path, label, group }))).toEqual(
      tested.map(({ path, label, group }) => ({ path, label, group })),
    );
    for (const row of rows) {
      const shares = classes.map((label) => Number(row[`p_${label}`]));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      expect(Number(row.confidence)).toBe(Math.max(...shares));
      expect(row.predicted).toBe(classes[shares.indexOf(Math.max(...shares))]);
    }
  });

  it("has the metrics of the issue, from those predictions", async () => {
    const metrics = await json("metrics.json");
    expect(metrics).toEqual(JSON.parse(JSON.stringify(result.metrics)));
    expect(Object.keys(metrics)).toEqual(["part", "levels"]);
    expect(metrics.part).toBe("test");
    expect(Object.keys(metrics.levels)).toEqual(["image", "group"]);
    const rows = await table("predictions.csv");
    const right = rows.filter(({ label, predicted }) => label === predicted).length / rows.length;
    expect(metrics.levels.image.accuracy.value).toBeCloseTo(right, 12);
    expect(metrics.levels.image.accuracy).toHaveProperty("low");
    expect(metrics.levels.image.confusion.labels).toEqual(classes);
    expect(metrics.levels.image.perClass.map(({ label }: { label: string }) => label)).toEqual(classes);
  });

  it("records spec, data, versions, machine and timings in run.json", async () => {
    const record = await json("run.json");
    expect(record).toMatchObject({
      status: "finished",
      seed: 3,
      spec: { data, epochs: 2, byPattern: "plant-\\d+" },
      data: {
        root: data,
        classes,
        groupName: "group",
        partition: { origin: "drawn", stratified: true, grouped: true },
        broken: [],
      },
      result: { scoredPart: "test", bestEpoch: 2, parameterCount: result.parameterCount },
    });
    expect(record.data.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(record.versions).sort()).toEqual(["deeplearnmor", "node", "onnxruntime-node"]);
    expect(record.result.timings.train).toBeGreaterThan(0);
  });

  it("names the classes in report.html, safely", async () => {
    const page = await text("report.html");
    for (const name of ["Größe, klein", "the &quot;big&quot; one", "🧫 wide"]) {
      expect(page.includes(name), name).toBe(true);
    }
    expect(/src="https?:|url\(https?:/.test(page)).toBe(false);
  });

  it("draws the reliability of the stored predictions", async () => {
    const rows = await table("predictions.csv");
    const mean = rows.reduce((sum, { confidence }) => sum + Number(confidence), 0) / rows.length;
    const right = rows.filter(({ label, predicted }) => label === predicted).length / rows.length;
    const said = /On average the model is ([\d.]+)\s% confident and ([\d.]+)\s% right/.exec(
      await text("report.html"),
    );
    expect(Number(said?.[1])).toBeCloseTo(100 * mean, 0);
    expect(Number(said?.[2])).toBeCloseTo(100 * right, 0);
  });

  it("warns of few images, and of nothing that is not so", () => {
    expect(watched.warnings).toEqual(result.warnings);
    expect(result.warnings.join()).not.toContain("No groups are known");
  });
});

describe("model.onnx", () => {
  it("runs in ONNX Runtime alone and carries its classes", async () => {
    const bytes = await readFile(join(run, "model.onnx"));
    const session = await InferenceSession.create(bytes);
    expect(session.inputNames).toEqual(["images"]);
    const images = new Tensor("float32", new Float32Array(2 * 256), [2, 1, 16, 16]);
    const { probabilities } = await session.run({ images });
    await session.release();
    expect(probabilities?.dims).toEqual([2, 3]);
    const shares = Array.from(probabilities?.data as Float32Array); // the model's output is float32
    expect(shares.slice(0, 3).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    // Metadata are stored as text: Node's binding has no access to them, any reader of the file does.
    expect(bytes.toString("utf8")).toContain(JSON.stringify(classes).slice(1, -1));
  });
});

describe("evaluate", () => {
  const score = (values: Record<string, unknown>, watching = watch()) =>
    evaluate(parseSpec(evaluateSpec, { run, threads: 1, ...values }), watching.effects);

  it("gives metrics.json again", async () => {
    const watching = watch();
    expect(JSON.parse(JSON.stringify(await score({}, watching)))).toEqual(await json("metrics.json"));
    expect(watching.warnings).toEqual([]);
  });

  it("warns where a score says nothing about new images", async () => {
    for (const [part, warning] of [
      ["train", /trained on these images/],
      ["all", /trained on these images/],
      ["val", /Choices were made on these images/],
    ] as const) {
      const watching = watch();
      expect((await score({ part }, watching)).part).toBe(part);
      expect(watching.warnings.join()).toMatch(warning);
    }
  });

  it("says so when the images have changed since", async () => {
    const [moved, copy] = [join(root, "moved"), join(root, "copied-run")];
    await cp(data, moved, { recursive: true });
    await cp(run, copy, { recursive: true });
    const [first] = (await table("manifest.csv")).filter(({ split }) => split === "train");
    await rm(join(moved, first?.path ?? ""));
    const record = await json("run.json");
    const changed = { ...record, data: { ...record.data, root: moved } };
    await writeFile(join(copy, "run.json"), JSON.stringify(changed));
    const watching = watch();
    const metrics = await score({ run: copy }, watching);
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(await json("metrics.json"));
    expect(watching.warnings.join()).toMatch(/not those of the training any more, 1 cannot be read/);
  });

  it("finds images of the training among other data", async () => {
    const watching = watch();
    const metrics = await score({ data, byPattern: "plant-\\d+" }, watching);
    expect(metrics.levels.image?.count).toBe(36);
    expect(watching.warnings.join()).toMatch(
      /Of 36 images \d+ are among those that the model was trained on/,
    );
  });

  it("scores new images without a warning, and refuses a label that it does not know", async () => {
    const other = join(root, "other");
    await mkdir(join(other, "🧫 wide"), { recursive: true });
    for (let number = 0; number < 3; number++) {
      await writePng(join(other, "🧫 wide", `${number}.png`), discImage(2, 500 + number));
    }
    const watching = watch();
    expect((await score({ data: other }, watching)).levels.image?.count).toBe(3);
    expect(watching.warnings).toEqual([]);
    await mkdir(join(other, "stranger"));
    await writePng(join(other, "stranger", "1.png"), discImage(1, 900));
    await expect(score({ data: other })).rejects.toMatchObject({
      code: "dataset-invalid",
      message: expect.stringContaining('"stranger"'),
    });
    await writeFile(join(root, "other.csv"), "path,label\nother/stranger/1.png,stranger\n");
    await expect(score({ data: join(root, "other.csv") })).rejects.toMatchObject({
      code: "manifest-invalid",
    });
  });
});

describe("predict", () => {
  const apply = (values: Record<string, unknown>) =>
    predict(parseSpec(predictSpec, { run, threads: 1, ...values }), watch().effects);

  it("says of a folder and of one image what predictions.csv says", async () => {
    const stored = await table("predictions.csv");
    const out = join(root, "predictions.csv");
    await apply({ images: [data], out });
    const written: Record<string, string>[] = parse(await readFile(out, "utf8"), { columns: true });
    expect(written).toHaveLength(36);
    for (const row of stored) {
      const [same] = written.filter(({ path = "" }) => path.endsWith(row.path ?? "?"));
      expect(same?.label).toBe("");
      // Batches of another size add up in another order: half of float32's digits are left.
      for (const label of classes) {
        expect(Number(same?.[`p_${label}`])).toBeCloseTo(Number(row[`p_${label}`]), 5);
      }
    }
    const [first] = stored;
    const single = await apply({ images: [join(data, first?.path ?? "")] });
    expect(single.images[0]).toMatchObject({ mostProbable: first?.predicted });
    expect(single.images[0]?.confidence).toBeCloseTo(Number(first?.confidence), 5);
  });

  it("needs the model file alone", async () => {
    const whole = await apply({ images: [data] });
    expect(await apply({ run: join(run, "model.onnx"), images: [data] })).toEqual(whole);
    expect(whole.classes).toEqual(classes);
  });

  it('answers "none of these" below the threshold that the model holds, or another', async () => {
    const { threshold } = (await json("run.json")).result;
    expect(threshold).toBeGreaterThan(0);
    const given = await apply({ images: [data] });
    expect(given.threshold).toBe(threshold);
    for (const { predicted, mostProbable, confidence } of given.images) {
      expect(predicted).toBe(confidence >= threshold ? mostProbable : null);
    }
    const out = join(root, "unsure.csv");
    const none = await apply({ images: [data], threshold: 1, out });
    expect(new Set(none.images.map(({ predicted }) => predicted))).toEqual(new Set([null]));
    const rows: Record<string, string>[] = parse(await readFile(out, "utf8"), { columns: true });
    expect(new Set(rows.map(({ predicted }) => predicted))).toEqual(new Set(["none of these"]));
    const all = await apply({ images: [data], threshold: 0 });
    expect(all.images.every(({ predicted, mostProbable }) => predicted === mostProbable)).toBe(true);
  });

  it("finds images at any depth and behind links, and passes over hidden files", async () => {
    const nested = join(root, "nested");
    await mkdir(join(nested, "a", "b"), { recursive: true });
    await writePng(join(nested, "a", "b", "1.png"), discImage(0, 1));
    await symlink(join(nested, "a", "b", "1.png"), join(nested, "link.png"));
    await symlink(nested, join(nested, "a", "circle"));
    for (const name of ["._1.png", "notes.txt"]) await writeFile(join(nested, name), "text");
    const { images } = await apply({ images: [nested, join(nested, "link.png")] });
    expect(images.map(({ path }) => path.split("/nested/")[1])).toEqual(["a/b/1.png", "link.png"]);
    expect(images[0]?.confidence).toBe(images[1]?.confidence);
  });

  it("lists broken images, and stops when there are too many", async () => {
    const mixed = join(root, "mixed");
    await mkdir(mixed);
    for (let number = 0; number < 3; number++) {
      await writePng(join(mixed, `${number}.png`), discImage(0, number));
    }
    await writeFile(join(mixed, "text.png"), "no image");
    await writeFile(join(mixed, "zero.png"), "");
    await expect(apply({ images: [mixed] })).rejects.toMatchObject({
      code: "dataset-invalid",
      hint: expect.stringContaining("(maxBroken)"),
    });
    const accepted = await apply({ images: [mixed], maxBroken: 0.5 });
    expect(accepted.images).toHaveLength(3);
    expect(accepted.broken.map(({ path }) => path.split("/").at(-1))).toEqual(["text.png", "zero.png"]);
    await expect(apply({ images: [join(mixed, "zero.png")] })).rejects.toMatchObject({
      code: "dataset-invalid",
    });
    await expect(apply({ images: [join(mixed, "gone.png")] })).rejects.toMatchObject({
      code: "input-missing",
    });
    await expect(apply({ run: join(root, "gone"), images: [mixed] })).rejects.toMatchObject({
      code: "input-missing",
    });
  });
});

describe("report", () => {
  it("is written anew, also when the images are gone", async () => {
    const before = await text("report.html");
    await rm(join(run, "report.html"));
    expect(await report({ run }, watch().effects)).toEqual({ report: join(run, "report.html") });
    const bare = (page: string) => page.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "");
    expect(bare(await text("report.html")) === bare(before)).toBe(true);

    const record = await json("run.json");
    const away = { ...record, data: { ...record.data, root: join(root, "away") } };
    await writeFile(join(run, "run.json"), JSON.stringify(away));
    await report({ run }, watch().effects);
    expect((await text("report.html")).includes("Größe, klein")).toBe(true);
    await expect(evaluate(parseSpec(evaluateSpec, { run }), watch().effects)).rejects.toMatchObject({
      code: "input-missing",
    });
    await writeFile(join(run, "run.json"), JSON.stringify(record));
  });

  it("wants a run", async () => {
    await expect(report({ run: data }, watch().effects)).rejects.toMatchObject({ code: "run-invalid" });
    const broken = join(root, "broken-run");
    await mkdir(broken);
    for (const content of [
      "{",
      "null",
      "[]",
      JSON.stringify({ format: 2 }),
      '{"format":1,"status":"finished"}',
    ]) {
      await writeFile(join(broken, "run.json"), content);
      await expect(report({ run: broken }, watch().effects)).rejects.toMatchObject({ code: "run-invalid" });
    }
  });
});

describe("on the command line", () => {
  it("prints one JSON document and nothing else", async () => {
    const out = join(root, "json-run");
    const trained = await runMor(["train", data, "--out", out, "--ratio", "2:1:1", ...smallWords, "--json"]);
    expect(trained.exitCode).toBe(0);
    const document = JSON.parse(trained.stdout);
    expect(document).toMatchObject({ run: out, bestEpoch: 2, metrics: { part: "test" } });
    const evaluated = await runMor(["evaluate", out, "--threads", "1", "--json"]);
    expect(evaluated.stdout).toBe(await readFile(join(out, "metrics.json"), "utf8"));
    const predicted = await runMor(["predict", out, data, "--json"]);
    expect(JSON.parse(predicted.stdout).images).toHaveLength(36);
    const reported = await runMor(["report", out, "--json"]);
    expect(JSON.parse(reported.stdout)).toEqual({ report: join(out, "report.html") });
    // In another process, the same bits.
    expect(await readFile(join(out, "model.onnx"))).toEqual(await readFile(join(run, "model.onnx")));
  });
});
