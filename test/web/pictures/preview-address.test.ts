import { describe, expect, it } from "vitest";
import { previewAddress } from "../../../web/src/pictures/preview-address.ts";

describe("previewAddress", () => {
  it("is a bitmap of the values", () => {
    const values = Uint8Array.from({ length: 64 }, (_, at) => 4 * at);
    const address = previewAddress(values) ?? "";
    expect(address).toMatch(/^data:image\/bmp;base64,/);
    const bytes = Buffer.from(address.split(",")[1] ?? "", "base64");
    expect(bytes.readUInt32LE(2)).toBe(bytes.length);
    expect([bytes.readInt32LE(18), bytes.readInt32LE(22), bytes.readUInt16LE(28)]).toEqual([8, 8, 24]);
    // Rows from the bottom, each pixel three times the same.
    const start = bytes.readUInt32LE(10);
    const found = Array.from(
      { length: 64 },
      (_, at) => bytes[start + 3 * (8 * (7 - (at >> 3)) + (at & 7)) + 1],
    );
    expect(found).toEqual([...values]);
  });

  it("is none for what was not drawn yet", () => {
    expect(previewAddress(new Uint8Array(64))).toBeUndefined();
    expect(previewAddress(new Uint8Array())).toBeUndefined();
  });
});
