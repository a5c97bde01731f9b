import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeFileName } from "../../../../src/app/server/images/safe-file-name.ts";

describe("safeFileName", () => {
  it.each([
    ["a.png", "a.png"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\me\\b.tif", "b.tif"],
    [".hidden.png", "hidden.png"],
    ["..", "image"],
    ["", "image"],
    ["a\u0000b\n.png", "a_b_.png"],
    ["a\u202egnp.png", "a_gnp.png"],
    ["<script>alert(1)</script>.png", "script_.png"],
    ["con.png", "_con.png"],
    ["u\u0308.png", "ü.png"],
    ["a.png. ", "a.png"],
  ])("makes %j to %j", (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it("fits on a disk in every script, and keeps the extension", () => {
    const safe = safeFileName(`${"葉".repeat(110)}.tiff`);
    expect(safe).toMatch(/^葉+\.tiff$/);
    expect(Buffer.byteLength(safe)).toBeGreaterThan(230);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(240);
    expect([...safeFileName(`${"a".repeat(200)}.png`)].length).toBe(120);
    expect(safeFileName(`${"a".repeat(119)} b`)).toBe("a".repeat(119));
  });

  it("is always one short visible name, and itself a safe one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const safe = safeFileName(name);
        expect(safe).toMatch(/^[^./\\\s][^/\\\p{Cc}]*$/u);
        expect([...safe].length).toBeLessThanOrEqual(122);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(241);
        expect(safe).not.toMatch(/[. ]$/);
      }),
    );
  });
});
