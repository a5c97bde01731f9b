import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { tinyPng } from "../../../support/tiny-png.ts";
import {
  ask,
  makeFolderForTest,
  post,
  serveForTest,
  type TestServer,
  withInput,
} from "../support/serve-for-test.ts";

function png(seed: number, size = 16): Buffer {
  const pixels = new Uint8Array(size * size).map((_, at) => (at * 31 * seed + (at >> 3) * 7) % 256);
  return Buffer.from(tinyPng(size, size, pixels).split(",")[1] ?? "", "base64");
}

/** A server that lets folders below `pictures` be chosen. */
async function serve(): Promise<TestServer> {
  const above = await makeFolderForTest();
  await mkdir(join(above, "pictures"));
  return await serveForTest({ above });
}

async function put(folder: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

async function get(server: TestServer, name: string, input: object = {}) {
  const { status, text } = await ask(server, withInput(`/api/${name}`, input));
  return { status, body: JSON.parse(text) };
}

async function act(server: TestServer, name: string, input: object) {
  const { status, text } = await post(server, `/api/${name}`, input);
  return { status, body: JSON.parse(text) };
}

async function drop(server: TestServer, name: string, label: string | null, body: Uint8Array | string) {
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await ask(server, withInput("/upload/images/drop", { name, label }), {
    method: "POST",
    headers,
    body,
  });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

/** path -> label */
async function labelsOf(server: TestServer): Promise<Record<string, string | undefined>> {
  const { body } = await get(server, "images/list");
  return Object.fromEntries(
    body.names.map((name: string, index: number) => [
      body.folders[body.folderOf[index]] + name,
      body.labels[body.labelOf[index]],
    ]),
  );
}

async function imagesOnDisk(server: TestServer): Promise<string[]> {
  const entries = await readdir(join(server.workspace, "images"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe("a chosen folder", () => {
  it("gives its subfolders as classes, and their images stay where they are", async () => {
    const server = await serve();
    const folder = await put(join(server.above, "pictures", "leaf"), {
      "mito/a.png": png(1),
      "mito/deep/b.png": png(2),
      "chlo/c.png": png(3),
      "chlo/notes.txt": "x",
    });
    const { body } = await act(server, "images/add-folder", { folder, labels: "folder-names" });
    expect(body).toMatchObject({ added: 3, known: 0, warnings: [expect.stringContaining("notes.txt")] });
    expect(await labelsOf(server)).toEqual({
      [`${folder}/chlo/c.png`]: "chlo",
      [`${folder}/mito/a.png`]: "mito",
      [`${folder}/mito/deep/b.png`]: "mito",
    });
    expect(await readFile(join(server.workspace, "manifest.csv"), "utf8")).toContain(
      `${folder}/chlo/c.png,chlo`,
    );
    const again = await act(server, "images/add-folder", { folder, labels: "none" });
    expect(again.body).toMatchObject({ added: 0, known: 3 });
  });

  it("may have no classes, and no link leads out of it", async () => {
    const server = await serve();
    const secret = await put(join(server.above, "secret"), { "s.png": png(9) });
    const folder = await put(join(server.above, "pictures"), {
      "a.png": png(1),
      "b/c.tif": png(2),
      ".hidden.png": png(3),
    });
    await symlink(join(secret, "s.png"), join(folder, "link.png"));
    await symlink(secret, join(folder, "linked"));
    const { body } = await act(server, "images/add-folder", { folder, labels: "none" });
    expect(body).toMatchObject({ added: 2, warnings: [expect.stringContaining("2")] });
    expect(Object.values(await labelsOf(server))).toEqual([undefined, undefined]);
    const wrong = await act(server, "images/add-folder", { folder, labels: "folder-names" });
    expect(wrong.status).toBe(400);
  });

  it("counts by its manifest.csv when it has one", async () => {
    const server = await serve();
    const folder = await put(join(server.above, "pictures"), {
      "a.png": png(1),
      "b.png": png(2),
      "manifest.csv": "path,label,group,split\na.png,x,p1,train\nb.png,y,p2,test\n",
    });
    expect(
      (await act(server, "images/add-manifest", { file: join(folder, "manifest.csv") })).body.added,
    ).toBe(2);
    const { body } = await get(server, "images/list");
    expect(body).toMatchObject({ labels: ["x", "y"], groups: ["p1", "p2"], partOf: [0, 2] });
  });
});

describe("labels and groups", () => {
  it("are changed, renamed and taken back by what the page asks", async () => {
    const server = await serve();
    const folder = await put(join(server.above, "pictures"), {
      "p1_a.png": png(1),
      "p1_b.png": png(2),
      "p2_a.png": png(3),
    });
    await act(server, "images/add-folder", { folder, labels: "none" });
    const paths = ["p1_a.png", "p1_b.png", "p2_a.png"].map((name) => `${folder}/${name}`);
    const changes = paths.map((path, index) => ({ path, label: index === 2 ? "mito" : "chlo" }));
    expect((await act(server, "images/label", { changes })).body).toEqual({ changed: 3 });
    expect((await act(server, "images/rename-label", { from: "mito", to: "chlo" })).body).toEqual({
      changed: 1,
    });
    expect(new Set(Object.values(await labelsOf(server)))).toEqual(new Set(["chlo"]));
    const back = { changes: [{ path: paths[2], label: null }] };
    expect((await act(server, "images/label", back)).body).toEqual({ changed: 1 });

    const pattern = "(p\\d)_";
    expect((await get(server, "images/group-pattern", { pattern })).body).toMatchObject({
      matched: 3,
      groupCount: 2,
    });
    expect((await act(server, "images/group-by-pattern", { pattern })).body).toEqual({
      groups: 2,
      without: 0,
    });
    expect((await act(server, "images/group-by-pattern", { pattern: "none" })).status).toBe(400);
    await act(server, "images/set-group", { paths: [paths[0]], group: null });
    expect((await act(server, "images/remove", { paths: [paths[1]] })).body).toEqual({ removed: 1 });
    expect((await get(server, "images/list")).body).toMatchObject({ groups: ["p2"], groupOf: [-1, 0] });
    expect(
      (await act(server, "images/label", { changes: [{ path: "nowhere.png", label: "x" }] })).status,
    ).toBe(404);
    expect((await readdir(folder)).sort()).toEqual(["p1_a.png", "p1_b.png", "p2_a.png"]);
  });
});

describe("a dropped file", () => {
  it("is kept in the folder of its label; an equal one is the same, another one gets another name", async () => {
    const server = await serve();
    expect(await drop(server, "a.png", "mito", png(1))).toMatchObject({
      status: 200,
      body: { path: "images/mito/a.png", isNew: true },
    });
    expect((await drop(server, "a.png", "mito", png(1))).body).toEqual({
      path: "images/mito/a.png",
      isNew: false,
    });
    const other = `images/mito/a-${createHash("sha256").update(png(2)).digest("hex").slice(0, 8)}.png`;
    for (const isNew of [true, false]) {
      expect((await drop(server, "a.png", "mito", png(2))).body).toEqual({ path: other, isNew });
    }
    await symlink("nowhere", join(server.workspace, "images", "mito", "c.png"));
    const beside = (await drop(server, "c.png", "mito", png(1))).body.path;
    expect(beside).toMatch(/c-[0-9a-f]{8}\.png$/);
    expect((await drop(server, "b.png", null, png(3))).body.path).toBe("images/unlabelled/b.png");
    expect(await labelsOf(server)).toEqual({
      [other]: "mito",
      [beside]: "mito",
      "images/mito/a.png": "mito",
      "images/unlabelled/b.png": undefined,
    });
  });

  it.each([
    ["../../../evil.png", "images/mito/evil.png"],
    ["/etc/cron.d/x", "images/mito/x.png"],
    ["..\\..\\b.png", "images/mito/b.png"],
    ["<img src=x onerror=alert(1)>.png", "images/mito/img src=x onerror=alert(1)_.png"],
  ])("has a harmless name: %s", async (name, path) => {
    const server = await serve();
    expect((await drop(server, name, "mito", png(1))).body.path).toBe(path);
    expect(Object.keys(await labelsOf(server))).toEqual([path]);
  });

  it("stays in the workspace whatever its label is", async () => {
    const server = await serve();
    const { body } = await drop(server, "a.png", "../../outside", png(1));
    expect(body.path).toBe("images/outside/a.png");
    expect(Object.values(await labelsOf(server))).toEqual(["../../outside"]);
  });

  it.each([
    ["no image", "#!/bin/sh"],
    ["half an image", png(1).subarray(0, 60)],
    ["nothing", ""],
  ])("is refused when it is %s, and nothing is left", async (_, bytes) => {
    const server = await serve();
    const { status, body } = await drop(server, "a.png", "mito", bytes);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: expect.stringContaining("image-"),
      message: expect.stringContaining("a.png"),
    });
    expect(await imagesOnDisk(server)).toEqual([]);
    expect(await labelsOf(server)).toEqual({});
  });
});

describe("details of an image", () => {
  it("tell what its file is, and why it cannot be read", async () => {
    const server = await serve();
    const folder = await put(join(server.above, "pictures"), { "a.png": png(1), "b.png": "broken" });
    await act(server, "images/add-folder", { folder, labels: "none" });
    const { body } = await get(server, "images/details", { path: `${folder}/a.png` });
    expect(body).toMatchObject({
      facts: { format: "png", width: 16, height: 16, channels: 1, pixelType: "uint8", pages: 1 },
      label: null,
      broken: null,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const broken = await get(server, "images/details", { path: `${folder}/b.png` });
    expect(broken.body).toMatchObject({ facts: null, broken: expect.any(String) });
    expect((await get(server, "images/details", { path: "/etc/passwd" })).status).toBe(404);
  });
});

describe("the check of all images", () => {
  it("finds broken files and copies, and forgets nothing of unlabelled ones", async () => {
    const server = await serve();
    const copy = "x/cope\u0301.png"; // as some disks keep it; the check tells of it in NFC
    const folder = await put(join(server.above, "pictures"), {
      "x/a.png": png(1, 64),
      [copy]: png(1, 64),
      "y/b.png": png(5, 64),
      "y/broken.png": "broken",
    });
    await act(server, "images/add-folder", { folder, labels: "folder-names" });
    await act(server, "images/label", { changes: [{ path: `${folder}/${copy}`, label: null }] });
    expect((await get(server, "images/findings")).body.job).toBeNull();
    const { body } = await act(server, "images/check", {});
    expect((await server.context.jobs.ended(body.job)).status).toBe("finished");
    const found = (await get(server, "images/findings")).body;
    expect(found.broken).toMatchObject([{ path: `${folder}/y/broken.png` }]);
    expect(found.duplicates).toEqual([{ kind: "exact", paths: [`${folder}/x/a.png`, `${folder}/${copy}`] }]);
    const details = await get(server, "images/details", { path: `${folder}/x/a.png` });
    expect(details.body.duplicates).toEqual([`${folder}/${copy}`]);
  }, 30_000);

  it.each([
    ["without a label", {}],
    ["of one class", { "a.png": "x", "copy.png": "x", "broken.png": "x" }],
    ["of which no image of a class can be read", { "a.png": "x", "copy.png": "x", "broken.png": "y" }],
  ])(
    "finds them among images %s",
    async (_, labels: Readonly<Record<string, string>>) => {
      const server = await serve();
      const folder = await put(join(server.above, "pictures"), {
        "a.png": png(1, 64),
        "copy.png": png(1, 64),
        "broken.png": "broken",
      });
      await act(server, "images/add-folder", { folder, labels: "none" });
      const changes = Object.entries(labels).map(([name, label]) => ({ path: `${folder}/${name}`, label }));
      await act(server, "images/label", { changes });
      const { body } = await act(server, "images/check", {});
      expect((await server.context.jobs.ended(body.job)).status).toBe("finished");
      const found = (await get(server, "images/findings")).body;
      expect(found.broken).toMatchObject([{ path: `${folder}/broken.png` }]);
      expect(found.duplicates).toHaveLength(1);
    },
    30_000,
  );

  it("says that there is nothing to check", async () => {
    const { status, body } = await act(await serve(), "images/check", {});
    expect([status, body.error.message]).toEqual([400, "Expected images to check, got none"]);
  });
});

describe("a table that another program has written", () => {
  it("counts on all pages, and a broken one keeps neither the page nor the server from closing", async () => {
    const server = await serve();
    await put(server.workspace, { "manifest.csv": "path,label\np1.png,x\np2.png,y\n" });
    expect((await get(server, "workspace/facts")).body.labelled).toBe(2);
    await put(server.workspace, { "manifest.csv": "path,label\np1.png,x\np2.png,y\np3.png,y\n" });
    const pattern = { pattern: "p\\d" };
    expect((await get(server, "images/group-pattern", pattern)).body).toMatchObject({ matched: 3 });
    await put(server.workspace, { "manifest.csv": "path,label\np1.png,x\np2.png,y\n" });
    const choice = { ratio: [1, 1, 1], seed: 0, assigned: "keep" };
    expect((await get(server, "partition/preview", choice)).body.images).toBe(2);
    await put(server.workspace, { "manifest.csv": "path\n" });
    expect((await get(server, "workspace/facts")).status).toBe(200);
    expect((await get(server, "images/list")).status).toBe(400);
  });
});

describe("example images", () => {
  it("join the table with classes and groups when they are made", async () => {
    const server = await serve();
    const { body } = await act(server, "images/phantoms", { imagesPerClass: 2, plants: 2, size: 32 });
    await server.context.jobs.ended(body.job);
    await expect
      .poll(async () => (await get(server, "images/list")).body.names.length, { timeout: 5000 })
      .toBe(12);
    const list = (await get(server, "images/list")).body;
    expect([list.labels.length, list.groups.length]).toEqual([6, 12]);
  }, 30_000);

  it("lie in a folder of their own each time, and join the table also when their job was stopped and resumed", async () => {
    const server = await serve();
    const options = { imagesPerClass: 2, plants: 2, size: 32 };
    const [one, other] = await Promise.all([1, 2].map(() => act(server, "images/phantoms", options)));
    await act(server, "jobs/stop", { id: other?.body.job });
    for (const made of [one, other]) await server.context.jobs.ended(made?.body.job);
    expect((await act(server, "jobs/resume", { id: other?.body.job })).status).toBe(200);
    await server.context.jobs.ended(other?.body.job);
    await expect
      .poll(async () => (await get(server, "images/list")).body.names.length, { timeout: 5000 })
      .toBe(24);
    expect(await readdir(join(server.workspace, "images"))).toEqual(["phantoms", "phantoms-2"]);
  }, 30_000);
});
