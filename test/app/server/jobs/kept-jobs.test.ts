import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { phantoms } from "deeplearnmor";
import { expect, it, onTestFinished } from "vitest";
import type { ServerEvent } from "../../../../src/app/protocol/event.ts";
import type { JobStatus } from "../../../../src/app/protocol/job.ts";
import type { Jobs } from "../../../../src/app/server/jobs/jobs.ts";
import { openJobs } from "../../../../src/app/server/jobs/open-jobs.ts";
import { outdated } from "../../../../src/app/server/jobs/outdated-jobs.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

async function openForTest(folder: string, events: ServerEvent[] = []): Promise<Jobs> {
  const publish = (event: ServerEvent) => void events.push(event);
  const jobs = await openJobs({ folder, publish, now: () => new Date(), warn: () => {} });
  onTestFinished(() => jobs.close());
  return jobs;
}

/** A job as an earlier server has left it. */
async function leave(folder: string, id: string, status: JobStatus, created: number): Promise<void> {
  const place = join(folder, ".mor", "jobs");
  await mkdir(place, { recursive: true });
  const record = {
    format: 1,
    id,
    kind: "predict",
    title: id,
    spec: {},
    output: `predictions/${id}.csv`,
    command: "mor predict",
    status,
    created,
    started: created,
    ended: created + 1,
    stages: [],
    warnings: [],
    messages: [],
    error: null,
    goesOn: false,
    pid: null,
  };
  await writeFile(join(place, `${id}.json`), JSON.stringify(record));
  await writeFile(join(place, `${id}.validated.json`), "{}");
}

it("keeps the 200 latest jobs that are over, and all that could go on", async () => {
  const folder = await makeFolderForTest();
  for (let number = 0; number < 230; number++) {
    const status = (["finished", "failed", "stopped"] as const)[number % 3] ?? "finished";
    await leave(folder, `over-${number}`, status, 1000 + number);
  }
  const going = ["paused", "interrupted", "running"] as const;
  for (const [place, status] of going.entries()) await leave(folder, status, status, 9 - place);
  const events: ServerEvent[] = [];
  const ids = (await openForTest(folder, events)).list().map(({ id }) => id);
  const last = Array.from({ length: 200 }, (_, place) => `over-${229 - place}`);
  expect(ids).toEqual([...last, "paused", "interrupted", "running"]);
  expect(events.filter(({ kind }) => kind === "job-forgotten")).toHaveLength(30);
  expect(await readdir(join(folder, ".mor", "jobs"))).toHaveLength(2 * 203);
});

it("counts a job by its end: one that has gone on late is among the latest", () => {
  const record = (id: string, created: number, ended: number) => ({
    id,
    created,
    ended,
    status: "finished" as const,
  });
  expect(outdated([record("late", 1, 9), record("b", 2, 3), record("c", 4, 5)], 2)).toEqual(["b"]);
});

it("takes all finished jobs off the list at once, and no other", async () => {
  const folder = await makeFolderForTest();
  const statuses = ["finished", "failed", "paused", "finished", "stopped", "interrupted"] as const;
  for (const [number, status] of statuses.entries()) await leave(folder, `j${number}`, status, number);
  const jobs = await openForTest(folder);
  expect(await jobs.clearFinished()).toBe(2);
  expect(jobs.list().map(({ id }) => id)).toEqual(["j5", "j4", "j2", "j1"]);
  expect(await readdir(join(folder, ".mor", "jobs"))).toHaveLength(2 * 4);
});

it("shows the mistakes of the last epoch again under the next server", async () => {
  const folder = await makeFolderForTest();
  await phantoms({ out: join(folder, "images"), imagesPerClass: 4, plants: 4, size: 32 });
  const first = await openForTest(folder);
  const network = { model: "resnet", width: 4, size: 16, stepsPerEpoch: 6, threads: 1, skipDuplicates: true };
  const { id } = await first.start({
    kind: "train",
    title: "Train",
    spec: {
      data: "images/manifest.csv",
      by: "plant",
      out: "runs/r",
      epochs: 5000,
      allowLeak: true,
      ...network,
    },
    output: "runs/r",
  });
  await expect.poll(() => first.validated(id)?.epoch ?? 0, { timeout: 40_000 }).toBeGreaterThan(1);
  await first.close();
  const known = first.validated(id);
  expect(known?.mistakes[0]).toMatchObject({ path: expect.any(String), confidence: expect.any(Number) });
  const second = await openForTest(folder);
  expect(second.validated(id)).toEqual(known);
  // What cannot be read is not shown.
  await writeFile(join(folder, ".mor", "jobs", `${id}.validated.json`), '{"epoch"');
  expect((await openForTest(folder)).validated(id)).toBeUndefined();
  await second.forget(id);
  expect(await readdir(join(folder, ".mor", "jobs"))).toEqual([]);
}, 60_000);
