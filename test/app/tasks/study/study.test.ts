import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readManifest } from "../../../../src/data/dataset/read-manifest.ts";
import { readPredictions } from "../../../../src/learning/evaluation/predictions/read-predictions.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { filesBelow, watch, writeDiscs } from "../run/small-run.ts";
import { keepCacheIn, readRecord, studySmall } from "./small-study.ts";

let root = "";
let data = "";
beforeAll(async () => {
  root = await temporaryFolder();
  data = join(root, "data");
  await writeDiscs(data, ["small", "large"], 12);
});
keepCacheIn(() => root);

describe("one cut", () => {
  it("trains every model on the same parts and writes one report", async () => {
    const out = join(root, "study");
    const watched = watch();
    const models = "mobilenet-v2-0.35+logistic,forest-measurements,resnet";
    const result = await studySmall(data, out, { models }, watched);

    expect(result.models.map(({ name }) => name).sort()).toEqual(models.split(",").sort());
    expect(result.failures).toEqual([]);
    const accuracies = result.models.map(({ accuracy }) => accuracy.value ?? Number.NaN);
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect(result.models.every(({ trainSeconds }) => trainSeconds > 0)).toBe(true);
    // The published network at that width has 410,208; a head of two classes on 1,280 features 2,562.
    const mobilenet = result.models.find(({ name }) => name.startsWith("mobilenet"));
    expect(mobilenet?.parameterCount).toBe(410_208 + 2_562);

    const { rows } = await readManifest(join(out, "partition.csv"));
    const tested = rows.flatMap(({ part, path }) => (part === "test" ? [path] : []));
    const cut = rows.map(({ path, part, group }) => [path, part, group]);
    for (const { runs } of result.models) {
      const [run = ""] = runs;
      const manifest = await readManifest(join(out, run, "manifest.csv"));
      expect(manifest.rows.map(({ path, part, group }) => [path, part, group])).toEqual(cut);
      const { predictions } = await readPredictions(join(out, run, "predictions.csv"));
      expect(predictions.map(({ path }) => path)).toEqual(tested);
    }
    const record = await readRecord(out);
    expect(record.status).toBe("finished");
    expect(record.runs.map(({ state }) => state)).toEqual(["finished", "finished", "finished"]);

    const html = await readFile(result.report, "utf8");
    expect(html).toContain("Random forest on measurements");
    expect(html).toContain("MobileNet v2 (width 0.35), logistic regression");
    expect(html).toContain("ran with weights made by a rule");
    expect(html).toContain('href="runs/resnet/report.html"');
    expect((await readFile(result.comparison, "utf8")).trim().split("\n")).toHaveLength(1 + 3);
    // Each fact is told once, however many runs find it.
    expect(new Set(watched.warnings).size).toBe(watched.warnings.length);
    const opened = watched.events.filter(
      (event) => event.kind === "start" && event.stage === "Checking images",
    );
    expect(opened).toHaveLength(1);
    const rowsShown = watched.events.flatMap((event) => (event.kind === "message" ? [event.text] : []));
    expect(rowsShown).toHaveLength(3);
    expect(rowsShown[0]).toMatch(
      /^mobilenet-v2-0\.35\+logistic {2}accuracy \d\.\d{3} .*about \d+:\d\d left$/,
    );
  });

  it("goes on when a model fails, says why, and makes up for it later", async () => {
    const [out, file] = [join(root, "failing"), join(root, "net.onnx")];
    await writeFile(file, "no network");
    const models = `${file},forest-measurements`;
    const watched = watch();
    const result = await studySmall(data, out, { models }, watched);
    expect(result.models.map(({ name }) => name)).toEqual(["forest-measurements"]);
    expect(result.failures).toEqual([
      { name: file, title: "net.onnx", reason: expect.stringContaining("Expected an ONNX model") },
    ]);
    expect(watched.warnings).toContainEqual(expect.stringContaining("failed: Expected an ONNX model"));
    expect(await readFile(result.report, "utf8")).toContain("net.onnx has no result");
    expect((await readRecord(out)).runs.map(({ state }) => state)).toEqual(["failed", "finished"]);

    // A model that is left out leaves its run where it is; one that is added is trained.
    const before = (await readRecord(out)).runs[1];
    const mended = await studySmall(data, out, { models: "forest-measurements,resnet", resume: true });
    expect(mended.failures).toEqual([]);
    expect(mended.models).toHaveLength(2);
    const { runs } = await readRecord(out);
    expect(runs.find(({ model }) => model === "forest-measurements")).toEqual(before);
  });

  it("throws when no model has a result", async () => {
    const [out, file] = [join(root, "nothing"), join(root, "bad.onnx")];
    await writeFile(file, "no network");
    await expect(studySmall(data, out, { models: file })).rejects.toMatchObject({
      code: "run-invalid",
      message: expect.stringContaining("bad.onnx: Expected an ONNX model"),
      hint: expect.stringContaining("--resume"),
    });
  });
});

describe("a folder that is there", () => {
  it("is refused, and replaced with --force if it holds a study alone", async () => {
    const [out, copy] = [join(root, "there"), join(root, "copy")];
    await studySmall(data, out, { models: "resnet" });
    await expect(studySmall(data, out)).rejects.toMatchObject({
      code: "output-exists",
      message: expect.stringContaining("a finished study"),
    });
    await cp(out, copy, { recursive: true });
    await studySmall(data, out, { models: "resnet", seed: 4, force: true });
    expect(await filesBelow(out)).toEqual(await filesBelow(copy));
    await writeFile(join(copy, "runs", "resnet", "notes.txt"), "mine");
    await expect(studySmall(data, copy, { force: true })).rejects.toMatchObject({ code: "output-exists" });
    expect(await readFile(join(copy, "runs", "resnet", "notes.txt"), "utf8")).toBe("mine");
  });

  it("may not hold the data", async () => {
    await expect(studySmall(data, root, { force: true })).rejects.toMatchObject({ code: "output-exists" });
  });
});
