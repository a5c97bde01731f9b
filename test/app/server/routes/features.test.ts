import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FeatureTableFacts } from "../../../../src/app/protocol/feature-api.ts";
import { type RunningServer, startServer } from "../../../../src/app/server/start-server.ts";
import { phantoms } from "../../../../src/app/tasks/library.ts";
import { type Answer, ask, post, withInput } from "../support/serve-for-test.ts";

let above: string;
let workspace: string;
let server: RunningServer;
const cacheBefore = process.env.MOR_CACHE;

beforeAll(async () => {
  above = await realpath(await mkdtemp(join(tmpdir(), "mor-features-")));
  process.env.MOR_CACHE = join(above, "cache");
  workspace = join(above, "workspace");
  const images = join(workspace, "images");
  await phantoms({ out: images, imagesPerClass: 1, plants: 1, size: 32 });
  const [head = "", ...rows] = (await readFile(join(images, "manifest.csv"), "utf8")).trimEnd().split("\n");
  const below = rows.map((row) => `images/${row}`);
  await writeFile(join(workspace, "manifest.csv"), `${[head, ...below].join("\n")}\n`);
  server = await startServer({
    workspace,
    roots: [],
    ports: [0],
    now: () => new Date(),
    warn: () => {},
    web: above,
  });
}, 30_000);

afterAll(async () => {
  await server.close();
  await rm(above, { recursive: true, force: true, maxRetries: 3 });
  if (cacheBefore === undefined) delete process.env.MOR_CACHE;
  else process.env.MOR_CACHE = cacheBefore;
});

function reach(): { port: number; token: string } {
  return { port: Number(new URL(server.address).port), token: server.token };
}

async function list(): Promise<readonly FeatureTableFacts[]> {
  return JSON.parse((await ask(reach(), withInput("/api/features/list", {}))).text);
}

async function act(name: string, input: object): Promise<Answer> {
  return await post(reach(), `/api/features/${name}`, input);
}

const request = { name: "leaf", format: "csv", backbone: "organelle", tiles: "whole" };

describe("a table of features", () => {
  it("is written by a job, saved, and deleted", async () => {
    const answer = await act("start", request);
    const { job } = JSON.parse(answer.text);
    expect((await list()).map(({ file }) => file)).toEqual(["leaf.csv"]);
    expect((await act("start", request)).status).toBe(409);
    expect(await server.context.jobs.ended(job)).toMatchObject({
      status: "finished",
      output: "features/leaf.csv",
    });
    expect(await list()).toMatchObject([
      { file: "leaf.csv", format: "csv", job: { id: job, status: "finished" } },
    ]);
    const saved = await ask(reach(), withInput("/file/features/file", { file: "leaf.csv" }));
    expect(saved.headers["content-disposition"]).toContain("leaf.csv");
    expect(saved.text).toBe(await readFile(join(workspace, "features", "leaf.csv"), "utf8"));
    expect(saved.text.trimEnd().split("\n")).toHaveLength(1 + 6);
    expect((await act("remove", { file: "leaf.csv" })).status).toBe(200);
    expect(existsSync(join(workspace, "features", "leaf.csv"))).toBe(false);
    expect(await list()).toEqual([]);
  }, 30_000);

  it("is nothing else that lies there, or elsewhere", async () => {
    await writeFile(join(above, "secret.csv"), "path,label,secret\n");
    await mkdir(join(workspace, "features"), { recursive: true });
    await symlink(join(above, "secret.csv"), join(workspace, "features", "link.csv"));
    await writeFile(join(workspace, "features", "mine.csv"), "a,b\n1,2\n");
    expect((await list()).map(({ file }) => file)).toEqual(["mine.csv"]);
    expect((await act("remove", { file: "mine.csv" })).status).toBe(409);
    for (const file of [
      "link.csv",
      "../manifest.csv",
      "../../secret.csv",
      "/etc/passwd",
      "",
      "mine",
      "no.csv",
    ]) {
      expect((await ask(reach(), withInput("/file/features/file", { file }))).status).toBe(404);
      expect((await act("remove", { file })).status).toBe(404);
    }
    for (const wrong of [
      { name: "../x" },
      { name: "" },
      { backbone: "../x.onnx" },
      { backbone: "/etc/passwd" },
    ]) {
      expect((await act("start", { ...request, ...wrong })).status).toBe(400);
    }
  });

  it("is none in a folder that a link leads to, and no labels that were made by hand", async () => {
    const shelf = join(workspace, "features");
    await rm(shelf, { recursive: true, force: true });
    await mkdir(shelf);
    for (const head of ["path,label,", "path,label,font", "path,label,f0,f2", "path,label,split,f0,note"]) {
      await writeFile(join(shelf, "labels.csv"), `${head}\nimages/a.png,a,1,2\n`);
      expect((await act("remove", { file: "labels.csv" })).status).toBe(409);
    }
    const linked = join(workspace, "elsewhere");
    await mkdir(linked);
    const table = "path,label,f0,f1\nimages/a.png,a,1,2\n";
    await writeFile(join(linked, "leaf.csv"), table);
    const manifest = await readFile(join(workspace, "manifest.csv"), "utf8");
    for (const target of [".", "elsewhere"]) {
      await rm(shelf, { recursive: true });
      await symlink(target, shelf);
      expect(await list()).toEqual([]);
      for (const file of ["manifest.csv", "leaf.csv"]) {
        expect((await act("remove", { file })).status).toBe(404);
        expect((await ask(reach(), withInput("/file/features/file", { file }))).status).toBe(404);
      }
    }
    expect(await readFile(join(workspace, "manifest.csv"), "utf8")).toBe(manifest);
    expect(await readFile(join(linked, "leaf.csv"), "utf8")).toBe(table);
  });
});
