import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StudyActions, StudyQueries } from "../../../../src/app/protocol/study-api.ts";
import { type RunningServer, startServer } from "../../../../src/app/server/start-server.ts";
import { phantoms, study } from "../../../../src/app/tasks/library.ts";
import { type Answer, ask, post, withInput } from "../support/serve-for-test.ts";

let above: string;
let workspace: string;
let server: RunningServer;
const cacheBefore = process.env.MOR_CACHE;

beforeAll(async () => {
  above = await realpath(await mkdtemp(join(tmpdir(), "mor-studies-")));
  process.env.MOR_CACHE = join(above, "cache");
  workspace = join(above, "workspace");
  const images = join(workspace, "images");
  await phantoms({ out: images, imagesPerClass: 8, plants: 8, size: 32 });
  const [, ...rows] = (await readFile(join(images, "manifest.csv"), "utf8")).trimEnd().split("\n");
  const kept = rows
    .map((row) => row.split(","))
    .filter(([path = ""]) => /chlo_normal|mito_normal/.test(path))
    .map(([path, label], index) => `images/${path},${label},plant-${index % 8}-${label}`);
  await writeFile(join(workspace, "manifest.csv"), `${["path,label,group", ...kept].join("\n")}\n`);
  await study({
    data: join(workspace, "manifest.csv"),
    allowOutside: true,
    models: "forest-measurements,logistic-measurements",
    out: join(workspace, "studies", "made"),
    ratio: "2:1:1",
    labelNoise: true,
    skipDuplicates: true,
    threads: 1,
  });
  await makeStrangers(join(workspace, "studies"));
  server = await startServer({
    workspace,
    roots: [],
    ports: [0],
    now: () => new Date(),
    warn: () => {},
    web: above,
  });
}, 60_000);

afterAll(async () => {
  await server.close();
  await rm(above, { recursive: true, force: true, maxRetries: 3 });
  if (cacheBefore === undefined) delete process.env.MOR_CACHE;
  else process.env.MOR_CACHE = cacheBefore;
});

/** What else may lie among studies. */
async function makeStrangers(studies: string): Promise<void> {
  await cp(join(studies, "made"), join(studies, "torn"), { recursive: true });
  await writeFile(join(studies, "torn", "study.json"), '{"format": 1, "status"');
  await cp(join(studies, "made"), join(studies, "odd"), { recursive: true });
  const results = JSON.parse(await readFile(join(studies, "odd", "results.json"), "utf8"));
  delete results.models[0].accuracy;
  await writeFile(join(studies, "odd", "results.json"), JSON.stringify(results));
  await mkdir(join(studies, "empty"));
  await mkdir(join(above, "outside"));
  await cp(join(studies, "made"), join(above, "outside", "made"), { recursive: true });
  await symlink(join(above, "outside", "made"), join(studies, "way-out"));
  await cp(join(studies, "made"), join(studies, "leaky"), { recursive: true });
  await writeFile(join(above, "secret"), "secret");
  await rm(join(studies, "leaky", "report.html"));
  await symlink(join(above, "secret"), join(studies, "leaky", "report.html"));
}

function reach(): { port: number; token: string } {
  return { port: Number(new URL(server.address).port), token: server.token };
}

async function query<Name extends keyof StudyQueries>(
  name: Name,
  input: StudyQueries[Name]["input"],
): Promise<StudyQueries[Name]["output"]> {
  const answer = await ask(reach(), withInput(`/api/${name}`, input));
  expect(answer.text).not.toMatch(/"error"/);
  return JSON.parse(answer.text);
}

async function act<Name extends keyof StudyActions>(name: Name, input: unknown): Promise<Answer> {
  return await post(reach(), `/api/${name}`, input);
}

const quick = ["forest-measurements", "logistic-measurements"];

describe("studies", () => {
  it("lists all that have a record, damaged ones with the reason, links and other folders not", async () => {
    const studies = await query("studies/list", {});
    expect(studies.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      "leaky damaged",
      "made finished",
      "odd damaged",
      "torn damaged",
    ]);
    const made = studies.find(({ name }) => name === "made");
    expect(made).toMatchObject({
      folds: 1,
      job: null,
      models: ["Random forest on measurements", "Logistic regression on measurements"],
    });
    expect(made?.best?.accuracy.value).toBeGreaterThan(0);
  });

  it("tells scores, pairs and doubtful labels as the tables of the study do", async () => {
    const details = await query("studies/details", { study: "made" });
    const { findings } = details ?? {};
    const folder = join(workspace, "studies", "made");
    expect(findings?.models.map(({ name }) => name).sort()).toEqual(quick);
    for (const { name, accuracy, canKeep } of findings?.models ?? []) {
      const metrics = JSON.parse(await readFile(join(folder, "runs", name, "metrics.json"), "utf8"));
      expect(accuracy).toMatchObject({ value: metrics.levels.image.accuracy.value });
      expect(canKeep).toBe(true);
    }
    const [, pair = ""] = (await readFile(join(folder, "comparison.csv"), "utf8")).split("\n");
    expect(findings?.pairs[0]?.accuracy.value).toBe(Number(pair.split(",")[2]));
    const doubtful = (await readFile(join(folder, "doubtful-labels.csv"), "utf8")).trimEnd().split("\n");
    expect(findings?.doubtful?.images).toHaveLength(doubtful.length - 1);
    expect(findings?.curves).toBeNull();
    expect(details?.progress.map(({ state }) => state)).toEqual(["finished", "finished"]);
    expect(details?.command).toMatch(
      /^mor study manifest\.csv --allow-outside --models forest-measurements,/,
    );
    expect(details?.files).toEqual(["report.html", "comparison.csv", "doubtful-labels.csv", "partition.csv"]);
  });

  it("gives the files, the report to be shown", async () => {
    const report = await ask(
      reach(),
      withInput("/file/studies/file", { study: "made", file: "report.html" }),
    );
    expect(report.headers["content-disposition"]).toBe("inline");
    expect(report.headers["content-type"]).toMatch(/text\/html/);
    const written = await readFile(join(workspace, "studies/made/report.html"), "utf8");
    // Its links to files beside it would lead nowhere here.
    expect(written).toContain('<a href="runs/forest-measurements/report.html">');
    expect(report.text).not.toContain('href="runs/');
    const bare = (html: string) => html.replace(/<\/?a\b[^>]*>/g, "");
    expect(bare(report.text)).toBe(bare(written));
    const input = { study: "made", file: "comparison.csv" };
    const table = await ask(reach(), withInput("/file/studies/file", input));
    expect(table.headers["content-disposition"]).toContain("made-comparison.csv");
    const other = await ask(reach(), withInput("/file/studies/file", { study: "made", file: "study.json" }));
    expect(other.status).toBe(400);
  });

  it.each([
    "../workspace/studies/made",
    "..",
    "",
    "made/../made",
    "way-out",
    "leaky",
    "made\u0000",
    "nobody",
  ])("finds no study under the name %j", async (name) => {
    const answer = await ask(reach(), withInput("/api/studies/details", { study: name }));
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain(above);
    const file = await ask(reach(), withInput("/file/studies/file", { study: name, file: "report.html" }));
    expect(file.status).toBe(404);
    expect((await act("studies/remove", { study: name })).status).toBe(404);
    expect((await act("studies/keep-model", { study: name, model: "resnet" })).status).toBe(404);
  });

  it("copies a model to the runs, and nothing that links lead to", async () => {
    const input = { study: "made", model: "forest-measurements" };
    const { run } = JSON.parse((await act("studies/keep-model", input)).text);
    expect(run).toBe("made-forest-measurements");
    const again = JSON.parse((await act("studies/keep-model", input)).text);
    expect(again.run).toBe("made-forest-measurements-2");
    const details = JSON.parse((await ask(reach(), withInput("/api/runs/details", { run }))).text);
    expect(details.summary).toMatchObject({ status: "finished", name: run });
    expect((await act("studies/keep-model", { study: "made", model: "../../x" })).status).toBe(404);
    const inside = join(workspace, "studies", "made", "runs", "logistic-measurements", "extra.csv");
    await symlink(join(above, "secret"), inside);
    expect((await act("studies/keep-model", { ...input, model: "logistic-measurements" })).status).toBe(404);
    await rm(inside);
  });

  it("copies a model for each that asks at the same moment, whole and under its own name", async () => {
    const input = { study: "made", model: "logistic-measurements" };
    const answers = await Promise.all([1, 2, 3].map(() => act("studies/keep-model", input)));
    const runs = answers.map(({ text }) => JSON.parse(text).run).sort();
    const stem = "made-logistic-measurements";
    expect(runs).toEqual([stem, `${stem}-2`, `${stem}-3`]);
    const files = (folder: string) => readdir(folder, { recursive: true }).then((names) => names.sort());
    const source = await files(join(workspace, "studies", "made", "runs", "logistic-measurements"));
    for (const run of runs) expect(await files(join(workspace, "runs", run))).toEqual(source);
    expect((await readdir(join(workspace, "runs"))).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("removes, and nothing that is not of mor study", async () => {
    const studies = join(workspace, "studies");
    await cp(join(studies, "made"), join(studies, "copy"), { recursive: true });
    await writeFile(join(studies, "copy", "notes.txt"), "mine");
    expect((await act("studies/remove", { study: "copy" })).status).toBe(409);
    expect(await readFile(join(studies, "copy", "notes.txt"), "utf8")).toBe("mine");
    await rm(join(studies, "copy", "notes.txt"));
    expect((await act("studies/remove", { study: "copy" })).status).toBe(200);
    expect(await readdir(studies)).not.toContain("copy");
    expect((await act("studies/remove", { study: "empty" })).status).toBe(409);
  });
});

describe("a request to compare", () => {
  it("is offered every option of the command line, in words without flags", async () => {
    const { models, groups, choices } = await query("studies/options", {});
    expect(models.find(({ name }) => name === "resnet")?.missing).toBeNull();
    expect(models.find(({ name }) => name === "vgg16")?.missing).toEqual({
      backbone: "vgg16",
      megabytes: 59,
    });
    expect(choices[0]?.models).toEqual(["resnet", "forest-measurements", "logistic-measurements"]);
    const text = groups.flatMap(({ fields }) => fields.map(({ description }) => description)).join(" ");
    expect(text).not.toMatch(/--[a-z]/);
    expect(groups.flatMap(({ fields }) => fields).length).toBeGreaterThan(15);
  });

  it("is refused where it does not fit, naming the field", async () => {
    const wrong = { name: "made", models: ["forest-measurments", "vgg16"], options: { folds: 2 } };
    const { problems } = await query("studies/preview-command", wrong);
    expect(problems.map(({ field }) => field)).toEqual(["name", "folds", "models", "models"]);
    expect((await act("studies/start", wrong)).status).toBe(400);
    const refused: readonly object[] = [
      { name: "../out", models: quick, options: {} },
      { name: "a", models: [], options: {} },
      { name: "a", models: ["/etc/passwd.onnx"], options: {} },
      { name: "a", models: ["../secret.onnx+dense"], options: {} },
      { name: "a", models: ["resnet,/x.onnx"], options: {} },
      { name: "a", models: quick, options: { out: "/tmp/x" } },
      { name: "a", models: quick, options: { root: "/" } },
      { name: "a", models: quick, options: { curveModels: "resnet" } },
      { name: "a", models: quick, options: { folds: 50 } },
    ];
    for (const input of refused) expect((await act("studies/start", input)).status).toBe(400);
    expect(server.context.jobs.list()).toEqual([]);
  });

  it("is refused with a partition that leaks, but not in folds, which keep none", async () => {
    const { images, update } = server.context.workspace.images;
    const before = images();
    await update((all) =>
      all.map((image, index) => ({
        ...image,
        group: `${index % 8}`,
        part: index % 2 === 0 ? "train" : "test",
      })),
    );
    await update((all) => all.map((image) => (image.group === "0" ? { ...image, group: "1" } : image)));
    const request = { name: "leaking", models: quick, options: {} };
    const [problem] = (await query("studies/preview-command", request)).problems;
    expect(problem?.message).toMatch(/A group stands in several parts of the partition/);
    expect((await act("studies/start", request)).status).toBe(400);
    const folds = await query("studies/preview-command", { ...request, options: { folds: 3 } });
    expect(folds.problems).toEqual([]);
    await update(() => before);
  });

  it("goes on with the labels that it began with", async () => {
    const { workspace: own, jobs } = server.context;
    const before = own.images.images();
    const request = { name: "going-on", models: quick, options: { folds: 3 } };
    const { job } = JSON.parse((await act("studies/start", request)).text);
    const now = () => jobs.list().find(({ id }) => id === job);
    await expect.poll(() => now()?.messages.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
    await jobs.pause(job);
    expect((await jobs.ended(job)).status).toBe("paused");
    await own.images.update((all) =>
      all.map((image, index) => (index === 3 ? { ...image, label: "mito_normal" } : image)),
    );
    await jobs.resume(job);
    expect(await jobs.ended(job)).toMatchObject({ status: "finished", error: null });
    const details = await query("studies/details", { study: request.name });
    expect(details?.findings?.models).toHaveLength(2);
    await own.images.update(() => before);
  }, 60_000);

  it("is done in a process of its own, as the previewed command would", async () => {
    const request = { name: "started", models: quick, options: { ratio: "2:1:1", labelNoise: false } };
    const { command, problems } = await query("studies/preview-command", request);
    expect(problems).toEqual([]);
    expect(command).toBe(
      "mor study manifest.csv --models forest-measurements,logistic-measurements --ratio 2:1:1 --allow-outside --out studies/started",
    );
    const { job } = JSON.parse((await act("studies/start", request)).text);
    expect((await query("studies/preview-command", request)).problems.map(({ field }) => field)).toEqual([
      "name",
    ]);
    expect((await act("studies/remove", { study: "started" })).status).not.toBe(200);
    expect(await server.context.jobs.ended(job)).toMatchObject({
      status: "finished",
      output: "studies/started",
    });
    const details = await query("studies/details", { study: "started" });
    expect(details?.summary).toMatchObject({ status: "finished", job: { id: job, status: "finished" } });
    expect(details?.findings?.pairs).toHaveLength(1);
  }, 60_000);
});
