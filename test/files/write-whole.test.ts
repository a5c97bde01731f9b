import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outputError } from "../../src/files/output-error.ts";
import { writeWhole } from "../../src/files/write-whole.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mor-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("writeWhole", () => {
  it.each([
    ["text", "äb\n", "äb\n"],
    ["bytes", Uint8Array.of(97, 98), "ab"],
    ["pieces", ["a", Uint8Array.of(98), "", "ü"], "abü"],
    ["no pieces", [], ""],
  ])("writes %s and replaces what was there", async (_, content, expected) => {
    const file = join(folder, "a.txt");
    writeFileSync(file, "a longer text of before");
    await writeWhole(file, content);
    expect(readFileSync(file, "utf8")).toBe(expected);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  it("leaves the old file and nothing else when the content fails half-way", async () => {
    const file = join(folder, "a.txt");
    writeFileSync(file, "old");
    function* content(): Generator<string> {
      yield "new";
      throw Object.assign(new Error("write"), { code: "ENOSPC" });
    }
    await expect(writeWhole(file, content())).rejects.toMatchObject({
      code: "output-unwritable",
      message: `Expected to write the output, got a full disk (${file})`,
      path: file,
    });
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  it("refuses a place that cannot be written to, leaving nothing behind", async () => {
    mkdirSync(join(folder, "taken"));
    const refused = { code: "output-unwritable", hint: expect.any(String) };
    await expect(writeWhole(join(folder, "taken"), "x")).rejects.toMatchObject(refused);
    await expect(writeWhole(join(folder, "none", "a"), ["x"])).rejects.toMatchObject(refused);
    expect(readdirSync(folder)).toEqual(["taken"]);
  });
});

describe("outputError", () => {
  it.each([
    ["ENOSPC", /full disk/],
    ["EROFS", /read-only/],
    ["EACCES", /permission/],
    ["ENOTDIR", /file where a folder/],
    ["EIO", /file system \(EIO\)/],
  ])("says what %s means", (code, words) => {
    const error = outputError(Object.assign(new Error(code), { code }), "out.csv");
    expect(error.message).toMatch(words);
    expect(error.hint).toMatch(/\.$/);
  });
});
