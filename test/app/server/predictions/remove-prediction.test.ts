import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../../../src/app/protocol/job.ts";
import { actions } from "../../../../src/app/server/routes/predictions.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { hostileNames, openContext } from "../explanations/small-workspace.ts";

let folder = "";
let shelf = "";

const table = "path,group,label,predicted,confidence,p_a,p_b\nx.png,,,a,1,1,0\n";
const record = (images: readonly string[]) =>
  JSON.stringify({ format: 1, created: "2026-11-23T10:00:00Z", run: "discs", images });

beforeEach(async () => {
  folder = join(await temporaryFolder(), "study");
  shelf = join(folder, "predictions");
  await mkdir(join(shelf, "dropped-1"), { recursive: true });
  await writeFile(join(shelf, "dropped-1", "a.png"), "pixels");
  await writeFile(join(shelf, "one.csv"), table);
  await writeFile(join(shelf, "one.json"), record(["predictions/dropped-1"]));
  await writeFile(join(shelf, "two.csv"), table);
});

async function remove(name: string, jobs: readonly Partial<Job>[] = []) {
  const context = await openContext(folder);
  const forgotten: string[] = [];
  const given = {
    ...context.jobs,
    list: () => jobs as readonly Job[], // what is looked at is there
    forget: async (id: string) => void forgotten.push(id),
  };
  await actions["predict/remove"].handle({ name }, { ...context, jobs: given });
  return forgotten;
}

describe("predict/remove", () => {
  it("deletes a table, its record, its jobs and the images that were dropped for it", async () => {
    const job = { id: "j", output: "predictions/one.csv", status: "finished" } as const;
    expect(await remove("one", [job])).toEqual(["j"]);
    expect(await readdir(shelf)).toEqual(["two.csv"]);
    await remove("two");
    expect(await readdir(shelf)).toEqual([]);
    await expect(remove("two")).rejects.toMatchObject({ code: "input-missing" });
  });

  it("takes away what a stopped job has left", async () => {
    await writeFile(join(shelf, "stopped.json"), record(["images"]));
    await remove("stopped", [{ id: "j", output: "predictions/stopped.csv", status: "stopped" }]);
    expect(await readdir(shelf)).not.toContain("stopped.json");
  });

  it("leaves dropped images that something else needs, or that are not images alone", async () => {
    await writeFile(join(shelf, "two.json"), record(["predictions/dropped-1"]));
    await remove("one");
    expect(await readdir(join(shelf, "dropped-1"))).toEqual(["a.png"]);
    await writeFile(join(shelf, "dropped-1", "notes.txt"), "mine");
    await remove("two");
    expect(await readdir(join(shelf, "dropped-1"))).toEqual(["a.png", "notes.txt"]);
  });

  it("leaves dropped images that the table of images has", async () => {
    await writeFile(join(folder, "manifest.csv"), "path,label\npredictions/dropped-1/a.png,a\n");
    await remove("one");
    expect(await readdir(join(shelf, "dropped-1"))).toEqual(["a.png"]);
  });

  it("is refused while a job writes it, and for what mor predict has not written", async () => {
    const before = await readdir(shelf, { recursive: true });
    for (const status of ["queued", "running", "stopping"] as const) {
      const writer = { id: "j", output: "predictions/ONE.csv", status, title: "Classify" };
      await expect(remove("one", [writer])).rejects.toThrow(/still writes/);
    }
    expect(await readdir(shelf, { recursive: true })).toEqual(before);
    await writeFile(join(shelf, "mine.csv"), "a,b\n1,2\n");
    await expect(remove("mine")).rejects.toMatchObject({ code: "output-exists" });
    expect(await readFile(join(shelf, "mine.csv"), "utf8")).toBe("a,b\n1,2\n");
  });

  it("never reaches out of the workspace", async () => {
    const outside = await temporaryFolder();
    await writeFile(join(outside, "x.csv"), table);
    await mkdir(join(outside, "drop"));
    await writeFile(join(outside, "drop", "a.png"), "pixels");
    await symlink(join(outside, "x.csv"), join(shelf, "linked.csv"));
    await expect(remove("linked")).rejects.toMatchObject({ code: "input-missing" });
    await symlink(join(outside, "drop"), join(shelf, "dropped-2"));
    await writeFile(join(shelf, "three.csv"), table);
    await writeFile(
      join(shelf, "three.json"),
      record(["predictions/dropped-2", "predictions/dropped-1/../../../drop", outside]),
    );
    await remove("three");
    for (const name of hostileNames) await expect(remove(name)).rejects.toMatchObject({ code: "usage" });
    expect(await readdir(outside, { recursive: true })).toEqual(["drop", "x.csv", "drop/a.png"]);
  });
});
