import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { JobStatus } from "../../../../src/app/protocol/job.ts";
import { moveToFreeRun } from "../../../../src/app/server/studies/move-to-free-run.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

it("takes each name once, and none that is there or that a job is going to write", async () => {
  const place = await makeFolderForTest();
  await mkdir(join(place, "Leaf")); // one name with "leaf" on some disks
  const job = (status: JobStatus, output: string) => ({ kind: "train" as const, status, output });
  const jobs = { list: () => [job("queued", "runs/leaf-2"), job("failed", "runs/leaf-3")] };
  const copies = ["a", "b", "c"].map((name) => join(place, `.${name}`));
  for (const copy of copies) {
    await mkdir(copy);
    await writeFile(join(copy, "run.json"), copy);
  }
  const names = await Promise.all(copies.map((copy) => moveToFreeRun(copy, place, "leaf", jobs)));
  expect(names.sort()).toEqual(["leaf-3", "leaf-4", "leaf-5"]);
  expect((await readdir(place)).sort()).toEqual(["Leaf", ...names]);
  for (const name of names) expect(await readdir(join(place, name))).toEqual(["run.json"]);
});
