import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { phantoms } from "deeplearnmor";
import { expect, it, onTestFinished } from "vitest";
import type { Jobs } from "../../../../src/app/server/jobs/jobs.ts";
import { openJobs } from "../../../../src/app/server/jobs/open-jobs.ts";
import { refuseForeignOutput } from "../../../../src/app/server/jobs/own-output.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

async function openForTest(folder: string): Promise<Jobs> {
  const jobs = await openJobs({ folder, publish: () => {}, now: () => new Date(), warn: () => {} });
  onTestFinished(() => jobs.close());
  return jobs;
}

/** A workspace whose table names images below it, and others elsewhere by absolute paths. */
async function makeWorkspace(): Promise<{ readonly folder: string; readonly table: string }> {
  const above = await makeFolderForTest();
  const folder = join(above, "workspace");
  for (const place of [join(folder, "images"), join(above, "elsewhere")]) {
    await phantoms({ out: place, imagesPerClass: 4, plants: 4, size: 32 });
  }
  const rows = (await readFile(join(folder, "images", "manifest.csv"), "utf8")).trimEnd().split("\n");
  const named = rows.slice(1).map((row, index) => join(index % 2 ? join(above, "elsewhere") : "images", row));
  const table = join(folder, "manifest.csv");
  await writeFile(table, `${[rows[0], ...named].join("\n")}\n`);
  return { folder, table };
}

function training(data: string, out: string, epochs: number): Parameters<Jobs["start"]>[0] {
  const network = { model: "resnet", width: 4, size: 16, stepsPerEpoch: 6, threads: 1 };
  const spec = { ...network, data, by: "plant", out, epochs, allowLeak: true, allowOutside: true };
  return { kind: "train", title: out, spec: { ...spec, skipDuplicates: true }, output: out };
}

it("a training that was paused goes on although the labels of the workspace have changed", async () => {
  const { folder, table } = await makeWorkspace();
  const jobs = await openForTest(folder);
  const { id } = await jobs.start(training(table, "runs/leaf", 14));
  await expect.poll(() => jobs.validated(id)?.epoch ?? 0, { timeout: 40_000 }).toBeGreaterThan(0);
  await jobs.pause(id);
  expect(await jobs.ended(id)).toMatchObject({ status: "paused" });
  const before = await readFile(join(folder, "runs/leaf/manifest.csv"), "utf8");
  // One image has another label now, and one is gone.
  const [head = "", first = "", , ...rest] = (await readFile(table, "utf8")).split("\n");
  const [path, , ...cells] = first.split(",");
  await writeFile(table, [head, [path, "chlo_normal_2", ...cells].join(","), ...rest].join("\n"));
  await jobs.resume(id);
  expect(await jobs.ended(id)).toMatchObject({ status: "finished", error: null });
  const history = await readFile(join(folder, "runs/leaf/history.csv"), "utf8");
  expect(history.trimEnd().split("\n")).toHaveLength(15);
  expect(await readFile(join(folder, "runs/leaf/manifest.csv"), "utf8")).toBe(before);
}, 60_000);

it("of two jobs that would write one output the second is refused, and an old one does not go on in it", async () => {
  const { folder, table } = await makeWorkspace();
  const jobs = await openForTest(folder);
  const request = training(table, "runs/leaf", 5000);
  const both = await Promise.allSettled([
    jobs.start(request),
    jobs.start({ ...request, output: "runs/LEAF" }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "usage", hint: expect.any(String) },
  });
  const first = jobs.list()[0]?.id ?? "";
  await expect(jobs.start(request)).rejects.toMatchObject({ code: "usage" });
  await jobs.stop(first);
  await jobs.ended(first);
  // Whichever spelling was first: some disks take both for one folder.
  const second = await jobs.start({ ...request, output: "runs/Leaf" });
  await jobs.stop(second.id);
  await jobs.ended(second.id);
  await expect(jobs.resume(first)).rejects.toMatchObject({ code: "usage", hint: expect.any(String) });
  expect((await jobs.resume(second.id)).status).toMatch(/queued|running/);
}, 60_000);

it("a job that is being paused can still be given up, and one that waits for its predecessor ends at once", async () => {
  const { folder, table } = await makeWorkspace();
  const jobs = await openForTest(folder);
  const { id } = await jobs.start(training(table, "runs/leaf", 5000));
  await expect.poll(() => jobs.validated(id)?.epoch ?? 0, { timeout: 40_000 }).toBeGreaterThan(0);
  await jobs.pause(id);
  await jobs.stop(id);
  expect(await jobs.ended(id)).toMatchObject({ status: "stopped" });
  await jobs.close();
  // Another process has the number of the one that worked on it.
  const file = join(folder, ".mor", "jobs", `${id}.json`);
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), pid: process.pid }));
  const next = await openForTest(folder);
  await next.resume(id);
  const begun = performance.now();
  await next.stop(id);
  expect(await next.ended(id)).toMatchObject({ status: "stopped" });
  expect(performance.now() - begun).toBeLessThan(5000);
}, 60_000);

it("keeps results on the disk only where nothing else holds them", async () => {
  const { folder, table } = await makeWorkspace();
  const jobs = await openForTest(folder);
  const made = { out: "made", imagesPerClass: 1, plants: 1, size: 32 };
  const phantom = await jobs.start({ kind: "phantoms", title: "Make", spec: made, output: "made" });
  const look = { data: table, allowOutside: true, skipDuplicates: true };
  const inspected = await jobs.start({ kind: "inspect", title: "Look", spec: look });
  await Promise.all([jobs.ended(phantom.id), jobs.ended(inspected.id)]);
  expect(await jobs.latestResult("phantoms")).toBeUndefined();
  const kept = { job: inspected.id, result: { broken: [] } };
  expect(await jobs.latestResult("inspect")).toMatchObject(kept);
  expect(await jobs.clearFinished()).toBe(2); // what a check has found stays
  expect(await jobs.latestResult("inspect")).toMatchObject(kept);
}, 30_000);

it("a run whose gallery is a link to elsewhere is not written into", async () => {
  const above = await makeFolderForTest();
  const run = join(above, "workspace", "runs", "leaf");
  await mkdir(run, { recursive: true });
  const workspace = join(above, "workspace");
  for (const kind of ["visualize", "explain"] as const) {
    await expect(refuseForeignOutput(workspace, kind, { run: "runs/leaf" })).resolves.toBeUndefined();
  }
  await symlink(above, join(run, "gallery"));
  for (const kind of ["visualize", "explain"] as const) {
    const refused = refuseForeignOutput(workspace, kind, { run: "runs/leaf", out: "explanations/a" });
    await expect(refused).rejects.toMatchObject({ code: "usage" });
  }
});
