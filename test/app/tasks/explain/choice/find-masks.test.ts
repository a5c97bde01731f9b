import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findMask } from "../../../../../src/app/tasks/explain/choice/find-masks.ts";
import { temporaryFolder } from "../../../../data/dataset/made-images.ts";

let root = "";
const at = (...parts: string[]): string => join(root, ...parts);

async function touch(...parts: string[]): Promise<string> {
  await mkdir(at(...parts, ".."), { recursive: true });
  await writeFile(at(...parts), "");
  return at(...parts);
}

beforeAll(async () => {
  root = await temporaryFolder();
});

describe("findMask", () => {
  it("finds a mask by any of the names of its image", async () => {
    const file = await touch("side", "images", "a", "1.jpg");
    const mask = await touch("side", "masks", "a", "1.png");
    expect(await findMask({ file, names: ["nowhere.jpg", "a/1.jpg"] }, at("side", "masks"))).toBe(mask);
  });

  it("takes no image for its own mask, wherever the folders lie", async () => {
    const file = await touch("own", "images", "1.png");
    await mkdir(at("own", "masks"), { recursive: true });
    const path = relative(at("own", "masks"), file);
    expect(path).toContain("..");
    for (const masks of ["masks", "images"]) {
      expect(await findMask({ file, names: ["1.png", path] }, at("own", masks))).toBeUndefined();
    }
    // A mask beside its image has another ending.
    const mask = await touch("own", "images", "1.tif");
    expect(await findMask({ file, names: ["1.png"] }, at("own", "images"))).toBe(mask);
  });

  it("looks nowhere but below the folder of masks", async () => {
    const file = await touch("out", "images", "1.png");
    await touch("out", "other", "1.png");
    const names = ["../other/1.png", "a/../../other/1.png"];
    expect(await findMask({ file, names }, at("out", "masks"))).toBeUndefined();
    const odd = await touch("out", "masks", "..odd.png");
    expect(await findMask({ file, names: ["..odd.png"] }, at("out", "masks"))).toBe(odd);
  });

  it("finds truth above the image", async () => {
    const file = await touch("set", "train", "mito", "1.png");
    const mask = await touch("set", "truth", "train", "mito", "1.tif");
    expect(await findMask({ file, names: [] }, undefined)).toBe(mask);
    expect(await findMask({ file: mask, names: [] }, undefined)).toBeUndefined();
  });
});
