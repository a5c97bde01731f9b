import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { phantoms } from "deeplearnmor";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ServerEvent } from "../../../../src/app/protocol/event.ts";
import type { JobStatus } from "../../../../src/app/protocol/job.ts";
import type { Jobs } from "../../../../src/app/server/jobs/jobs.ts";
import { openJobs } from "../../../../src/app/server/jobs/open-jobs.ts";

let folder = "";
let number = 0;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "mor-jobs-")));
  await phantoms({ out: join(folder, "images"), imagesPerClass: 4, plants: 4, size: 32 });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

interface Opened {
  readonly jobs: Jobs;
  readonly events: readonly ServerEvent[];
  readonly warnings: readonly string[];
}

async function open(): Promise<Opened> {
  const events: ServerEvent[] = [];
  const warnings: string[] = [];
  const jobs = await openJobs({
    folder,
    publish: (event) => events.push(event),
    now: () => new Date(),
    warn: (text) => warnings.push(text),
  });
  onTestFinished(() => jobs.close());
  return { jobs, events, warnings };
}

/** A training of a moment, with an output of its own. */
function training(epochs: number): Parameters<Jobs["start"]>[0] {
  number += 1;
  const fast = {
    model: "resnet",
    width: 4,
    size: 16,
    stepsPerEpoch: 6,
    threads: 1,
    allowLeak: true,
    skipDuplicates: true,
  };
  const out = `runs/r${number}`;
  return {
    kind: "train",
    title: `Train r${number}`,
    spec: { data: "images/manifest.csv", by: "plant", out, ...fast, epochs },
    output: out,
  };
}

/** Resolves once a training has so many epochs behind it. */
async function untilEpoch(jobs: Jobs, id: string, epoch: number): Promise<void> {
  await expect.poll(() => jobs.validated(id)?.epoch ?? 0, { timeout: 40_000 }).toBeGreaterThanOrEqual(epoch);
}

async function onDisk(id: string): Promise<{ readonly status: JobStatus; readonly pid: number }> {
  return JSON.parse(await readFile(join(folder, ".mor", "jobs", `${id}.json`), "utf8"));
}

async function epochsOf(output: string | null): Promise<string[]> {
  const history = await readFile(join(folder, output ?? "", "history.csv"), "utf8");
  return history
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((row) => row.split(",")[0] ?? "");
}

describe("a job", () => {
  it("runs in a process of its own, and tells what happens until its result", async () => {
    const { jobs, events, warnings } = await open();
    const spec = { out: "made", imagesPerClass: 2, plants: 2, size: 32 };
    const started = await jobs.start({ kind: "phantoms", title: "Make up images", spec, output: "made" });
    expect(started).toMatchObject({
      title: "Make up images",
      command: "mor phantoms made --images-per-class 2 --plants 2 --size 32",
      output: "made",
      canPause: false,
      canResume: false,
    });
    expect((await onDisk(started.id)).status).toMatch(/queued|running/);
    const ended = await jobs.ended(started.id);
    expect(ended).toMatchObject({ status: "finished", error: null });
    expect(ended.stages).toMatchObject([{ total: 12, unit: "images", done: 12, ended: true }]);
    const told = events.flatMap((event) => (event.kind === "job" ? [event.job.status] : []));
    expect([...new Set(told)]).toEqual(["queued", "running", "finished"]);
    expect((await onDisk(started.id)).pid).not.toBe(process.pid);
    expect(warnings).toEqual([]);

    const again = await open();
    expect(again.jobs.list().find(({ id }) => id === started.id)).toEqual(ended);
  });

  it("is refused before anything is written when its options do not fit", async () => {
    const { jobs } = await open();
    const before = jobs.list();
    const wrong = { ...training(0), kind: "train" } as const;
    await expect(jobs.start(wrong)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("epochs"),
    });
    const outside = { ...training(1), spec: { data: "images", out: "../run" } };
    await expect(jobs.start(outside)).rejects.toMatchObject({ code: "usage" });
    expect(jobs.list()).toEqual(before);
    for (const act of [jobs.pause, jobs.stop, jobs.resume, jobs.forget]) {
      await expect(act("../../etc/passwd")).rejects.toMatchObject({ code: "input-missing" });
    }
  });

  it("that fails says why, and can be tried again once that is mended", async () => {
    const { jobs } = await open();
    const spec = { data: "later", sample: 1 };
    const { id } = await jobs.start({ kind: "inspect", title: "Look", spec });
    const failed = await jobs.ended(id);
    expect(failed).toMatchObject({ status: "failed", canResume: true });
    expect(failed.error?.message).toContain("later");
    await expect(jobs.pause(id)).rejects.toMatchObject({ code: "usage" });
    await expect(jobs.stop(id)).rejects.toMatchObject({ code: "usage" });
    await phantoms({ out: join(folder, "later"), imagesPerClass: 1, plants: 1, size: 32 });
    const twice = await Promise.allSettled([jobs.resume(id), jobs.resume(id)]);
    expect(twice).toMatchObject([
      { status: "fulfilled", value: { error: null, ended: null } },
      { status: "rejected", reason: { code: "usage" } },
    ]);
    expect(await jobs.ended(id)).toMatchObject({ status: "finished" });
    expect(await (await open()).jobs.latestResult("inspect")).toEqual(await jobs.latestResult("inspect"));
  });

  it("whose process is killed by the system has failed, and says so", async () => {
    const { jobs } = await open();
    const { id } = await jobs.start(training(5000));
    await untilEpoch(jobs, id, 1);
    process.kill((await onDisk(id)).pid, "SIGKILL");
    const ended = await jobs.ended(id);
    expect(ended).toMatchObject({ status: "failed", canResume: true });
    expect(ended.error?.message).toContain("SIGKILL");
    expect(ended.error?.hint).toContain("memory");
  });
});

describe("a training", () => {
  it("can be paused, and goes on from there", async () => {
    const { jobs, events } = await open();
    const { id, output } = await jobs.start(training(12));
    await untilEpoch(jobs, id, 1);
    expect(await jobs.pause(id)).toMatchObject({ status: "stopping", isPausing: true });
    expect(await jobs.ended(id)).toMatchObject({ status: "paused", canPause: false, canResume: true });
    await expect(jobs.pause(id)).rejects.toMatchObject({ code: "usage" });
    const before = (await epochsOf(output)).length;
    expect(before).toBeLessThan(12);
    await jobs.resume(id);
    expect(await jobs.ended(id)).toMatchObject({ status: "finished", canResume: false });
    expect(await epochsOf(output)).toEqual(Array.from({ length: 12 }, (_, epoch) => String(epoch + 1)));
    await expect(jobs.resume(id)).rejects.toMatchObject({ code: "usage" });
    expect(jobs.validated(id)?.epoch).toBe(12);
    expect(events).toContainEqual({ kind: "run", run: output?.slice("runs/".length) });
  });

  it("waits for the one before, and is given up in the queue and at work", async () => {
    const { jobs, events } = await open();
    const first = await jobs.start(training(5000));
    const second = await jobs.start(training(5000));
    expect(second.status).toBe("queued");
    expect(
      jobs
        .list()
        .map(({ id }) => id)
        .slice(0, 2),
    ).toEqual([second.id, first.id]);
    await expect(jobs.forget(first.id)).rejects.toMatchObject({ code: "usage" });
    expect((await jobs.stop(second.id)).status).toBe("stopped");
    await untilEpoch(jobs, first.id, 1);
    await jobs.stop(first.id);
    expect(await jobs.ended(first.id)).toMatchObject({ status: "stopped", error: null, canResume: true });
    await jobs.forget(first.id);
    expect(jobs.list().map(({ id }) => id)).not.toContain(first.id);
    expect(events.at(-1)).toEqual({ kind: "job-forgotten", id: first.id });
    expect((await readdir(join(folder, ".mor", "jobs"))).join()).not.toContain(first.id);
    expect(await readdir(join(folder, first.output ?? ""))).toContain("run.json");
  });

  it("that the end of the server interrupts goes on under the next one", async () => {
    const { jobs } = await open();
    const running = await jobs.start(training(12));
    const waiting = await jobs.start(training(2));
    await untilEpoch(jobs, running.id, 1);
    await jobs.close();
    await expect(jobs.start(training(1))).rejects.toMatchObject({ code: "cancelled" });
    const next = await open();
    const statusOf = (id: string) => next.jobs.list().find((job) => job.id === id)?.status;
    expect([statusOf(running.id), statusOf(waiting.id)]).toEqual(["interrupted", "interrupted"]);
    await next.jobs.resume(running.id);
    await next.jobs.resume(waiting.id);
    expect((await next.jobs.ended(running.id)).status).toBe("finished");
    expect((await next.jobs.ended(waiting.id)).status).toBe("finished");
    expect(await epochsOf(running.output)).toHaveLength(12);
    expect(await epochsOf(waiting.output)).toHaveLength(2);
  });
});

it("passes over files among the jobs that are none", async () => {
  const file = join(folder, ".mor", "jobs", "20260101-train-0.json");
  await writeFile(file, '{"format":1,"id":"20260101-train-0","status":"fini');
  const { jobs, warnings } = await open();
  expect(jobs.list().map(({ id }) => id)).not.toContain("20260101-train-0");
  expect(warnings).toEqual([expect.stringContaining(file)]);
  await rm(file);
});
