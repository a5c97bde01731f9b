import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { listImages } from "../../../../src/app/server/images/list-images.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

/** Listing opens no image. */
async function put(folder: string, ...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), "");
  }
}

const written = [
  "runs/leaf/gallery/filters.png",
  "explanations/leaf/map.png",
  "studies/leaf/map.png",
  "features/leaf/map.png",
  "evaluations/leaf/map.png",
  "predictions/drop/a.png",
  ".mor/b.png",
];

describe("listImages", () => {
  it("passes over what the page has written when the workspace itself is added", async () => {
    const workspace = await makeFolderForTest();
    await put(workspace, ...written, "images/unlabelled/u.png", "mito/a.png", "chlo/b.png");
    const byFolder = await listImages(workspace, workspace, "folder-names");
    expect(byFolder.images.map(({ path, label }) => [path, label])).toEqual([
      ["chlo/b.png", "chlo"],
      ["mito/a.png", "mito"],
    ]);
    expect(byFolder.warnings).toEqual([]);
    const all = await listImages(workspace, workspace, "none");
    expect(all.images.map(({ path }) => path)).toEqual([
      "chlo/b.png",
      "images/unlabelled/u.png",
      "mito/a.png",
    ]);
  });

  it("does so too when a folder above the workspace is added, and takes other folders of these names", async () => {
    const above = await makeFolderForTest();
    const workspace = join(above, "mito", "study");
    await put(workspace, ...written, "images/u.png");
    await put(above, "mito/runs/a.png", "chlo/images/b.png");
    const { images } = await listImages(workspace, above, "folder-names");
    expect(images.map(({ path, label }) => [path, label])).toEqual([
      [`${above}/chlo/images/b.png`, "chlo"],
      [`${above}/mito/runs/a.png`, "mito"],
    ]);
    const all = await listImages(workspace, above, "none");
    expect(all.images.map(({ path }) => path)).toContain("images/u.png");
    expect(all.images).toHaveLength(3);
  });

  it.skipIf(process.platform === "win32")("names the files whose names cannot be kept", async () => {
    const workspace = await makeFolderForTest();
    await put(workspace, "images/good.png", "images/back\\slash.png", "images/two\nlines.png");
    for (const labels of ["none", "folder-names"] as const) {
      const folder = labels === "none" ? join(workspace, "images") : workspace;
      if (labels === "folder-names") await put(workspace, "mito/a.png", "chlo/b\nc.png", "chlo/d.png");
      const { images, warnings } = await listImages(workspace, folder, labels);
      expect(images).toHaveLength(labels === "none" ? 1 : 2);
      expect(warnings).toEqual([
        labels === "none"
          ? 'Images with a backslash, a line end or a space at the edge of their path are left out: 2 ("images/back\\\\slash.png", "images/two\\nlines.png"). Rename them.'
          : 'Images with a backslash, a line end or a space at the edge of their path are left out: 1 ("chlo/b\\nc.png"). Rename them.',
      ]);
    }
    const many = Array.from({ length: 8 }, (_, index) => `many/${index}\n.png`);
    await put(workspace, ...many, "many/good.png");
    const { warnings } = await listImages(workspace, join(workspace, "many"), "none");
    expect(warnings[0]).toMatch(/left out: 8 \("many\/0\\n\.png", .*"many\/4\\n\.png" and 3 more\)/);
  });

  it("takes a folder that was chosen itself", async () => {
    const workspace = await makeFolderForTest();
    await put(workspace, "images/mito/a.png", "images/chlo/b.png", "predictions/drop/c.png");
    expect((await listImages(workspace, join(workspace, "images"), "folder-names")).images).toHaveLength(2);
    expect((await listImages(workspace, join(workspace, "predictions"), "none")).images).toHaveLength(1);
  });
});
