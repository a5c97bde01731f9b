import { writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { replaceFile, stampOf } from "../../src/files/replace-file.ts";

async function folderForTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mor-replace-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it("makes a file, and replaces it as long as its stamp is the last one", async () => {
  const folder = await folderForTest();
  const file = join(folder, "a.csv");
  const first = await replaceFile(file, "", ["one\n", "two\n"]);
  expect(first).toBe(await stampOf(file));
  const second = await replaceFile(file, first ?? "", ["three\n"]);
  expect(second).toBe(await stampOf(file));
  expect(second).not.toBe(first);
  expect(await readFile(file, "utf8")).toBe("three\n");
  expect(await readdir(folder)).toEqual(["a.csv"]);
});

it.each(["a new file", "a file of the stamp"])(
  "leaves what somebody writes while it writes: %s",
  async (kind) => {
    const folder = await folderForTest();
    const file = join(folder, "a.csv");
    const known = kind === "a new file" ? "" : ((await replaceFile(file, "", ["old\n"])) ?? "");
    function* whileAnotherWrites(): Generator<string> {
      yield "ours\n";
      writeFileSync(file, "theirs\n");
    }
    expect(await replaceFile(file, known, whileAnotherWrites())).toBeUndefined();
    expect(await readFile(file, "utf8")).toBe("theirs\n");
    expect(await readdir(folder)).toEqual(["a.csv"]);
  },
);

it("says where it cannot write", async () => {
  const file = join(await folderForTest(), "missing", "a.csv");
  await expect(replaceFile(file, "", ["x"])).rejects.toMatchObject({ code: "output-unwritable", path: file });
});
