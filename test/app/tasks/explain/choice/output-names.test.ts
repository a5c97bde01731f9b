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

  it("calls no folder like a file", () => {
    const paths = ["x.tif", "x.png/y.png", "x.PNG_/y.png", "x.grad-cam.tif/y.tif", "z.png.png"];
    const names = outputNames(paths);
    expect(names).toEqual(["x", "x.png_/y", "x.PNG_/y-2", "x.grad-cam.tif_/y", "z.png"]);
  });

  it("gives names that Windows takes", () => {
    const paths = [
      "CON.png",
      "nul/aux.1.tif",
      "com¹ .x.png",
      "console.png",
      "lpt10.png",
      "end. /a. .png",
      "a .png",
    ];
    expect(outputNames(paths)).toEqual(["CON_", "nul_/aux_.1", "com¹_ .x", "console", "lpt10", "end/a", "a"]);
    // Letters that are composed in two ways are one name to some.
    expect(new Set(outputNames(["\u00e9.png", "e\u0301.png"]).map((name) => name.normalize())).size).toBe(2);
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
        const parents = (name: string): string[] =>
          [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index).toLowerCase());
        const folders = new Set(names.flatMap(parents));
        for (const name of names) {
          expect(folders.has(`${name}.png`.toLowerCase())).toBe(false);
          for (const part of name.split("/")) expect(part).toMatch(/[^. ]$/);
          const way = relative("/out", resolve("/out", name));
          expect(way.startsWith("..") && !/^\.\.[^/]/.test(way)).toBe(false);
          expect(isAbsolute(way)).toBe(false);
        }
      }),
    );
  });
});
