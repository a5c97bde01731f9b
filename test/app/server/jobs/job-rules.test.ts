import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JobKind } from "../../../../src/app/protocol/job.ts";
import { chooseNext } from "../../../../src/app/server/jobs/choose-next.ts";
import { jobCommand } from "../../../../src/app/server/jobs/job-command.ts";
import { jobKinds } from "../../../../src/app/server/jobs/job-kinds.ts";
import { noProgress } from "../../../../src/app/server/jobs/job-progress.ts";
import {
  beginAgain,
  type JobRecord,
  jobRecord,
  showJob,
} from "../../../../src/app/server/jobs/job-record.ts";
import { refuseForeignOutput, specToGoOn } from "../../../../src/app/server/jobs/own-output.ts";
import { coalesceProgress } from "../../../../src/app/server/jobs/process/coalesce-progress.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

function record(change: Partial<JobRecord> = {}): JobRecord {
  return {
    format: 1,
    id: "a",
    kind: "train",
    title: "Train a",
    spec: {},
    output: "runs/a",
    command: "mor train",
    status: "queued",
    created: 0,
    started: null,
    ended: null,
    ...noProgress,
    error: null,
    goesOn: false,
    pid: null,
    ...change,
  };
}

describe("chooseNext", () => {
  const ids = (...records: readonly JobRecord[]) => chooseNext(records).map(({ id }) => id);

  it("trains one model at a time, the oldest first", () => {
    const young = record({ id: "young", created: 2 });
    const old = record({ id: "old", kind: "features", created: 1 });
    expect(ids(young, old)).toEqual(["old"]);
    for (const status of ["running", "stopping"] as const) {
      expect(ids(young, old, record({ id: "busy", kind: "study", status }))).toEqual([]);
    }
    expect(ids(young, old, record({ id: "over", status: "paused" }))).toEqual(["old"]);
  });

  it("lets no explanation wait for a training, but for another one", () => {
    const wanted = record({ id: "wanted", kind: "explain" });
    expect(ids(record({ id: "busy", status: "running" }), wanted)).toEqual(["wanted"]);
    expect(ids(record({ id: "busy", kind: "visualize", status: "running" }), wanted)).toEqual([]);
  });

  it("takes quick jobs beside it, two at most", () => {
    const short = [1, 2, 3].map((created) => record({ id: `s${created}`, kind: "predict", created }));
    expect(ids(record({ id: "busy", status: "running" }), ...short)).toEqual(["s1", "s2"]);
    expect(ids(record({ id: "s0", kind: "inspect", status: "running" }), ...short)).toEqual(["s1"]);
  });
});

describe("jobCommand", () => {
  const commandOf = async (kind: JobKind, spec: Readonly<Record<string, unknown>>) => {
    const { load, positionals } = jobKinds[kind];
    return jobCommand(kind, (await load()).schema, spec, positionals);
  };

  it.each([
    [
      "train",
      {
        data: "manifest.csv",
        out: "runs/a b",
        model: "resnet",
        epochs: 12,
        ratio: "8:1:1",
        earlyRate: 0.1,
        force: true,
      },
      "mor train manifest.csv --out 'runs/a b' --model resnet --epochs 12",
    ],
    [
      "predict",
      { run: "runs/a", images: ["images/a.png", "it's.png"], out: "predictions/a.csv", threshold: 0.5 },
      "mor predict runs/a images/a.png 'it'\\''s.png' --out predictions/a.csv --threshold 0.5",
    ],
    [
      "explain",
      { run: "runs/a", out: "explanations/a", method: "$(rm -rf ~)" },
      "mor explain runs/a --out explanations/a --method '$(rm -rf ~)'",
    ],
    [
      "phantoms",
      { out: "images/a", imagesPerClass: 4, size: 256 },
      "mor phantoms images/a --images-per-class 4",
    ],
    [
      "inspect",
      { data: "manifest.csv", skipDuplicates: false, sample: 0 },
      "mor inspect manifest.csv --sample 0",
    ],
    ["visualize", { run: "runs/a" }, "mor visualize runs/a"],
  ] as const)(
    "says how %s is asked for in a terminal, without what is as by default",
    async (kind, spec, line) => {
      expect(await commandOf(kind, spec)).toBe(line);
    },
  );
});

describe("jobKinds", () => {
  it.each(Object.entries(jobKinds))(
    "%s has a task, and words by position that its schema knows",
    async (_, facts) => {
      const { schema, task } = await facts.load();
      expect(task).toBeTypeOf("function");
      const wrong = schema.safeParse(Object.fromEntries(facts.positionals.map((key) => [key, {}])));
      const paths = wrong.error?.issues.map(({ path, code }) => [path[0], code]);
      for (const key of facts.positionals)
        expect(paths).toContainEqual([key, expect.not.stringMatching("keys")]);
    },
  );
});

describe("showJob", () => {
  it("says what can be done with a job in each state", () => {
    const can = (status: JobRecord["status"], kind: JobKind = "train") => {
      const { canPause, canResume } = showJob(record({ status, kind }), 0);
      return [canPause, canResume];
    };
    expect(can("queued")).toEqual([true, false]);
    expect(can("running")).toEqual([true, false]);
    expect(can("running", "explain")).toEqual([false, false]);
    expect(can("stopping")).toEqual([false, false]);
    for (const status of ["paused", "stopped", "interrupted", "failed"] as const) {
      expect(can(status)).toEqual([false, true]);
      expect(can(status, "explain")).toEqual([false, true]);
    }
    expect(can("finished")).toEqual([false, false]);
  });

  it("is what the disk gives back", () => {
    const whole = beginAgain(record({ status: "failed", error: { message: "a", hint: null }, ended: 3 }));
    expect(whole).toMatchObject({ status: "queued", error: null, ended: null, goesOn: true });
    expect(jobRecord.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
    expect(jobRecord.safeParse({ ...whole, id: "../a" }).success).toBe(false);
  });
});

describe("an output outside of the workspace", () => {
  it.each([
    ["train", { out: "../run" }],
    ["train", { out: "/tmp/run" }],
    ["train", { out: "runs/../../run" }],
    ["train", { out: "link/run" }],
    ["train", { out: "link" }],
    ["explain", { out: "link/deep/er" }],
    ["quantize", { run: "link" }],
    ["visualize", { run: "../run" }],
  ] as const)("is refused: %s %j", async (kind, spec) => {
    const above = await makeFolderForTest();
    const workspace = join(above, "workspace");
    await mkdir(workspace);
    await symlink(above, join(workspace, "link"));
    await expect(refuseForeignOutput(workspace, kind, spec)).rejects.toMatchObject({ code: "usage" });
    await expect(refuseForeignOutput(workspace, kind, { out: "runs/new" })).resolves.toBeUndefined();
  });
});

describe("specToGoOn", () => {
  const train = { keepsCheckpoints: true, hasForce: true };

  it("goes on from what the job itself has begun", async () => {
    const folder = await makeFolderForTest();
    const job = { kind: "train", spec: { out: "run", epochs: 3, force: true }, created: 1_000_000 } as const;
    const mark = async (madeBy: string, created: number) => {
      const marker = { madeBy, created: new Date(created).toISOString() };
      await mkdir(join(folder, "run"), { recursive: true });
      await writeFile(join(folder, "run", "mor.json"), JSON.stringify(marker));
    };
    expect(await specToGoOn(folder, job, train)).toEqual(job.spec);
    await mark("mor train", 999_999);
    expect(await specToGoOn(folder, job, train)).toEqual(job.spec);
    await mark("mor study", 1_000_001);
    expect(await specToGoOn(folder, job, train)).toEqual(job.spec);
    await mark("mor train", 1_000_001);
    expect(await specToGoOn(folder, job, train)).toEqual({
      out: "run",
      epochs: 3,
      force: false,
      resume: true,
    });
  });

  it("begins all else anew, over what the job itself has left", async () => {
    const folder = await makeFolderForTest();
    const job = { kind: "explain", spec: { out: "a" }, created: 1_000_000 } as const;
    const explain = { keepsCheckpoints: false, hasForce: true };
    expect(await specToGoOn(folder, job, explain)).toEqual(job.spec);
    await mkdir(join(folder, "a"));
    for (const [created, expected] of [
      [999_999, job.spec],
      [1_000_001, { out: "a", force: true }],
    ] as const) {
      const marker = { madeBy: "mor explain", created: new Date(created).toISOString() };
      await writeFile(join(folder, "a", "mor.json"), JSON.stringify(marker));
      expect(await specToGoOn(folder, job, explain)).toEqual(expected);
    }
    expect(await specToGoOn(folder, job, { ...explain, hasForce: false })).toEqual({ out: "a" });
    const table = { kind: "predict", spec: { out: "a.csv" }, created: Date.now() + 60_000 } as const;
    await writeFile(join(folder, "a.csv"), "path\n");
    expect(await specToGoOn(folder, table, explain)).toEqual(table.spec);
    expect(await specToGoOn(folder, { ...table, created: 0 }, explain)).toEqual({
      out: "a.csv",
      force: true,
    });
  });
});

describe("coalesceProgress", () => {
  it("tells the same in fewer events", () => {
    const image = (path: string) => ({ path, predicted: "a", mostProbable: "a", confidence: 1 });
    expect(
      coalesceProgress([
        { kind: "start", stage: "a", total: 9 },
        { kind: "advance", stage: "a", done: 1, note: "x" },
        { kind: "advance", stage: "a", done: 2 },
        { kind: "classified", images: [image("1")] },
        { kind: "classified", images: [image("2"), image("3")] },
        { kind: "advance", stage: "b", done: 1 },
        { kind: "advance", stage: "a", done: 3 },
        { kind: "end", stage: "a" },
      ]),
    ).toEqual([
      { kind: "start", stage: "a", total: 9 },
      { kind: "advance", stage: "a", done: 2, note: "x" },
      { kind: "classified", images: [image("1"), image("2"), image("3")] },
      { kind: "advance", stage: "b", done: 1 },
      { kind: "advance", stage: "a", done: 3 },
      { kind: "end", stage: "a" },
    ]);
    expect(coalesceProgress([])).toEqual([]);
  });
});
