import { mkdir, rename, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { programVersion } from "../../../../src/app/tasks/run/folder/versions.ts";
import { ask, makeFolderForTest, post, serveForTest, withInput } from "../support/serve-for-test.ts";

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

it("says that the folder is gone, also when an empty one is left in its place, and goes on when it is back", async () => {
  const above = await makeFolderForTest();
  const workspace = join(above, "workspace");
  await mkdir(workspace);
  await writeFile(join(workspace, "manifest.csv"), "path,label\nimages/a.png,mito\n");
  const server = await serveForTest({ above });
  const askAll = async () => [
    await ask(server, "/api/images/list"),
    await ask(server, "/api/workspace/facts"),
    await ask(server, "/api/runs/list"),
    await post(server, "/api/images/label", { changes: [{ path: "images/a.png", label: "pex" }] }),
  ];
  expect((await askAll()).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await rename(workspace, join(above, "elsewhere"));
  for (const answer of await askAll()) {
    expect([answer.status, answer.text]).toEqual([404, expect.stringContaining(`${workspace} is gone`)]);
  }
  await mkdir(workspace); // as it is left where a disk was mounted
  for (const { status } of await askAll()) expect(status).toBe(404);
  await rmdir(workspace);
  await rename(join(above, "elsewhere"), workspace);
  expect((await askAll()).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});
