import { cp, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { predict, predictSpec } from "../../../../src/app/tasks/run/predict.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { readPredictions } from "../../../../src/learning/evaluation/predictions/read-predictions.ts";
import { readVerdicts } from "../../../../src/learning/evaluation/predictions/read-verdicts.ts";
import { temporaryFolder, writeTree } from "../../../data/dataset/made-images.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { trainSmall, watch, writeDiscs } from "./small-run.ts";

it("tells each verdict as soon as it is there: the rows of the table, in their order, tiles averaged", async () => {
  const root = await temporaryFolder();
  const [data, run, out] = [join(root, "images"), join(root, "run"), join(root, "verdicts.csv")];
  await writeDiscs(data, ["large", "small"], 12);
  await trainSmall(data, run, { tiles: "quarters", epochs: 1 });
  await writeTree(data, { "small/plant-11_2.png": "no image" });
  const watched = watch();
  const spec = parseSpec(predictSpec, { run, images: [data], out, threshold: 0.6, threads: 1, maxBroken: 1 });
  const { images } = await predict(spec, watched.effects);
  const told = watched.events.flatMap((event) => (event.kind === "classified" ? [event.images] : []));
  expect(told.length).toBeGreaterThan(3);
  expect(told.flat()).toEqual(images);
  expect(images).toHaveLength(24);
  const { rows, classes } = await readVerdicts(out);
  expect(rows).toEqual(images);
  expect(classes).toEqual((await readPredictions(out)).classes);
});

it("classifies no mask that lies in truth/ beside its image, says so, and takes one that has no image for an image", async () => {
  const root = await temporaryFolder();
  const [data, run] = [join(root, "images"), join(root, "run")];
  await writeDiscs(data, ["large", "small"], 12);
  await trainSmall(data, run, { epochs: 1 });
  const given = join(root, "given");
  await cp(data, given, { recursive: true });
  await cp(data, join(given, "truth"), { recursive: true });
  await rename(join(given, "truth", "small"), join(given, "truth", "other"));
  const watched = watch();
  const { images } = await predict(
    parseSpec(predictSpec, { run, images: [given], threads: 1 }),
    watched.effects,
  );
  const paths = images.map(({ path }) => path);
  expect(paths.filter((path) => path.includes("truth/large/"))).toEqual([]);
  expect(paths.filter((path) => path.includes("truth/other/"))).toHaveLength(12);
  expect(paths).toHaveLength(36);
  expect(watched.warnings.join()).toContain("12 of 48 files");
});

it("warns of images without any contrast by their names", async () => {
  const root = await temporaryFolder();
  const [data, run] = [join(root, "images"), join(root, "run")];
  await writeDiscs(data, ["large", "small"], 12);
  await trainSmall(data, run, { epochs: 1 });
  const watched = watch();
  const whole = parseSpec(predictSpec, { run, images: [join(data, "large")], threads: 1 });
  await predict(whole, watched.effects);
  expect(watched.warnings).toEqual([]);
  const black = Buffer.from(tinyPng(32, 32, new Uint8Array(32 * 32)).split(",")[1] ?? "", "base64");
  await writeFile(join(data, "large", "black.png"), black);
  await predict(whole, watched.effects);
  expect(watched.warnings).toEqual([
    expect.stringMatching(
      /^Images without any contrast, to which no answer .*: 1 \(.*large\/black\.png\)\.$/,
    ),
  ]);
});

it("has written the table before it looks for images without contrast, which can be stopped", async () => {
  const root = await temporaryFolder();
  const [data, run, out] = [join(root, "images"), join(root, "run"), join(root, "verdicts.csv")];
  await writeDiscs(data, ["large", "small"], 12);
  await trainSmall(data, run, { epochs: 1 });
  const watched = watch((event) => event.kind === "start" && event.stage.includes("without contrast"));
  const spec = parseSpec(predictSpec, { run, images: [data], out, threads: 1 });
  await expect(predict(spec, watched.effects)).rejects.toMatchObject({ code: "cancelled" });
  expect((await readVerdicts(out)).rows).toHaveLength(24);
});
