import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeImage } from "../../../src/data/images/describe-image.ts";
import { hashFile } from "../../../src/data/images/hash-file.ts";
import { isImageFile } from "../../../src/data/images/image-file.ts";
import { readImage } from "../../../src/data/images/read-image.ts";
import { MorError } from "../../../src/errors.ts";
import { brokenCases, noise, raw } from "./broken-cases.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mor-broken-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("broken and hostile files", () => {
  it.each(brokenCases)("%s", async (_, file, bytes, code, message) => {
    const path = join(folder, file);
    writeFileSync(path, await bytes());
    const error = await readImage(path).then(
      () => expect.unreachable("it was read"),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MorError);
    expect(error).toMatchObject({
      code,
      path,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\.$/),
    });
  });

  it("a missing file, a folder, a pipe", async () => {
    const path = join(folder, "sub.png");
    mkdirSync(path);
    await expect(describeImage(path)).rejects.toMatchObject({
      code: "image-unreadable",
      message: /a folder/,
    });
    await expect(describeImage(join(folder, "none.png"))).rejects.toMatchObject({
      code: "image-unreadable",
      message: /nothing at this path/,
    });
    await expect(describeImage(join(path, "\0.png"))).rejects.toMatchObject({ code: "image-unreadable" });
    if (process.platform === "win32") return;
    const pipe = join(folder, "pipe.png");
    execFileSync("mkfifo", [pipe]);
    await expect(readImage(pipe)).rejects.toMatchObject({
      code: "image-unreadable",
      message: /device or pipe/,
    });
  });

  it("random damage ends in a MorError or an image, never otherwise", async () => {
    const fixtures = join(import.meta.dirname, "../../fixtures/images");
    const originals = [
      ...[
        "pillow-tiff_lzw.tif",
        "ome-tczyx.tif",
        "rgba-tiled.tif",
        "imagej-virtual.tif",
        "pillow-jpeg.tif",
      ].map((name) => readFileSync(join(fixtures, name))),
      await raw(3).png().toBuffer(),
      await raw(1).jpeg().toBuffer(),
    ];
    let state = 1;
    const random = (n: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % n;
    };
    const path = join(folder, "damaged");
    for (let round = 0; round < 210; round++) {
      const bytes = Buffer.from(originals[round % originals.length] ?? []);
      const reach = round % 2 ? bytes.length : Math.min(bytes.length, 400);
      for (let i = 0; i < 6; i++) bytes[random(reach)] = random(256);
      writeFileSync(path, bytes);
      await readImage(path, { maxPixels: 1_000_000 }).catch((error: unknown) =>
        expect(error).toBeInstanceOf(MorError),
      );
    }
  });

  it("a limit of pixels can be set", async () => {
    const path = join(folder, "limit.png");
    writeFileSync(path, await raw(1).png().toBuffer());
    await expect(readImage(path, { maxPixels: 1000 })).rejects.toMatchObject({ code: "image-unsupported" });
    await expect(describeImage(path, { maxPixels: 3072 })).resolves.toMatchObject({ width: 64, height: 48 });
  });

  it("stops when told", async () => {
    await expect(readImage("x.png", { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("files", () => {
  it.each([
    ["a.png", true],
    ["B.PNG", true],
    ["a b.ome.tif", true],
    ["x/ö.TIFF", true],
    ["x.JpEg", true],
    ["x.jpg", true],
    ["x.jpg.txt", false],
    ["png", false],
    ["x.gif", false],
    ["x/._a.png", false],
    ["", false],
  ])("isImageFile(%j) is %j", (name, expected) => expect(isImageFile(name)).toBe(expected));

  it("hashes a file's bytes", async () => {
    const path = join(folder, "hash");
    const bytes = noise(3_000_000);
    writeFileSync(path, bytes);
    expect(await hashFile(path)).toBe(createHash("sha256").update(bytes).digest("hex"));
    await expect(hashFile(join(folder, "nothing"))).rejects.toMatchObject({ code: "image-unreadable" });
  });
});
