import { isAbsolute, relative, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outputNames } from "../../../../../src/app/tasks/explain/choice/output-names.ts";

describe("outputNames", () => {
  it("keeps relative paths without their ending", () => {
    expect(outputNames(["mito/a.b.png", "c.tif"])).toEqual(["mito/a.b", "c"]);
  });

  it("drops what leads out of a folder", () => {
    expect(outputNames(["../../etc/passwd.png", "/abs/x.png", "C:\\data\\y.png", "./.."])).toEqual([
      "etc/passwd",
      "abs/x",
      "C_/data/y",
      "image",
    ]);
  });

  it("gives each image a name of its own, whatever the case", () => {
    expect(outputNames(["a.png", "a.tif", "A.jpg", "a-2.png"])).toEqual(["a", "a-2", "A-3", "a-2-2"]);
  });

  it("shortens what no file system takes", () => {
    const [first = "", second = ""] = outputNames([`${"長".repeat(300)}.png`, `${"長".repeat(301)}.png`]);
    expect(Buffer.byteLength(first)).toBeLessThanOrEqual(150);
    expect(first).not.toBe(second);
  });

  it("stays within its folder for any name", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (paths) => {
        const names = outputNames(paths);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length);
        for (const name of names) {
          const way = relative("/out", resolve("/out", name));
          expect(way.startsWith("..") && !/^\.\.[^/]/.test(way)).toBe(false);
          expect(isAbsolute(way)).toBe(false);
        }
      }),
    );
  });
});
