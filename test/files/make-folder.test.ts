import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder } from "../../src/files/make-folder.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mor-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("making a folder", () => {
  it("makes those above it, and is content with what is there", async () => {
    await makeFolder(join(root, "a/b/c"));
    await makeFolder(join(root, "a/b/c"));
    expect((await stat(join(root, "a/b/c"))).isDirectory()).toBe(true);
  });

  it("works when others make the same at the same time", async () => {
    for (let round = 0; round < 20; round++) {
      const folder = join(root, `round-${round}/x/y/z`);
      await Promise.all(Array.from({ length: 8 }, () => makeFolder(folder)));
      expect(existsSync(folder)).toBe(true);
    }
  });

  it("says when a file is in the way", async () => {
    await writeFile(join(root, "file"), "");
    await expect(makeFolder(join(root, "file/below"))).rejects.toMatchObject({ code: "output-unwritable" });
    await expect(makeFolder(join(root, "file"))).rejects.toMatchObject({ code: "output-unwritable" });
  });

  it.skipIf(!existsSync("/proc/self"))("ends where a folder takes no entries (needs /proc)", async () => {
    await expect(makeFolder("/proc/self/a/b")).rejects.toMatchObject({ code: "output-unwritable" });
  });
});
