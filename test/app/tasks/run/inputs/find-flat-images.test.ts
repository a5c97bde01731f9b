import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findFlatImages } from "../../../../../src/app/tasks/run/inputs/find-flat-images.ts";
import { temporaryFolder } from "../../../../data/dataset/made-images.ts";
import { tiffStack } from "../../../../data/images/image-bytes.ts";
import { tinyPng } from "../../../../support/tiny-png.ts";

function png(side: number, pixel: (at: number) => number): Buffer {
  const pixels = new Uint8Array(side * side).map((_, at) => pixel(at));
  return Buffer.from(tinyPng(side, side, pixels).split(",")[1] ?? "", "base64");
}

it("finds images of one value, small and large, packed and not, and no others", async () => {
  const folder = await temporaryFolder();
  const files: Readonly<Record<string, Uint8Array | string>> = {
    "black.png": png(16, () => 0),
    "grey.png": png(16, () => 90),
    "large-black.png": png(1200, () => 0),
    "one-pixel.png": png(16, (at) => (at === 200 ? 1 : 0)),
    "large-one-pixel.png": png(1200, (at) => (at === 999_999 ? 1 : 0)),
    "noise.png": png(1200, (at) => (at * 2654435761) % 251),
    "flat.tif": tiffStack([7, 7, 7], 1100),
    "stack.tif": tiffStack([7, 8], 16),
    "broken.png": "no image",
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  const images = Object.keys(files).map((path) => ({ path, file: join(folder, path) }));
  const { signal } = new AbortController();
  // Of two flat planes the maximum is flat.
  const flat = ["black.png", "grey.png", "large-black.png", "flat.tif", "stack.tif"];
  expect(await findFlatImages(images, { projection: "max" }, signal)).toEqual(flat);
  // Only a stack has a second plane.
  expect(await findFlatImages(images, { page: 1 }, signal)).toEqual(["flat.tif", "stack.tif"]);
  await expect(findFlatImages(images, { page: 0 }, AbortSignal.abort())).rejects.toMatchObject({
    code: "cancelled",
  });
});
