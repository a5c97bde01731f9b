import { appendFile, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { drawPicture } from "../../../../src/app/server/pictures/draw-picture.ts";
import { openPictureStore, pictureKey } from "../../../../src/app/server/pictures/picture-store.ts";
import { openPictures } from "../../../../src/app/server/pictures/pictures.ts";
import { openPreviews } from "../../../../src/app/server/pictures/previews.ts";
import { streamPictures } from "../../../../src/app/server/pictures/stream-pictures.ts";
import { MorError } from "../../../../src/errors.ts";
import { tiffStack } from "../../../data/images/image-bytes.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

const fixtures = resolve(import.meta.dirname, "../../../fixtures/images");

async function writePng(file: string, width = 64, height = 32): Promise<string> {
  const pixels = new Uint8Array(width * height).map((_, at) => 40 + (at % width));
  await writeFile(file, Buffer.from(tinyPng(width, height, pixels).split(",")[1] ?? "", "base64"));
  return file;
}

async function pixelsOf(webp: Uint8Array | undefined) {
  if (webp === undefined) throw new Error("no picture");
  const { data, info } = await sharp(webp).raw().toBuffer({ resolveWithObject: true });
  return { data, ...info };
}

describe("drawPicture", () => {
  it.each([
    "uint16-little.tif",
    "int16-big.tif",
    "float32-little.tif",
    "rgb.tif",
    "rgb-planar.tif",
    "pages.tif",
    "imagej-tzcyx.tif",
    "pillow-palette.tif",
    "bool.tif",
  ])("draws %s", async (name) => {
    const { picture, preview } = await drawPicture({ file: join(fixtures, name), size: 64, view: {} });
    const { width, height } = await pixelsOf(picture);
    expect(Math.max(width, height)).toBeLessThanOrEqual(64);
    expect(preview).toHaveLength(64);
  });

  it("shrinks to the size asked for and keeps the shape", async () => {
    const file = await writePng(join(await makeFolderForTest(), "a.png"));
    expect(await pixelsOf((await drawPicture({ file, size: 32, view: {} })).picture)).toMatchObject({
      width: 32,
      height: 16,
    });
  });

  it("stretches each image by itself, or all alike", async () => {
    const file = await writePng(join(await makeFolderForTest(), "a.png"), 64, 32);
    const brightest = async (view: Parameters<typeof drawPicture>[0]["view"]) =>
      Math.max(...(await pixelsOf((await drawPicture({ file, size: 64, view })).picture)).data);
    expect(await brightest({})).toBeGreaterThan(245);
    const plain = await brightest({ contrast: "range" });
    expect(plain).toBeGreaterThan(90);
    expect(plain).toBeLessThan(115);
    expect(await brightest({ contrast: "range", high: 0.4 })).toBeGreaterThan(240);
    expect(await brightest({ contrast: "range", gamma: 2 })).toBeGreaterThan(plain + 30);
  });

  it("tints grey images and shows one channel of coloured ones", async () => {
    const file = await writePng(join(await makeFolderForTest(), "a.png"));
    const green = await pixelsOf((await drawPicture({ file, size: 64, view: { tint: "green" } })).picture);
    const sums = [0, 1, 2].map((channel) =>
      green.data.filter((_, at) => at % green.channels === channel).reduce((a, b) => a + b, 0),
    );
    expect(sums[1]).toBeGreaterThan(1.5 * (sums[0] ?? 0));
    const red = await pixelsOf(
      (await drawPicture({ file: join(fixtures, "rgb.tif"), size: 64, view: { channel: 0 } })).picture,
    );
    expect(
      red.data.every((value, at) => Math.abs(value - (red.data[at - (at % red.channels)] ?? 0)) < 8),
    ).toBe(true);
  });

  it("shows a stack of thousands of planes by some of them, and gives up what takes too long", async () => {
    const file = join(await makeFolderForTest(), "stack.tif");
    await writeFile(
      file,
      tiffStack(
        Array.from({ length: 10_000 }, (_, page) => page % 200),
        16,
      ),
    );
    const begin = performance.now();
    expect(await pixelsOf((await drawPicture({ file, size: 128, view: {} })).picture)).toMatchObject({
      width: 16,
    });
    expect(performance.now() - begin).toBeLessThan(5000);
    await expect(drawPicture({ file, size: 128, view: {} }, "picture", 1)).rejects.toMatchObject({
      code: "image-unsupported",
      message: expect.stringContaining("got one that takes longer"),
    });
  });

  it("makes a preview alone, the same for all views, and none of one page or for a large picture", async () => {
    const file = await writePng(join(await makeFolderForTest(), "a.png"));
    const alone = await drawPicture({ file, size: 64, view: {} }, "preview");
    expect(alone.picture).toBeUndefined();
    const dark = await drawPicture({ file, size: 64, view: { contrast: "range", tint: "green" } });
    expect(dark.preview).toEqual(alone.preview);
    expect((await drawPicture({ file, size: 64, view: { page: 0 } })).preview).toBeUndefined();
    expect((await drawPicture({ file, size: 2048, view: {} })).preview).toBeUndefined();
  });

  it("shows the only page of a file as any, and says of a stack how many it has", async () => {
    const folder = await makeFolderForTest();
    const file = await writePng(join(folder, "a.png"));
    const whole = await drawPicture({ file, size: 64, view: {} });
    expect((await drawPicture({ file, size: 64, view: { page: 7 } })).picture).toEqual(whole.picture);
    const stack = join(folder, "stack.tif");
    await writeFile(stack, tiffStack([10, 20, 30, 40, 50, 60, 70], 16));
    await drawPicture({ file: stack, size: 64, view: { page: 6 } });
    const beyond = drawPicture({ file: stack, size: 64, view: { page: 8 } });
    await expect(beyond).rejects.toMatchObject({
      code: "image-unreadable",
      message: "This image has only 7 pages, not a page 9",
    });
    await writeFile(stack, "broken");
    await expect(drawPicture({ file: stack, size: 64, view: { page: 1 } })).rejects.toThrow(
      /PNG, JPEG or TIFF/,
    );
  });

  it("refuses an empty contrast, and what is no image", async () => {
    const folder = await makeFolderForTest();
    const file = await writePng(join(folder, "a.png"));
    await expect(
      drawPicture({ file, size: 64, view: { contrast: "range", low: 0.5, high: 0.5 } }),
    ).rejects.toThrow(/low to high/);
    await writeFile(file, "no image");
    await expect(drawPicture({ file, size: 64, view: {} })).rejects.toMatchObject({
      code: expect.stringContaining("image-"),
    });
  });
});

describe("openPictures", () => {
  it("draws once, and again when the file has changed", async () => {
    const folder = await makeFolderForTest();
    const cache = join(folder, "cache");
    const file = await writePng(join(folder, "a.png"));
    const pictures = openPictures(cache);
    const job = { file, size: 64, view: {} };
    const [first, second] = await Promise.all([pictures.draw(job), pictures.draw(job)]);
    expect(first).toBe(second);
    await expect
      .poll(async () => (await readdir(cache, { recursive: true })).filter((name) => name.endsWith(".webp")))
      .toHaveLength(1);
    await rm(file);
    await expect(pictures.draw(job)).rejects.toMatchObject({ code: "input-missing" });
    await writePng(file, 32, 32);
    await utimes(file, 1, 1);
    expect(await pixelsOf(await pictures.draw(job))).toMatchObject({ width: 32 });
  });

  it("serves what an earlier server has drawn", async () => {
    const folder = await makeFolderForTest();
    const file = await writePng(join(folder, "a.png"));
    const job = { file, size: 64, view: {} };
    const key = await pictureKey(job);
    await openPictureStore(join(folder, "cache")).write(key ?? "", new Uint8Array([1, 2, 3]));
    expect(Buffer.from(await openPictures(join(folder, "cache")).draw(job))).toEqual(Buffer.from([1, 2, 3]));
  });

  it("does not draw what nobody waits for any longer", async () => {
    const folder = await makeFolderForTest();
    const pictures = openPictures(join(folder, "cache"));
    const files = await Promise.all(
      Array.from({ length: 12 }, (_, at) => writePng(join(folder, `${at}.png`))),
    );
    const gone = new AbortController();
    const waits = files.map((file, at) =>
      pictures
        .draw({ file, size: 64, view: {} }, at === 11 ? undefined : gone.signal)
        .catch((error: unknown) => error),
    );
    gone.abort();
    const results = await Promise.all(waits);
    expect(results.at(-1)).toBeInstanceOf(Uint8Array);
    expect(
      results.filter((result) => result instanceof MorError && result.code === "cancelled").length,
    ).toBeGreaterThan(8);
  });

  it("draws ahead, past images that cannot be read", async () => {
    const folder = await makeFolderForTest();
    const cache = join(folder, "cache");
    await mkdir(join(folder, "in"));
    for (const name of ["a.png", "c.png"]) await writePng(join(folder, "in", name));
    await writeFile(join(folder, "in", "b.png"), "broken");
    const pictures = openPictures(cache);
    const jobs = ["a.png", "b.png", "gone.png", "c.png"].map((name) => async () => ({
      file: join(folder, "in", name),
      size: 128,
      view: {},
    }));
    pictures.drawAhead(jobs);
    await expect
      .poll(async () =>
        (await readdir(cache, { recursive: true }).catch(() => [])).filter((name) => name.endsWith(".webp")),
      )
      .toHaveLength(2);
    await expect
      .poll(
        async () =>
          (await pictures.previews(jobs.map((_, at) => join(folder, "in", `${"abgc"[at]}.png`)))).filter(
            (value) => value > 0,
          ).length,
      )
      .toBe(128);
    await pictures.close();
    const previews = await openPreviews(join(cache, "previews.bin"));
    expect(previews.get(join(folder, "in", "c.png"))).toHaveLength(64);
  });

  it("gives at a glance what was drawn before, else a preview, and draws no picture for it", async () => {
    const folder = await makeFolderForTest();
    const file = await writePng(join(folder, "a.png"));
    const pictures = openPictures(join(folder, "cache"));
    const job = { file, size: 64, view: {} };
    const { preview, ...rest } = await pictures.glance(job);
    expect(preview).toEqual((await drawPicture(job, "preview")).preview);
    expect(rest).toEqual({});
    expect(await pictures.glance({ ...job, size: 32 })).toEqual({ preview });
    expect(await pictures.glance({ ...job, view: { page: 0 } })).toEqual({});
    const picture = await pictures.draw(job);
    expect(await pictures.glance(job)).toEqual({ picture });
    await writeFile(file, "broken");
    expect(await pictures.glance(job)).toEqual({ preview });
    await rm(file);
    await expect(pictures.glance(job)).rejects.toMatchObject({ code: "input-missing" });
    await writeFile(join(folder, "b.png"), "broken");
    await expect(pictures.glance({ ...job, file: join(folder, "b.png") })).rejects.toMatchObject({
      code: expect.stringContaining("image-"),
    });
  });

  it("makes the preview anew when the file has changed", async () => {
    const folder = await makeFolderForTest();
    const file = await writePng(join(folder, "a.png"));
    const pictures = openPictures(join(folder, "cache"));
    const job = { file, size: 64, view: {} };
    await pictures.draw(job);
    await writeFile(file, await readFile(join(fixtures, "rgb.tif")));
    await utimes(file, 1, 1);
    await pictures.draw(job);
    const { preview } = await drawPicture(job, "preview");
    await expect.poll(() => pictures.previews([file])).toEqual(preview);
  });
});

describe("openPreviews", () => {
  it("keeps the last preview of a file, and drops what a kill has cut off", async () => {
    const log = join(await makeFolderForTest(), "new", "previews.bin");
    const first = await openPreviews(log);
    for (const value of [1, 2]) await first.keep("/é.png", new Uint8Array(64).fill(value));
    await appendFile(log, new Uint8Array([200, 0, 47]));
    const second = await openPreviews(log);
    expect(await second.all(["/none.png", "/é.png"])).toEqual(
      Uint8Array.from({ length: 128 }, (_, at) => (at < 64 ? 0 : 2)),
    );
    expect(await second.all([...new Array(4500).fill("/none.png"), "/é.png"])).toHaveLength(64 * 4501);
    expect(second.get("/none.png")).toBeUndefined();
    await second.keep("/later.png", new Uint8Array(64).fill(3));
    expect((await openPreviews(log)).get("/later.png")).toEqual(new Uint8Array(64).fill(3));
  });

  it("leaves a file alone to which a link stands in its place", async () => {
    const folder = await makeFolderForTest();
    const log = join(folder, "previews.bin");
    const text = "diary\n".repeat(20);
    await writeFile(join(folder, "diary.txt"), text);
    await symlink("diary.txt", log);
    const previews = await openPreviews(log);
    await previews.keep("/a.png", new Uint8Array(64));
    expect(await readFile(join(folder, "diary.txt"), "utf8")).toBe(text);
    expect(previews.get("/a.png")).toHaveLength(64);
  });
});

describe("openPictureStore", () => {
  const keyOf = (start: string): string => start.padEnd(40, "0");

  it("deletes the oldest when it is full", async () => {
    const folder = await makeFolderForTest();
    const store = openPictureStore(folder, 1000);
    const keys = ["aa", "bb", "cc", "dd"].map(keyOf);
    for (const [at, key] of keys.entries()) {
      await store.write(key, new Uint8Array(300));
      await utimes(join(folder, key.slice(0, 2), `${key.slice(2)}.webp`), at, at).catch(() => {});
    }
    await store.prune();
    const left = await Promise.all(keys.map((key) => store.has(key)));
    expect(left.filter(Boolean).length).toBeLessThanOrEqual(3);
    expect([left[0], left[3]]).toEqual([false, true]);
  });

  it("neither deletes nor writes what is not its own", async () => {
    const above = await makeFolderForTest();
    const folder = join(above, "thumbnails");
    const users = ["leaf.webp", `${keyOf("aa").slice(2)}.webp`];
    await mkdir(join(above, "mine"));
    await mkdir(join(folder, "notes"), { recursive: true });
    await mkdir(join(folder, "bb"));
    const others = [
      ...users.map((name) => join(above, "mine", name)),
      ...[join("notes", "a.webp"), join("bb", "leaf.webp")].map((name) => join(folder, name)),
    ];
    for (const file of others) await writeFile(file, new Uint8Array(900));
    await symlink(join("..", "mine"), join(folder, "aa"));
    const store = openPictureStore(folder, 100);
    await store.write(keyOf("aab"), new Uint8Array(300));
    await store.prune();
    for (const file of others) expect(await readFile(file)).toHaveLength(900);
    expect(await readdir(join(above, "mine"))).toHaveLength(users.length);
  });
});

describe("streamPictures", () => {
  it("sends each as it comes, as a picture or a preview, empty for what fails, and ends", async () => {
    const stream = streamPictures(4, new AbortController().signal, async (index) => {
      if (index === 1) throw new Error("broken");
      if (index === 3) return {};
      const bytes = new Uint8Array(index + 1).fill(index);
      return index === 2 ? { preview: bytes } : { picture: bytes, preview: new Uint8Array(64) };
    });
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const view = new DataView(bytes.buffer);
    const found: number[][] = [];
    for (let at = 0; at < bytes.length; at += 9 + view.getUint32(at + 4, true)) {
      found.push([view.getUint32(at, true), view.getUint8(at + 8), view.getUint32(at + 4, true)]);
    }
    expect(found.sort()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [2, 1, 3],
    ]);
  });

  it("tells who draws that nobody listens", async () => {
    let told: AbortSignal | undefined;
    const stream = streamPictures(1, new AbortController().signal, (_, signal) => {
      told = signal;
      return new Promise(() => {});
    });
    await stream.cancel();
    expect(told?.aborted).toBe(true);
  });
});
