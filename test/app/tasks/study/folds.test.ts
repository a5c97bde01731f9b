import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readManifest } from "../../../../src/data/dataset/read-manifest.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { filesBelow, writeDiscs } from "../run/small-run.ts";
import { keepCacheIn, readRecord, studySmall } from "./small-study.ts";

let root = "";
let data = "";
beforeAll(async () => {
  root = await temporaryFolder();
  data = join(root, "data");
  await writeDiscs(data, ["small", "large"], 24);
});
keepCacheIn(() => root);

describe("folds", () => {
  it("score every image once, find wrong labels, and forecast", async () => {
    const out = join(root, "study");
    // Two images change their labels; the discs of the classes differ by a factor of two.
    const wrong = ["small/plant-00_0.png", "large/plant-15_1.png"];
    const [toLarge, toSmall] = ["large/plant-00x_0.png", "small/plant-15x_1.png"];
    await rename(join(data, wrong[0] ?? ""), join(data, toLarge));
    await rename(join(data, wrong[1] ?? ""), join(data, toSmall));
    const options = { models: "forest-measurements,svm-measurements", folds: 3 };
    const result = await studySmall(data, out, {
      ...options,
      labelNoise: true,
      learningCurve: true,
      curveModels: "svm-measurements",
    });

    expect(result.images).toBe(48);
    const tested: string[] = [];
    for (const fold of [1, 2, 3]) {
      const { rows } = await readManifest(join(out, "folds", `fold-${fold}.csv`));
      tested.push(...rows.flatMap(({ part, path }) => (part === "test" ? [path] : [])));
      expect(rows.filter(({ part }) => part === "val").length).toBeGreaterThan(0);
      const parts = new Map<string, Set<string | undefined>>();
      for (const { group = "", part } of rows) parts.set(group, (parts.get(group) ?? new Set()).add(part));
      expect([...parts.values()].every(({ size }) => size === 1)).toBe(true);
    }
    expect(new Set(tested).size).toBe(48);
    expect(tested).toHaveLength(48);
    expect(result.models[0]?.accuracy.value).toBeGreaterThan(0.85);
    expect(result.models[0]?.runs).toHaveLength(3);

    const doubtful = (await readFile(join(out, "doubtful-labels.csv"), "utf8")).trim().split("\n").slice(1);
    const named = doubtful.map((line) => line.split(",")[0]);
    expect([toLarge, toSmall]).toContain(named[0]);

    const { runs } = await readRecord(out);
    const curve = runs.filter(({ images }) => images !== undefined);
    expect(new Set(curve.map(({ model }) => model))).toEqual(new Set(["svm-measurements"]));
    expect(new Set(curve.map(({ images }) => images)).size).toBeGreaterThanOrEqual(2);
    const rows = (await readFile(join(out, "learning-curve.csv"), "utf8")).trim().split("\n");
    expect(rows.filter((row) => row.includes(",measured,"))).toHaveLength(curve.length + 1);
    expect(result.forecasts.map(({ name }) => name)).toEqual(["svm-measurements"]);
    // The models of the curve are of no further use; their scores are.
    const files = (await filesBelow(join(out, "learning-curve"))).filter((name) => name.startsWith("svm"));
    expect(files.filter((name) => name.endsWith("model.safetensors"))).toEqual([]);
    expect(files.filter((name) => name.endsWith("metrics.json"))).toHaveLength(curve.length);

    const html = await readFile(result.report, "utf8");
    expect(html).toContain("3-fold cross-validation");
    expect(html).toContain('href="runs/svm-measurements/fold-1/report.html"');
    expect(html).toContain("look wrong");

    // All is there: nothing is trained again, and nothing changes.
    const again = await studySmall(data, out, {
      ...options,
      labelNoise: true,
      learningCurve: true,
      curveModels: "svm-measurements",
      resume: true,
    });
    expect(again.models).toEqual(result.models);
    expect((await readRecord(out)).runs).toEqual(runs);
  });

  it("want groups enough, before anything is written", async () => {
    const out = join(root, "many");
    await expect(studySmall(data, out, { folds: 50 })).rejects.toMatchObject({
      code: "partition-impossible",
    });
    await expect(filesBelow(out)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
