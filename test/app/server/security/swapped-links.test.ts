import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  drawExplained,
  type ExplainedPicture,
} from "../../../../src/app/server/explanations/pictures/draw-explained.ts";
import { describeTableImage } from "../../../../src/app/server/images/image-details.ts";
import { picturesOf } from "../../../../src/app/server/pictures/pictures-of.ts";
import { openWorkspace } from "../../../../src/app/server/workspace/open-workspace.ts";
import type { Workspace } from "../../../../src/app/server/workspace/workspace.ts";
import { liesAt, liesAtByName } from "../../../../src/files/lies-at.ts";
import { readFileAt } from "../../../../src/files/read-file-at.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { makeFolderForTest } from "../support/serve-for-test.ts";

const png = (width: number) =>
  Buffer.from(tinyPng(width, 41, new Uint8Array(width * 41).fill(200)).split(",")[1] ?? "", "base64");

/** What stands in place of a file that has been checked and is opened later. */
const swaps: Readonly<Record<string, (workspace: string, outside: string) => Promise<void>>> = {
  "a link to a file outside": async (workspace, outside) => {
    await rm(join(workspace, "images", "a.png"));
    await symlink(join(outside, "a.png"), join(workspace, "images", "a.png"));
  },
  "a link to a folder outside": async (workspace, outside) => {
    await rename(join(workspace, "images"), join(workspace, "old"));
    await symlink(outside, join(workspace, "images"));
  },
};

/** The path is checked while an own image lies there. */
async function checkThenSwap(swap: string): Promise<{ workspace: Workspace; file: string }> {
  const above = await makeFolderForTest();
  const outside = join(above, "outside");
  await mkdir(join(above, "workspace", "images"), { recursive: true });
  await mkdir(outside);
  await writeFile(join(above, "workspace", "images", "a.png"), png(23));
  await writeFile(join(outside, "a.png"), png(37));
  const workspace = await openWorkspace(join(above, "workspace"), []);
  onTestFinished(() => picturesOf(workspace).close());
  const file = await workspace.folders.resolve("images/a.png");
  await swaps[swap]?.(workspace.folder, outside);
  return { workspace, file };
}

describe.each(Object.keys(swaps))("%s, put there after the check,", (swap) => {
  it("is not drawn", async () => {
    const { workspace, file } = await checkThenSwap(swap);
    const drawn = picturesOf(workspace).draw({ file, size: 128, view: {} });
    await expect(drawn).rejects.toMatchObject({ code: "image-unreadable" });
    const glanced = picturesOf(workspace).glance({ file, size: 128, view: {} });
    await expect(glanced).rejects.toMatchObject({ code: "image-unreadable" });
  });

  it("is not described", async () => {
    const { file } = await checkThenSwap(swap);
    const findings = {
      job: null,
      checked: null,
      newer: 0,
      broken: [],
      duplicates: [],
      truncated: false,
      warnings: [],
    };
    const details = await describeTableImage("images/a.png", undefined, file, findings);
    expect(details).toMatchObject({ facts: null, hash: null, broken: expect.stringContaining("link") });
  });

  it("is not shown beside its explanation", async () => {
    const { file } = await checkThenSwap(swap);
    const pictures: readonly ExplainedPicture[] = [
      { kind: "original", file, page: { projection: "max" } },
      { kind: "heat", file, look: { needs: "layers", signed: false } },
    ];
    for (const picture of pictures) {
      await expect(drawExplained(picture)).rejects.toMatchObject({ code: "image-unreadable" });
    }
  });

  it("is not sent as it is", async () => {
    const { file } = await checkThenSwap(swap);
    expect((await readFile(file)).equals(png(37))).toBe(true);
    await expect(readFileAt(file)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is told from the file where the system does not say what is open", async () => {
    const { file } = await checkThenSwap(swap);
    const handle = openSync(file, "r");
    onTestFinished(() => closeSync(handle));
    expect([liesAt(handle, file), liesAtByName(handle, file)]).toEqual([false, false]);
  });
});

it("takes nothing from a file that lies where it was", async () => {
  const folder = await makeFolderForTest();
  const file = join(folder, "a.png");
  await writeFile(file, png(23));
  const handle = openSync(file, "r");
  onTestFinished(() => closeSync(handle));
  expect([liesAt(handle, file), liesAtByName(handle, file)]).toEqual([true, true]);
  expect(Buffer.from(await readFileAt(file)).equals(png(23))).toBe(true);
});
