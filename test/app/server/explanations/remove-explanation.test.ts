import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../../../src/app/protocol/job.ts";
import { actions } from "../../../../src/app/server/routes/explanations.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { hostileNames, openContext } from "./small-workspace.ts";

let folder = "";
let shelf = "";

/** What mor explain leaves. */
async function makeExplanation(place: string): Promise<void> {
  for (const name of ["overlays", "maps"]) await mkdir(join(place, name), { recursive: true });
  await writeFile(join(place, "mor.json"), '{"madeBy":"mor explain"}');
  const files = ["explanations.json", "explanations.csv", "overlays/a.png", "maps/a.grad-cam.tif"];
  for (const file of files) await writeFile(join(place, file), "content");
}

beforeEach(async () => {
  folder = join(await temporaryFolder(), "study");
  shelf = join(folder, "explanations");
  await makeExplanation(join(shelf, "one"));
  await makeExplanation(join(shelf, "two"));
});

async function remove(name: string, jobs: readonly Partial<Job>[] = []) {
  const context = await openContext(folder);
  const forgotten: string[] = [];
  const given = {
    ...context.jobs,
    list: () => jobs as readonly Job[], // what is looked at is there
    forget: async (id: string) => void forgotten.push(id),
  };
  await actions["explain/remove"].handle({ name }, { ...context, jobs: given });
  return forgotten;
}

describe("explain/remove", () => {
  it("deletes an explanation and its jobs, and no other", async () => {
    const jobs = [
      { id: "own", output: "explanations/one", status: "finished" },
      { id: "other", output: "explanations/two", status: "running" },
    ] as const;
    expect(await remove("one", jobs)).toEqual(["own"]);
    expect(await readdir(shelf)).toEqual(["two"]);
    await expect(remove("one")).rejects.toMatchObject({ code: "input-missing" });
  });

  it("takes away the empty folder that a stopped job has left", async () => {
    await mkdir(join(shelf, "stopped"));
    await remove("stopped", [{ id: "j", output: "explanations/stopped", status: "stopped" }]);
    expect(await readdir(shelf)).toEqual(["one", "two"]);
  });

  it("is refused while a job writes it", async () => {
    const before = await readdir(shelf, { recursive: true });
    for (const status of ["queued", "running", "stopping"] as const) {
      const writer = { id: "j", output: "explanations/one", status, title: "Explain" };
      await expect(remove("one", [writer])).rejects.toThrow(/still writes/);
    }
    expect(await readdir(shelf, { recursive: true })).toEqual(before);
  });

  it("deletes nothing of a folder that holds anything else", async () => {
    await writeFile(join(shelf, "one", "notes.txt"), "mine");
    await mkdir(join(shelf, "mine"));
    await writeFile(join(shelf, "mine", "explanations.json"), "mine");
    const before = await readdir(shelf, { recursive: true });
    for (const name of ["one", "mine"]) {
      await expect(remove(name)).rejects.toMatchObject({ code: "output-exists" });
    }
    expect(await readdir(shelf, { recursive: true })).toEqual(before);
  });

  it("never follows a link, whether it leads out of the workspace or to another explanation", async () => {
    const outside = await temporaryFolder();
    await makeExplanation(outside);
    const before = await readdir(outside, { recursive: true });
    await symlink(outside, join(shelf, "linked"));
    await symlink(join(shelf, "two"), join(shelf, "other"));
    for (const name of ["linked", "other"]) {
      await expect(remove(name)).rejects.toMatchObject({ code: "input-missing" });
    }
    // Links within are taken away themselves.
    await symlink(join(outside, "explanations.csv"), join(shelf, "one", "maps", "b.tif"));
    await remove("one");
    await symlink(join(outside, "maps"), join(shelf, "two", "gallery"));
    await expect(remove("two")).rejects.toMatchObject({ code: "output-exists" });
    for (const name of hostileNames) await expect(remove(name)).rejects.toMatchObject({ code: "usage" });
    expect(await readdir(outside, { recursive: true })).toEqual(before);
    expect(await readdir(shelf)).toContain("two");
  });
});
