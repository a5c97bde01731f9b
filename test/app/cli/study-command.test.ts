import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { StudyResult } from "../../../src/app/tasks/study/study.ts";
import { temporaryFolder } from "../../data/dataset/made-images.ts";
import { writeDiscs } from "../tasks/run/small-run.ts";
import { keepCacheIn, smallWords } from "../tasks/study/small-study.ts";
import { runMor } from "./run-mor.ts";

let root = "";
let data = "";
beforeAll(async () => {
  root = await temporaryFolder();
  data = join(root, "data");
  await writeDiscs(data, ["small", "large"], 12);
});
keepCacheIn(() => root);

/** The last `--models` counts. */
const studyWords = (out: string, models: string): readonly string[] => [
  ...["study", data, "--out", join(root, out)],
  ...[...smallWords, "--models", models],
];

describe("mor study", () => {
  it("shows a row after each run and prints one table", async () => {
    const { exitCode, stdout, stderr } = await runMor(studyWords("whole", "resnet,svm"));
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^resnet {2}accuracy \d\.\d{3} .*left$/m);
    expect(stderr).toMatch(/^svm {5}accuracy \d\.\d{3}/m);
    const [first = "", , titles = ""] = stdout.split("\n");
    expect(first).toMatch(/^4 scored images/);
    expect(titles).toMatch(/^model +accuracy +letters +per group +macro AUC +calibration error +training/);
    expect(stdout).toContain(join(root, "whole", "report.html"));
    expect(stdout).toContain(join(root, "whole", "comparison.csv"));
  });

  it("prints what there is and exits as failed when a model has no result", async () => {
    const file = join(root, "net.onnx");
    await writeFile(file, "no network");
    const words = studyWords("part", `${file},svm`);
    const { exitCode, stdout, stderr } = await runMor([...words, "--quiet", "--json"]);
    expect(exitCode).toBe(1);
    const result = JSON.parse(stdout) as StudyResult; // the document that the command prints
    expect(result.models.map(({ name }) => name)).toEqual(["svm"]);
    expect(result.failures).toHaveLength(1);
    expect(stderr).toContain("error: Expected results of 2 models, got 1; without one:");
    expect(stderr).toContain("hint: ");

    const again = await runMor([...words, "--resume", "--quiet"]);
    expect(again.exitCode).toBe(1);
    expect(again.stdout).toContain("Without a result:");
  });

  it("knows wrong names and missing weights before it writes anything", async () => {
    const wrong = await runMor(studyWords("wrong", "resnt"));
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain("Did you mean resnet?");
    const missing = await runMor([...studyWords("wrong", "vgg16,densenet121"), "--weights", "imagenet"]);
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain("mor backbone pull vgg16 densenet121");
    const resumed = await runMor([...studyWords("wrong", "svm"), "--resume"]);
    expect(resumed.stderr).toContain("Expected a study to resume, got none");
  });
});
