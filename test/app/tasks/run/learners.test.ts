import { existsSync, mkdtempSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explain } from "../../../../src/app/tasks/explain/explain.ts";
import { explainSpec } from "../../../../src/app/tasks/explain/explain-spec.ts";
import { predict, predictSpec } from "../../../../src/app/tasks/run/predict.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { writeOnnx } from "../../../../src/engine/graph/onnx/write-onnx.ts";
import { MorError } from "../../../../src/errors.ts";
import { smallBackbone } from "../../../learning/backbones/small-backbone.ts";
import { filesBelow, trainSmall, watch, writeDiscs } from "./small-run.ts";

const root = mkdtempSync(join(tmpdir(), "mor-learners-"));
const data = join(root, "discs");
const backbone = join(root, "net.onnx");
const cacheBefore = process.env.MOR_CACHE;

beforeAll(async () => {
  process.env.MOR_CACHE = join(root, "cache");
  await writeDiscs(data, ["small", "large"], 12);
  await writeFile(backbone, writeOnnx(smallBackbone()));
});

afterAll(() => {
  if (cacheBefore === undefined) delete process.env.MOR_CACHE;
  else process.env.MOR_CACHE = cacheBefore;
});

/** Options that only networks have are taken out. */
const unset = { width: undefined, epochs: undefined, batch: undefined, size: undefined, ratio: "2:1:1" };
const frozen = { ...unset, backbone, inputScaling: "unit" };

const ways: readonly (readonly [name: string, options: Readonly<Record<string, unknown>>, model: string])[] =
  [
    ["a logistic head", { ...frozen, views: 1 }, "model.onnx"],
    ["the package's own backbone", { ...unset, freeze: true, views: 1 }, "model.onnx"],
    [
      "the package's own backbone, fine-tuned",
      { ...unset, fineTune: "all", epochs: 4, batch: 8 },
      "model.onnx",
    ],
    ["a linear head", { ...frozen, head: "linear" }, "model.onnx"],
    ["fine-tuning", { ...frozen, fineTune: "all", epochs: 60, batch: 4, learningRate: 0.01 }, "model.onnx"],
    [
      "fine-tuning of the last block",
      { ...frozen, fineTune: 1, batchNorm: "trained", epochs: 60, batch: 4, learningRate: 0.01 },
      "model.onnx",
    ],
    ["a forest on measurements", { ...unset, model: "forest" }, "model.safetensors"],
    [
      "a support vector machine on pixels",
      { ...unset, model: "svm", input: "pixels", size: 16 },
      "model.safetensors",
    ],
    ["logistic regression on measurements", { ...unset, model: "logistic" }, "model.safetensors"],
  ];

describe.each(ways)("mor train with %s", (name, options, file) => {
  const out = join(root, name.replaceAll(" ", "-"));

  it("writes a whole run, and predicts with it", { timeout: 120_000 }, async () => {
    const result = await trainSmall(data, out, options);
    expect(result.metrics.levels.image?.accuracy.value).toBeGreaterThan(0.5);
    const files = await filesBelow(out);
    for (const wanted of [
      "run.json",
      "history.csv",
      "predictions.csv",
      "metrics.json",
      "report.html",
      file,
    ]) {
      expect(files).toContain(wanted);
    }
    const spec = parseSpec(predictSpec, { run: out, images: [join(data, "large")], threads: 1 });
    const { images } = await predict(spec, watch().effects);
    expect(images).toHaveLength(12);
    for (const { confidence } of images) expect(confidence).toBeGreaterThan(0.4);
  });

  // A backbone takes three channels, a network of our own one.
  it.runIf(file === "model.onnx")("explains what it says", { timeout: 120_000 }, async () => {
    const why = `${out}-why`;
    const method = "grad-cam,smooth-grad";
    const spec = { run: out, out: why, image: [data], method, faithfulness: 4, threads: 1 };
    const { images, faithfulness } = await explain(parseSpec(explainSpec, spec), watch().effects);
    expect(images).toBe(24);
    expect(Object.keys(faithfulness)).toEqual(method.split(","));
    expect(await filesBelow(why)).toContain("mean-maps.png");
  });

  it("goes the same way again", { timeout: 120_000 }, async () => {
    const again = `${out}-again`;
    await trainSmall(data, again, options);
    expect(await readFile(join(again, file))).toEqual(await readFile(join(out, file)));
  });
});

describe("mor train", () => {
  it("keeps the licence and the origin of a backbone in the record, and says so in the report", async () => {
    const out = join(root, "a-logistic-head");
    const record = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
    expect(record.model.backbone).toMatchObject({ name: "net", weights: "file" });
    expect(record.result.choices).toMatch(/^C = /);
    const report = await readFile(join(out, "report.html"), "utf8");
    expect(report).toContain("Multinomial logistic regression on frozen features of network of net.onnx");
    expect(report).toContain("The weights of net came from a file of the user");
  });

  it("computes features once: a second run finds them in the cache", async () => {
    const [network] = await readdir(join(root, "cache", "features"));
    expect(network).toMatch(/^[0-9a-f]{64}$/);
    expect(existsSync(join(root, "cache", "features", network ?? ""))).toBe(true);
  });

  it("goes on with a head after a stop", async () => {
    const out = join(root, "stopped");
    const stop = watch(
      ({ kind, ...event }) => kind === "start" && "stage" in event && event.stage === "Training the head",
    );
    await expect(trainSmall(data, out, { ...frozen, head: "linear" }, stop)).rejects.toMatchObject({
      code: "cancelled",
    });
    await trainSmall(data, out, { ...frozen, head: "linear", resume: true });
    expect(await readFile(join(out, "model.onnx"))).toEqual(
      await readFile(join(root, "a-linear-head", "model.onnx")),
    );
  });

  it.each([
    [{ backbone: undefined, model: "resnet", head: "linear" }, "--head with --model"],
    [{ backbone: undefined, model: "resnet", fineTune: "all" }, "--fine-tune with --model"],
    [{ backbone: undefined, model: "resnet", freeze: true }, "--freeze with --model"],
    [{ freeze: true, fineTune: "all" }, "--freeze with --fine-tune"],
    [{ model: "resnet" }, "--model with --backbone"],
    [{ epochs: 3 }, "--epochs with a frozen backbone"],
    [{ earlyRate: 0.5 }, "--early-rate without --fine-tune"],
    [
      { backbone: undefined, model: "resnet", inputScaling: undefined, batchNorm: "trained" },
      "--batch-norm without --fine-tune",
    ],
    [
      { backbone: undefined, model: "resnet", inputScaling: undefined, weights: "rule-made" },
      "--weights without --backbone",
    ],
    [
      { backbone: undefined, model: "resnet", inputScaling: undefined, input: "pixels" },
      "--input with a network",
    ],
    [{ input: "pixels" }, "--input with a network"],
    [{ fineTune: "all", head: "linear" }, "--head with --fine-tune"],
    [{ intensity: "per-image" }, "full-range or percentile"],
    [{ tap: "nonsense" }, 'got "nonsense"'],
    [{ backbone: "no-such-network" }, "no-such-network"],
    [{ backbone: "vgg16" }, "vgg16"],
  ])("refuses %j", async (changes, words) => {
    const out = join(root, "refused");
    const error = await trainSmall(data, out, { ...frozen, ...changes }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MorError);
    expect(String(error)).toContain(words);
    expect((error as MorError).hint).toBeTruthy(); // just looked at
    expect(existsSync(out)).toBe(false);
  });

  it("names the pull that a backbone without weights needs", async () => {
    const error = await trainSmall(data, join(root, "x"), { ...frozen, backbone: "vgg16" }).catch(
      (e: unknown) => e,
    );
    expect((error as MorError).hint).toContain("mor backbone pull vgg16"); // the case above
  });

  it("takes one of the nine with rule-made weights, and warns of them", { timeout: 120_000 }, async () => {
    const out = join(root, "rule-made");
    await trainSmall(data, out, {
      ...unset,
      backbone: "mobilenet-v2-0.35",
      weights: "rule-made",
      size: 32,
      views: 1,
    });
    const report = await readFile(join(out, "report.html"), "utf8");
    expect(report).toContain("weights were made by a rule");
  });
});
