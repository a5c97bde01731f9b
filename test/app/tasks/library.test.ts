import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  evaluate,
  inspect,
  partition,
  phantoms,
  predict,
  readManifest,
  readPredictions,
  report,
  train,
} from "deeplearnmor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../../src/app/protocol/progress.ts";

let folder = "";
let data = "";
let run = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mor-library-"));
  data = join(folder, "phantoms");
  run = join(folder, "run");
  await phantoms({ out: data, imagesPerClass: 6, plants: 6, size: 32 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the commands as functions", () => {
  it("look at data and cut them, silently and with the commands' defaults", async () => {
    const found = await inspect({ data, by: "plant", skipDuplicates: true });
    expect([found.images, found.groups?.count, found.classes.length]).toEqual([36, 36, 6]);
    const out = join(folder, "manifest.csv");
    const { manifests } = await partition({ data, out, by: "plant", ratio: "4:1:1", seed: undefined });
    expect(manifests.map(({ file }) => file)).toEqual([out]);
    const parts = (await readManifest(out)).rows.map(({ part }) => part);
    expect(parts.filter((part) => part === "train")).toHaveLength(24);
  });

  it("train, score, apply and report", async () => {
    const stages = new Set<string>();
    const progress = (event: ProgressEvent) => {
      if (event.kind === "start") stages.add(event.stage);
    };
    const warn = () => {};
    const options = { data, out: run, by: "plant", ratio: "4:1:1", epochs: 1, batch: 12, size: 32 } as const;
    const trained = await train({ ...options, threads: 1, skipDuplicates: true }, { progress, warn });
    expect(stages).toContain("Training");
    expect(trained.metrics.levels.image?.count).toBe(6);
    const metrics = await evaluate({ run, threads: 1 });
    expect(metrics).toEqual(trained.metrics);
    const stored = await evaluate({ predictions: join(run, "predictions.csv") });
    expect(stored.levels.image?.accuracy).toEqual(metrics.levels.image?.accuracy);

    const out = join(folder, "predictions.csv");
    const images = join(data, "chlo_normal");
    const { images: verdicts } = await predict({ run, images: [images], out, threads: 1 });
    const { predictions } = await readPredictions(out);
    expect(predictions.map(({ path }) => path)).toEqual(verdicts.map(({ path }) => path));

    rmSync(trained.report);
    expect(await report({ run })).toEqual({ report: trained.report });
    expect(existsSync(trained.report)).toBe(true);
    expect(readFileSync(trained.report, "utf8")).toMatch(/^<!doctype html>/i);
  });

  it("stop when the signal has fired", async () => {
    const effects = { signal: AbortSignal.abort() };
    await expect(inspect({ data }, effects)).rejects.toMatchObject({ code: "cancelled" });
  });

  it("reject wrong options with their names as a script writes them", async () => {
    await expect(train({ data, out: run, learningRate: -1 })).rejects.toMatchObject({
      code: "usage",
      message: "Expected learningRate to be more than 0, got -1.",
    });
    // @ts-expect-error: neither a run nor predictions
    await expect(evaluate({})).rejects.toMatchObject({ code: "usage" });
    // @ts-expect-error: the network has another name
    await expect(train({ data, out: run, model: "resnet-50" })).rejects.toMatchObject({ code: "usage" });
  });
});
