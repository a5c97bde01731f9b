import { readdirSync, readFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const assets = resolve(import.meta.dirname, "../../dist/web/assets");

describe("the built page", () => {
  it("is less than 600 kB of scripts and styles, compressed, all pages together", () => {
    const files = readdirSync(assets).filter((name) => [".js", ".css"].includes(extname(name)));
    expect(files.length).toBeGreaterThan(1);
    const bytes = files.map((name) => gzipSync(readFileSync(join(assets, name))).byteLength);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
  });
});
