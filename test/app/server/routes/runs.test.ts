import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../../../src/app/protocol/progress.ts";
import type { RunActions, RunQueries } from "../../../../src/app/protocol/run/run-api.ts";
import { type RunningServer, startServer } from "../../../../src/app/server/start-server.ts";
import { phantoms, train } from "../../../../src/app/tasks/library.ts";
import { readPredictions } from "../../../../src/learning/evaluation/predictions/read-predictions.ts";
import { rocCurve } from "../../../../src/learning/metrics/roc-curve.ts";
import { type Answer, ask, post, withInput } from "../support/serve-for-test.ts";

let above: string;
let workspace: string;
let server: RunningServer;
const progress: ProgressEvent[] = [];

const shared = {
  byPattern: "p\\d\\d",
  ratio: "2:1:1",
  skipDuplicates: true,
  threads: 1,
  allowOutside: true,
} as const;

beforeAll(async () => {
  above = await realpath(await mkdtemp(join(tmpdir(), "mor-runs-")));
  workspace = join(above, "workspace");
  const images = join(workspace, "images");
  await phantoms({ out: images, imagesPerClass: 8, plants: 8, size: 32 });
  const [head = "", ...rows] = (await readFile(join(images, "manifest.csv"), "utf8")).trimEnd().split("\n");
  // Two classes are enough, and twice as fast.
  const kept = rows.filter((row) => /chlo_normal|mito_normal/.test(row)).map((row) => `images/${row}`);
  await writeFile(join(workspace, "manifest.csv"), `${[head, ...kept].join("\n")}\n`);
  const data = join(workspace, "manifest.csv");
  const network = {
    ...shared,
    data,
    out: join(workspace, "runs", "net"),
    width: 4,
    size: 16,
    epochs: 2,
    batch: 8,
  };
  await train(network, { progress: (event) => progress.push(event) });
  await train({ ...shared, data, out: join(workspace, "runs", "forest"), model: "forest" });
  await makeStrangers(join(workspace, "runs"));
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
});

/** What else may lie among runs. */
async function makeStrangers(runs: string): Promise<void> {
  await cp(join(runs, "net"), join(runs, "torn"), { recursive: true });
  await writeFile(join(runs, "torn", "run.json"), '{"format": 1, "status"');
  await cp(join(runs, "net"), join(runs, "lost"), { recursive: true });
  await rm(join(runs, "lost", "metrics.json"));
  await mkdir(join(runs, "empty"));
  await mkdir(join(above, "outside"));
  await cp(join(runs, "net"), join(above, "outside", "net"), { recursive: true });
  await symlink(join(above, "outside", "net"), join(runs, "way-out"));
  await cp(join(runs, "net"), join(runs, "leaky"), { recursive: true });
  await rm(join(runs, "leaky", "report.html"));
  await writeFile(join(above, "secret"), "secret");
  await symlink(join(above, "secret"), join(runs, "leaky", "report.html"));
}

function reach(): { port: number; token: string } {
  return { port: Number(new URL(server.address).port), token: server.token };
}

async function query<Name extends keyof RunQueries>(
  name: Name,
  input: RunQueries[Name]["input"],
): Promise<RunQueries[Name]["output"]> {
  const answer = await ask(reach(), withInput(`/api/${name}`, input));
  expect(answer.text).not.toMatch(/"error"/);
  return JSON.parse(answer.text);
}

async function act<Name extends keyof RunActions>(name: Name, input: unknown): Promise<Answer> {
  return await post(reach(), `/api/${name}`, input);
}

describe("runs", () => {
  it("lists all that have a record, damaged ones with the reason, links and other folders not", async () => {
    const runs = await query("runs/list", {});
    expect(runs.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      "forest finished",
      "leaky damaged",
      "lost damaged",
      "net finished",
      "torn damaged",
    ]);
    const net = runs.find(({ name }) => name === "net");
    expect(net).toMatchObject({
      scoredPart: "test",
      isNetwork: true,
      epochs: { done: 2, total: 2 },
      job: null,
    });
    expect(net?.accuracy?.value).toBeGreaterThanOrEqual(0);
    expect(runs.find(({ name }) => name === "forest")).toMatchObject({ isNetwork: false });
    expect(runs.find(({ name }) => name === "lost")?.problem).toMatch(/metrics/);
  });

  it("tells the epochs as they stand in history.csv", async () => {
    const epochs = await query("runs/history", { run: "net" });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const [, , last = ""] = (await readFile(join(workspace, "runs/net/history.csv"), "utf8")).split("\n");
    expect(Number(last.split(",")[3])).toBe(epochs[1]?.trainLoss);
  });

  it("tells the score as the report does, and what to know before believing it", async () => {
    const details = await query("runs/details", { run: "net" });
    const metrics = JSON.parse(await readFile(join(workspace, "runs/net/metrics.json"), "utf8"));
    const report = await readFile(join(workspace, "runs/net/report.html"), "utf8");
    const [image] = details.result?.levels ?? [];
    expect(image?.level).toBe("image");
    expect(image?.accuracy.value).toBe(metrics.levels.image.accuracy.value);
    expect(report).toContain(details.result?.headline.slice(0, 20));
    expect(details.warnings.length).toBeGreaterThan(0);
    expect(details.methods.join(" ")).toMatch(/residual network/);
    expect(details.command).toMatch(/^mor train .*--width 4/);
    expect(details.files).toEqual({ report: true, model: "model.onnx", predictions: true });
  });

  it("draws the curves of the metrics, and all predictions under the paths of the table", async () => {
    const curves = await query("runs/curves", { run: "net" });
    const columns = await query("runs/predictions", { run: "net" });
    const table = await readPredictions(join(workspace, "runs/net/predictions.csv"));
    table.classes.forEach((label, k) => {
      const score = table.predictions.map(({ probability }) => probability[k] ?? 0);
      const roc = rocCurve(
        score,
        table.predictions.map((row) => row.label === label),
      );
      expect(curves.classes[k]?.roc).toEqual(
        roc?.falsePositiveRate.map((x, place) => ({ x, y: roc.truePositiveRate[place] })),
      );
    });
    expect(curves.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(table.predictions.length);
    const known = new Map(server.context.workspace.images.images().map((image) => [image.path, image.label]));
    columns.path.forEach((path, row) => {
      expect(columns.classes[columns.label[row] ?? -1]).toBe(known.get(path));
      expect(columns.labelNow[row]).toBe(known.get(path));
      const shares = columns.probability.slice(2 * row, 2 * row + 2);
      expect(shares.indexOf(Math.max(...shares))).toBe(columns.predicted[row]);
    });
  });

  it("compares runs in pairs on the same images", async () => {
    const { pairs, images, runs } = await query("runs/compare", { runs: ["net", "forest"] });
    const [pair] = pairs;
    const accuracyOf = (name: string | undefined) =>
      runs.find(({ summary }) => summary.name === name)?.summary.accuracy?.value ?? Number.NaN;
    expect(pair?.accuracy.value).toBeCloseTo(accuracyOf(pair?.first) - accuracyOf(pair?.second), 12);
    expect(images).toBe(runs[0]?.summary.images);
  });

  it("gives the files, the report to be shown", async () => {
    const report = await ask(reach(), withInput("/file/runs/report", { run: "net" }));
    expect(report.headers["content-disposition"]).toBe("inline");
    expect(report.text).toBe(await readFile(join(workspace, "runs/net/report.html"), "utf8"));
    const model = await ask(reach(), withInput("/file/runs/model", { run: "forest" }));
    expect(model.headers["content-disposition"]).toContain("forest-model.safetensors");
    const table = await ask(reach(), withInput("/file/runs/predictions-csv", { run: "net" }));
    expect(table.text).toMatch(/^path,/);
  });

  it.each([
    "../workspace/runs/net",
    "..",
    ".",
    "",
    "net/../net",
    "net/checkpoint",
    "..\\net",
    "net\u0000",
    "way-out",
    "leaky",
    "/etc",
    "nobody",
  ])("finds no run under the name %j", async (run) => {
    for (const name of ["runs/details", "runs/history", "runs/curves", "runs/predictions"] as const) {
      const answer = await ask(reach(), withInput(`/api/${name}`, { run }));
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain(above);
    }
    for (const name of ["runs/report", "runs/model", "runs/predictions-csv"]) {
      const answer = await ask(reach(), withInput(`/file/${name}`, { run }));
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain("secret");
    }
    expect((await act("runs/remove", { run })).status).toBe(404);
    expect((await act("runs/rename", { run, name: "free" })).status).toBe(404);
  });

  it("renames and removes, and nothing that is not of mor train", async () => {
    const runs = join(workspace, "runs");
    await cp(join(runs, "forest"), join(runs, "copy"), { recursive: true });
    for (const name of ["../x", "a/b", "NET", "net", "", "con", "a."]) {
      expect([400, 409]).toContain((await act("runs/rename", { run: "copy", name })).status);
    }
    expect((await act("runs/rename", { run: "copy", name: "second" })).status).toBe(200);
    expect((await query("runs/list", {})).map(({ name }) => name)).toContain("second");
    await writeFile(join(runs, "second", "notes.txt"), "mine");
    expect((await act("runs/remove", { run: "second" })).status).toBe(409);
    expect(await readFile(join(runs, "second", "notes.txt"), "utf8")).toBe("mine");
    await rm(join(runs, "second", "notes.txt"));
    expect((await act("runs/remove", { run: "second" })).status).toBe(200);
    expect((await query("runs/list", {})).map(({ name }) => name)).not.toContain("second");
    await writeFile(join(runs, "torn", "mor.json"), '{"madeBy":"mor study"}');
    expect((await act("runs/remove", { run: "torn" })).status).toBe(409);
  });
});

describe("train", () => {
  it("tells the mistakes of each epoch on the validation part", async () => {
    const epochs = await query("runs/history", { run: "net" });
    const validated = progress.flatMap((event) => (event.kind === "validated" ? [event] : []));
    expect(validated.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const manifest = await readFile(join(workspace, "runs/net/manifest.csv"), "utf8");
    const validation = manifest.split("\n").filter((line) => /,val(,|$)/.test(line));
    validated.forEach(({ mistakes }, index) => {
      const wrong = (1 - (epochs[index]?.valAccuracy ?? 0)) * validation.length;
      expect(mistakes).toHaveLength(Math.round(wrong));
      for (const { path, label } of mistakes) {
        expect(validation.some((line) => line.startsWith(`${path},${label},`))).toBe(true);
      }
    });
  });

  it("says what there is to learn from, and a name that is free", async () => {
    const data = await query("train/data", {});
    expect(data).toMatchObject({ labelled: 16, obstacles: [], suggestedName: "run-1" });
    expect(data.classes.map(({ images }) => images)).toEqual([8, 8]);
    expect(data.warnings.join(" ")).toMatch(/Few images/);
  });

  it("refuses what does not fit, naming the field", async () => {
    const request = { name: "net", options: { epochs: 0 } };
    const { problems } = await query("train/preview-command", request);
    expect(problems.map(({ field }) => field)).toEqual(["name", "epochs"]);
    const refused = await act("train/start", request);
    expect(refused.status).toBe(400);
    expect(refused.text).toMatch(/Epochs/);
    for (const name of ["../out", "a/b", "", ".", "..", "-x", "a b", "a."]) {
      expect((await act("train/start", { name, options: {} })).status).toBe(400);
    }
    for (const options of [
      { out: "/tmp/x" },
      { data: "/etc" },
      { force: true },
      { root: "/" },
      { nothing: 1 },
    ]) {
      expect((await act("train/start", { name: "free", options })).status).toBe(400);
    }
    expect(
      (await act("train/start", { name: "free", options: { backbone: "../../secret.onnx" } })).status,
    ).toBe(400);
  });

  it("refuses a kept partition that leaks, in the words of the preview", async () => {
    const { images, update } = server.context.workspace.images;
    const before = images();
    await update((all) =>
      all.map((image, index) => ({ ...image, group: "plant", part: index % 2 === 0 ? "train" : "test" })),
    );
    const request = { name: "leaking", options: { freeze: true } };
    const [problem] = (await query("train/preview-command", request)).problems;
    expect(problem?.message).toMatch(/A group stands in several parts of the partition: "plant"/);
    const refused = await act("train/start", request);
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.text).error.message).toBe(problem?.message);
    expect(server.context.jobs.list()).toEqual([]);
    await update(() => before);
  });

  it("trains in a process of its own, as the previewed command would", async () => {
    const request = {
      name: "started",
      options: { width: 4, size: "16", epochs: 1, byPattern: "p\\d\\d", ratio: "2:1:1" },
    };
    const { command, problems } = await query("train/preview-command", request);
    expect(problems).toEqual([]);
    expect(command).toBe(
      "mor train manifest.csv --width 4 --size 16 --epochs 1 --by-pattern 'p\\d\\d' --ratio 2:1:1 --allow-outside --out runs/started",
    );
    const answer = await act("train/start", request);
    const { job } = JSON.parse(answer.text);
    expect((await query("train/preview-command", request)).problems.map(({ field }) => field)).toEqual([
      "name",
    ]);
    expect((await act("runs/remove", { run: "started" })).status).not.toBe(200);
    const ended = await server.context.jobs.ended(job);
    expect(ended).toMatchObject({ status: "finished", output: "runs/started" });
    expect((await query("train/validated", { job }))?.epoch).toBe(1);
    expect(await query("runs/details", { run: "started" })).toMatchObject({
      summary: { status: "finished", job: { id: job, status: "finished" } },
    });
  }, 30_000);
});
