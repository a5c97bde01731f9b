import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, it } from "vitest";
import { readExplanation } from "../../../../src/app/server/explanations/read-explanation.ts";
import { files, queries } from "../../../../src/app/server/routes/explanations.ts";
import { queries as predictionQueries } from "../../../../src/app/server/routes/predictions.ts";
import { queries as runQueries } from "../../../../src/app/server/routes/runs.ts";
import { makeSmallWorkspace, openContext } from "./small-workspace.ts";

let folder = "";
const created = new Date().toISOString();
const image = "images/large/plant-00_0.png";

beforeAll(async () => {
  folder = await makeSmallWorkspace();
  await rename(join(folder, "runs", "discs"), join(folder, "runs", "run-1"));
  const record = JSON.parse(await readFile(join(folder, "runs", "run-1", "run.json"), "utf8"));
  await writeRecord({ ...record, started: new Date(Date.parse(created) - 60_000).toISOString() });
  const estimate = { value: 0.4, low: 0.3, high: 0.5 };
  const curves = { deletionAuc: estimate, insertionAuc: estimate };
  const random = { randomDeletionAuc: estimate, randomInsertionAuc: estimate };
  const advantages = { deletion: estimate, insertion: estimate };
  await mkdir(join(folder, "explanations", "old"), { recursive: true });
  await writeFile(
    join(folder, "explanations", "old", "explanations.json"),
    JSON.stringify({
      format: 1,
      created,
      run: "runs/run-1",
      classes: ["large", "small"],
      methods: [{ name: "grad-cam" }],
      images: [{ path: image, predicted: "large", confidence: 1, explained: "large", overlay: "a.png" }],
      testedImages: 12,
      faithfulness: { "grad-cam": { ...curves, ...random, advantages } },
      warnings: [],
    }),
  );
  await mkdir(join(folder, "predictions"));
  const predicted = { format: 1, created, run: "run-1", images: [image] };
  await writeFile(join(folder, "predictions", "old.json"), JSON.stringify(predicted));
  await writeFile(
    join(folder, "predictions", "old.csv"),
    "path,predicted,confidence,p_large,p_small\na.png,large,0.9,0.9,0.1\n",
  );
}, 30_000);

async function writeRecord(record: object): Promise<void> {
  await writeFile(join(folder, "runs", "run-1", "run.json"), JSON.stringify(record));
}

async function whatIsTold() {
  const context = await openContext(folder);
  const { methods } = await queries["explain/options"].handle({ run: "run-1" }, context);
  const { shown, shownMethods } = await queries["explain/details"].handle({ name: "old" }, context);
  return {
    listed: (await queries["explain/list"].handle({}, context)).map(({ name }) => name),
    ofRun: methods.find(({ name }) => name === "grad-cam")?.test.images,
    ofMap: shownMethods[0]?.test.images,
    part: shown[0]?.part === null ? "none" : "known",
    predictionOf: (await predictionQueries["predict/list"].handle({}, context))[0]?.run,
  };
}

it("explanations and predictions of a run count for no later run of its name", async () => {
  expect(await whatIsTold()).toEqual({
    listed: ["old"],
    ofRun: 12,
    ofMap: 12,
    part: "known",
    predictionOf: "run-1",
  });
  const record = JSON.parse(await readFile(join(folder, "runs", "run-1", "run.json"), "utf8"));
  await writeRecord({ ...record, started: new Date(Date.parse(created) + 60_000).toISOString() });
  expect(await whatIsTold()).toEqual({
    listed: [],
    ofRun: 0,
    ofMap: 0,
    part: "none",
    predictionOf: null,
  });
});

it("no name is suggested that they still use", async () => {
  const context = await openContext(folder);
  expect((await runQueries["train/data"].handle({}, context)).suggestedName).toBe("run-2");
  await rename(join(folder, "runs", "run-1"), join(folder, "runs", "leaf"));
  expect((await runQueries["train/data"].handle({}, context)).suggestedName).toBe("run-2");
});

it("an explanation is read once for all of its pictures, and anew when it has changed", async () => {
  const { workspace } = await openContext(folder);
  const first = await readExplanation(workspace, "old");
  expect((await readExplanation(workspace, "old")).record).toBe(first.record);
  const file = join(folder, "explanations", "old", "explanations.json");
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), testedImages: 9000 }));
  expect((await readExplanation(workspace, "old")).record.testedImages).toBe(9000);
});

it("an image that is too large to be decoded beside all other requests is not", async () => {
  const context = await openContext(folder);
  const large = { width: 8001, height: 5000, channels: 3, background: "black" } as const;
  await sharp({ create: large, limitInputPixels: false })
    .png()
    .toFile(join(folder, "images", "large.png"));
  const file = join(folder, "explanations", "old", "explanations.json");
  const record = JSON.parse(await readFile(file, "utf8"));
  await writeFile(
    file,
    JSON.stringify({ ...record, images: [{ ...record.images[0], path: "images/large.png" }] }),
  );
  const refused = files["explain/original"].handle({ name: "old", image: 0 }, context);
  await expect(refused).rejects.toMatchObject({
    code: "image-unsupported",
    hint: expect.stringMatching(/figure/),
  });
});
