import { cp, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../../../src/app/protocol/progress.ts";
import { type QuantizeResult, quantize } from "../../../../src/app/tasks/quantize/quantize.ts";
import { quantizeSpec } from "../../../../src/app/tasks/quantize/quantize-spec.ts";
import { predict, predictSpec } from "../../../../src/app/tasks/run/predict.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { readOnnx } from "../../../../src/engine/graph/onnx/read-onnx.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { filesBelow, trainSmall, type Watched, watch, writeDiscs } from "../run/small-run.ts";

let root = "";
let data = "";
/** Runs of a network: one with a test part, one without. */
let tested = "";
let validated = "";

const start = (run: string, changes: object = {}, { effects }: Watched = watch()): Promise<QuantizeResult> =>
  quantize(parseSpec(quantizeSpec, { run, threads: 1, images: 8, ...changes }), effects);

async function copyOf(run: string, name: string): Promise<string> {
  const copy = join(root, name);
  await cp(run, copy, { recursive: true });
  return copy;
}

const predictWith = (run: string, options: object = {}) =>
  predict(
    parseSpec(predictSpec, { run, images: [join(data, "large")], threads: 1, precision: "int8", ...options }),
    watch().effects,
  );

beforeAll(async () => {
  root = await temporaryFolder();
  [data, tested, validated] = [join(root, "data"), join(root, "tested"), join(root, "validated")];
  await writeDiscs(data, ["small", "large"], 24);
  const options = { epochs: 5, ratio: "2:1:1" };
  await trainSmall(data, tested, options);
  await trainSmall(data, validated, { ...options, ratio: "3:1:0" });
}, 60_000);

describe("mor quantize", () => {
  it("writes a model that loses little, with what it is worth, and a report that says so", async () => {
    const run = await copyOf(tested, "whole");
    const watched = watch();
    const { layers, scored, choice, speed, bytes, calibrationImages } = await start(run, {}, watched);
    expect(layers.filter(({ precision }) => precision === "int8").length).toBeGreaterThanOrEqual(5);
    expect(calibrationImages).toBe(8);
    expect(choice).toMatchObject({ part: "val" });
    expect(scored).toMatchObject({ part: "test", images: 12 });
    expect(scored.float32Accuracy - scored.int8Accuracy).toBeCloseTo(scored.loss.value ?? Number.NaN, 10);
    expect(Math.abs(scored.loss.value ?? 1)).toBeLessThan(0.2);
    expect(scored.changed).toBeLessThan(0.2);
    expect(speed.float32MsPerImage).toBeGreaterThan(0);
    expect(bytes.int8).toBeLessThan(bytes.float32);
    const [float32, int8] = ["model.onnx", "model-int8.onnx"].map((name) => readOnnx(join(run, name)));
    expect(int8?.metadata).toEqual(float32?.metadata);
    expect(JSON.parse(await readFile(join(run, "int8.json"), "utf8"))).toMatchObject({ format: 1, layers });
    const page = await readFile(join(run, "report.html"), "utf8");
    expect(page).toContain("The model in 8 bits");
    expect(page).toContain(`Of ${layers.length} layers with weights`);
    const predicted = await predictWith(run);
    const before = await predictWith(run, { precision: "float32" });
    const agreeing = predicted.images.filter(
      ({ mostProbable }, index) => mostProbable === before.images[index]?.mostProbable,
    );
    expect(agreeing.length).toBeGreaterThanOrEqual(0.9 * before.images.length); // some lie on a border
    expect(predicted.images.map(({ confidence }) => confidence)).not.toEqual(
      before.images.map(({ confidence }) => confidence),
    );
  });

  it("chooses on training images that calibration left out when the validation part is scored", async () => {
    const run = await copyOf(validated, "train-choice");
    const { choice, scored } = await start(run);
    expect(choice).toMatchObject({ part: "train", images: 28 });
    expect(scored).toMatchObject({ part: "val", images: 12 });
  });

  it("refuses a model that is there, and replaces it with --force to the same bits", async () => {
    const run = await copyOf(tested, "again");
    await start(run);
    const file = join(run, "model-int8.onnx");
    const before = await readFile(file);
    await expect(start(run)).rejects.toMatchObject({ code: "output-exists", hint: /--force/ });
    await start(run, { force: true });
    expect((await readFile(file)).equals(before)).toBe(true);
    await writeFile(file, "something else");
    await expect(start(run, { force: true })).rejects.toMatchObject({ code: "output-exists" });
  });

  const moments: readonly (readonly [string, (event: ProgressEvent) => boolean])[] = [
    ["calibrating", (event) => event.kind === "start" && event.stage === "Calibrating"],
    ["scoring", (event) => event.kind === "start" && event.stage === "Scoring in 8 bits"],
    ["measuring", (event) => event.kind === "start" && event.stage === "Measuring the speed"],
  ];
  it.each(moments)("leaves the run as it was when it is stopped while %s", async (moment, stopAt) => {
    const run = await copyOf(tested, `stopped-${moment}`);
    await expect(start(run, {}, watch(stopAt))).rejects.toMatchObject({ code: "cancelled" });
    expect(await filesBelow(run)).toEqual(await filesBelow(tested));
  });

  it("tells what is wrong with a run that has no network, no images or a broken model", async () => {
    const classical = join(root, "forest");
    const options = {
      model: "forest",
      width: undefined,
      epochs: undefined,
      batch: undefined,
      size: undefined,
    };
    await trainSmall(data, classical, { ...options, ratio: "2:1:1" });
    await expect(start(classical)).rejects.toMatchObject({ code: "run-invalid", message: /classical/ });
    await expect(predictWith(classical)).rejects.toMatchObject({ hint: /leave out --precision/ });
    await expect(start(join(root, "nowhere"))).rejects.toMatchObject({ code: "run-invalid" });
    const broken = await copyOf(tested, "broken");
    await writeFile(join(broken, "model.onnx"), "not a model");
    await expect(start(broken)).rejects.toMatchObject({ code: "model-invalid" });
    await rename(data, `${data}-moved`);
    try {
      await expect(start(await copyOf(tested, "lost"))).rejects.toMatchObject({ code: "input-missing" });
    } finally {
      await rename(`${data}-moved`, data);
    }
  });

  it("tells mor predict's user what to type when there is no such model", async () => {
    await expect(predictWith(tested)).rejects.toMatchObject({
      hint: `Write it first: mor quantize ${tested}`,
    });
    await expect(predictWith(join(tested, "model.onnx"))).rejects.toMatchObject({ code: "usage" });
  });
});
