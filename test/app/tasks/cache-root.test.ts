import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheError, cacheRoot } from "../../../src/app/tasks/cache-root.ts";
import { outputError } from "../../../src/files/output-error.ts";

describe("cacheRoot", () => {
  it("is what MOR_CACHE says, on every platform", () => {
    for (const platform of ["linux", "darwin", "win32"] as const) {
      expect(cacheRoot({ MOR_CACHE: "here", XDG_CACHE_HOME: "/x" }, platform)).toBe(resolve("here"));
    }
  });

  it("is else the place of the platform", () => {
    expect(cacheRoot({ XDG_CACHE_HOME: "/x" }, "linux")).toBe(join("/x", "deeplearnmor"));
    expect(cacheRoot({}, "linux", "/home/a")).toBe(join("/home/a", ".cache", "deeplearnmor"));
    expect(cacheRoot({}, "darwin", "/Users/a")).toBe(join("/Users/a", "Library", "Caches", "deeplearnmor"));
    expect(cacheRoot({ LOCALAPPDATA: "L" }, "win32")).toBe(join("L", "deeplearnmor"));
    expect(cacheRoot({}, "win32", "U")).toBe(join("U", "AppData", "Local", "deeplearnmor"));
  });

  it("takes empty variables and a relative XDG_CACHE_HOME as unset", () => {
    const usual = join(homedir(), ".cache", "deeplearnmor");
    expect(cacheRoot({ MOR_CACHE: "", XDG_CACHE_HOME: "" }, "linux")).toBe(usual);
    expect(cacheRoot({ XDG_CACHE_HOME: "relative" }, "linux")).toBe(usual);
  });
});

describe("cacheError", () => {
  it.each(["EROFS", "EACCES", "ENOSPC", "ENOTDIR"])("names MOR_CACHE for %s", (code) => {
    const error = cacheError(Object.assign(new Error(code), { code }), "/cache");
    expect(error.code).toBe("output-unwritable");
    expect(error.message).toMatch(/^Expected to write to the cache, got .*\(\/cache\)$/);
    expect(error.hint).toContain("MOR_CACHE");
  });

  it("does so once", () => {
    const error = outputError(Object.assign(new Error("full"), { code: "ENOSPC" }), "/cache/x");
    expect(cacheError(cacheError(error, "/cache"), "/cache").hint).toMatch(/^Free some space, or set/);
  });
});
