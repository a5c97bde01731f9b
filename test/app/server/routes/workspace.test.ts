import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { programVersion } from "../../../../src/app/tasks/run/folder/versions.ts";
import { ask, makeFolderForTest, serveForTest, withInput } from "../support/serve-for-test.ts";

it("workspace/facts counts images, labels and runs", async () => {
  const above = await makeFolderForTest();
  const workspace = join(above, "workspace");
  for (const run of ["a", "b", ".c.0a1b2c3d.tmp"])
    await mkdir(join(workspace, "runs", run), { recursive: true });
  await writeFile(join(workspace, "manifest.csv"), "path,label\nimages/a.png,mito\nimages/b.png,pex\n");
  await writeFile(join(workspace, "unlabelled.csv"), "path\nimages/c.png\n");
  const server = await serveForTest({ above });
  const { status, text } = await ask(server, "/api/workspace/facts");
  expect([status, JSON.parse(text)]).toEqual([
    200,
    { folder: workspace, name: "workspace", version: programVersion(), images: 3, labelled: 2, runs: 2 },
  ]);
});

it("workspace/browse looks below the roots alone", async () => {
  const above = await makeFolderForTest();
  await mkdir(join(above, "pictures", "leaf"), { recursive: true });
  const server = await serveForTest({ above });
  const top = JSON.parse((await ask(server, "/api/workspace/browse")).text);
  expect(top).toMatchObject({ path: join(above, "pictures"), parent: null, folders: ["leaf"], images: 0 });
  const leaf = JSON.parse(
    (await ask(server, withInput("/api/workspace/browse", { path: join(top.path, "leaf") }))).text,
  );
  expect(leaf).toMatchObject({ parent: top.path, folders: [] });
  expect((await ask(server, withInput("/api/workspace/browse", { path: above }))).status).toBe(400);
});
