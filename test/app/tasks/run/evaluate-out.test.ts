import { copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluate, evaluateSpec } from "../../../../src/app/tasks/evaluate.ts";
import { readEvaluation } from "../../../../src/app/tasks/run/evaluation-record.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { writePng } from "../../../../src/data/images/write-image.ts";
import { metricsAtLevels } from "../../../../src/learning/evaluation/metrics-at-levels.ts";
import { averageTiles } from "../../../../src/learning/evaluation/predictions/average-predictions.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { discImage, trainSmall, watch, writeDiscs } from "./small-run.ts";

let root = "";
let run = "";
let other = "";

/** Pictures of another day, in new plants; in class "small" one of each part of the run by another name. */
beforeAll(async () => {
  root = await temporaryFolder();
  run = join(root, "run");
  other = join(root, "other");
  await writeDiscs(join(root, "images"), ["large", "small"], 12);
  await trainSmall(join(root, "images"), run);
  const rows = (await readFile(join(run, "manifest.csv"), "utf8")).split("\n").map((row) => row.split(","));
  for (const [kind, label] of ["large", "small"].entries()) {
    await mkdir(join(other, label), { recursive: true });
    for (let number = 0; number < 4; number++) {
      const plant = `plant-9${kind}${Math.floor(number / 2)}`;
      await writePng(join(other, label, `${plant}_${number}.png`), discImage(kind, 700 + number));
    }
  }
  for (const part of ["train", "val", "test"]) {
    const path = rows.find((row) => row[1] === "small" && row[2] === part)?.[0] ?? "";
    await copyFile(join(root, "images", path), join(other, "small", `plant-99_${part}.png`));
  }
});

const score = (values: Record<string, unknown>, watching = watch()) =>
  evaluate(parseSpec(evaluateSpec, { run, threads: 1, ...values }), watching.effects);

describe("evaluate with out", () => {
  it("keeps the score, every verdict, the warnings and what it was made of", async () => {
    const out = join(root, "kept", "day-2.json");
    const watching = watch();
    const metrics = await score({ data: other, byPattern: "plant-\\d+", out }, watching);
    const record = await readEvaluation(out);
    expect(record.metrics).toEqual(JSON.parse(JSON.stringify(metrics)));
    expect(record).toMatchObject({
      spec: { run, data: other, byPattern: "plant-\\d+", out },
      runStarted: JSON.parse(await readFile(join(run, "run.json"), "utf8")).started,
      data: { root: other, broken: 0, groupName: "group", seen: { train: 1, val: 1, test: 1 } },
      classes: ["large", "small"],
    });
    expect(record.warnings).toEqual(watching.warnings);
    const table = {
      classes: record.classes,
      predictions: record.predictions.map(({ group, ...row }) => ({
        ...row,
        ...(group !== null && { group }),
      })),
    };
    const again = metricsAtLevels(averageTiles(table), { part: "all" });
    expect(again.levels.image?.confusion).toEqual(metrics.levels.image?.confusion);
  });

  it("tells images that the run has seen, whatever they are called", async () => {
    const watching = watch();
    await score({ data: other }, watching);
    expect(watching.warnings.join(" ")).toMatch(
      /Of 11 images 2 are among those that the model was trained on or chosen by, so the score is too good/,
    );
    expect(watching.warnings.join(" ")).toMatch(/Of 11 images 1 are test images of the run itself/);
  });

  it("tells copies among the images, which count more than once", async () => {
    const twice = join(root, "twice");
    await cp(other, twice, { recursive: true });
    await copyFile(join(twice, "large", "plant-900_0.png"), join(twice, "large", "plant-955.png"));
    const watching = watch();
    await score({ data: twice }, watching);
    expect(watching.warnings.join(" ")).toMatch(/Of 12 images 1 are exact copies of others here/);
  });

  it("knows nothing of what was seen once the images of the run are gone", async () => {
    const out = join(root, "blind.json");
    const watching = watch();
    await rename(join(root, "images"), join(root, "moved"));
    try {
      await score({ data: other, byPattern: "plant-\\d+", out }, watching);
    } finally {
      await rename(join(root, "moved"), join(root, "images"));
    }
    expect((await readEvaluation(out)).data.seen).toBeNull();
    expect(watching.warnings.join()).toMatch(/nobody can tell/);
    const bare = join(root, "bare");
    await cp(run, bare, { recursive: true });
    await rm(join(bare, "manifest.csv"));
    const blind = watch();
    await score({ run: bare, data: other, byPattern: "plant-\\d+" }, blind);
    expect(blind.warnings.join()).toMatch(/nobody can tell/);
  });

  it("says that it cannot tell all that was seen once some images of the run are gone or changed", async () => {
    const [large, moved] = [join(root, "images", "large"), join(root, "moved-ones")];
    const names = (await readdir(large)).slice(0, 4);
    await mkdir(join(moved, "large"), { recursive: true });
    const untouched = watch();
    await score({ data: other }, untouched);
    expect(untouched.warnings.join()).not.toMatch(/gone or changed/);
    for (const name of names) await rename(join(large, name), join(moved, "large", name));
    const [gone, changed] = [watch(), watch()];
    try {
      await score({ data: moved }, gone);
      for (const name of names) await writePng(join(large, name), discImage(0, 900));
      await score({ data: moved }, changed);
    } finally {
      for (const name of names) await rename(join(moved, "large", name), join(large, name));
    }
    expect(gone.warnings).toContain(
      "At least 4 images of the training are gone or changed: whether they are among these cannot be told.",
    );
    expect(changed.warnings.join()).toMatch(/Some images of the training are gone or changed/);
  });

  it("tells groups that are called like those of the training, and no others", async () => {
    const rows = (await readFile(join(run, "manifest.csv"), "utf8")).split("\n");
    const plantOf = (part: string): string =>
      rows.find((row) => row.includes(`,large,${part},`))?.match(/plant-\d+/)?.[0] ?? "";
    const day = join(root, "same-plants");
    await mkdir(join(day, "large"), { recursive: true });
    const name = (part: string): string => join(day, "large", `${plantOf(part)}_later.png`);
    await writePng(name("test"), discImage(0, 801));
    const [fresh, one, two] = [watch(), watch(), watch()];
    await score({ data: day, byPattern: "plant-\\d+" }, fresh);
    expect(fresh.warnings.join()).not.toMatch(/of the training/);
    await writePng(name("train"), discImage(0, 802));
    await score({ data: day, byPattern: "plant-\\d+" }, one);
    expect(one.warnings).toContain(
      `The group ${plantOf("train")} is also the name of a group of the training: if it is the same, the score is too good.`,
    );
    await writePng(name("val"), discImage(0, 803));
    await score({ data: day, byPattern: "plant-\\d+" }, two);
    expect(two.warnings.join()).toMatch(/The groups plant-\d+ and plant-\d+ are also names of groups/);
  });

  it("replaces only what it has written, and only when it shall", async () => {
    const out = join(root, "twice.json");
    await score({ out });
    await expect(score({ out })).rejects.toMatchObject({ code: "output-exists" });
    await score({ out, force: true });
    expect((await readEvaluation(out)).data.seen).toMatchObject({ train: 0, val: 0 });
    await writeFile(out, "{}");
    await expect(score({ out, force: true })).rejects.toMatchObject({ code: "output-exists" });
    await expect(readEvaluation(out)).rejects.toMatchObject({ code: "predictions-invalid" });
  });

  it("is for runs alone", async () => {
    const spec = parseSpec(evaluateSpec, {
      predictions: join(run, "predictions.csv"),
      out: join(root, "p.json"),
    });
    await expect(evaluate(spec, watch().effects)).rejects.toMatchObject({ code: "usage" });
  });
});
