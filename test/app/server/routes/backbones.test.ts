import { copyFileSync, existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PretrainedNetworks } from "../../../../src/app/protocol/backbone-api.ts";
import { type RunningServer, startServer } from "../../../../src/app/server/start-server.ts";
import { publishedByName } from "../../../../src/app/tasks/backbone/published-weights.ts";
import { smallOnnx } from "../../tasks/backbone/small-onnx.ts";
import { type Answer, ask, post, withInput } from "../support/serve-for-test.ts";

let above: string;
let workspace: string;
let server: RunningServer;
const cacheBefore = process.env.MOR_CACHE;
const sample = resolve(
  import.meta.dirname,
  "../../../../../shared/reference/keras-applications/mobilenet_v2_0.35_96_no_top.h5",
);

beforeAll(async () => {
  above = await realpath(await mkdtemp(join(tmpdir(), "mor-backbones-")));
  process.env.MOR_CACHE = join(above, "cache");
  workspace = join(above, "workspace");
  await mkdir(join(workspace, "stick"), { recursive: true });
  server = await startServer({
    workspace,
    roots: [],
    ports: [0],
    now: () => new Date(),
    warn: () => {},
    web: above,
  });
});

afterAll(async () => {
  await server.close();
  await rm(above, { recursive: true, force: true, maxRetries: 3 });
  if (cacheBefore === undefined) delete process.env.MOR_CACHE;
  else process.env.MOR_CACHE = cacheBefore;
});

function reach(): { port: number; token: string } {
  return { port: Number(new URL(server.address).port), token: server.token };
}

async function list(): Promise<PretrainedNetworks> {
  return JSON.parse((await ask(reach(), withInput("/api/backbones/list", {}))).text);
}

async function act(name: string, input: object): Promise<Answer> {
  return await post(reach(), `/api/backbones/${name}`, input);
}

async function endOf(answer: Answer) {
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining("job")]);
  return await server.context.jobs.ended(JSON.parse(answer.text).job);
}

describe("pretrained networks", () => {
  it("are listed with licence, size and the computer that they would come from", async () => {
    const { networks, folder, files } = await list();
    expect(folder).toBe(join(above, "cache", "backbones"));
    expect(files).toEqual([]);
    expect(networks[0]).toMatchObject({ name: "organelle", state: "included", host: null });
    expect(networks.find(({ name }) => name === "vgg16")).toMatchObject({
      state: "published",
      host: "storage.googleapis.com",
      licence: "CC BY 4.0 (Visual Geometry Group, Oxford)",
      citation: expect.stringContaining("doi"),
      bytes: 4 * 14_714_688,
      job: null,
    });
  });

  it("are added from a file of the workspace, offered for training and comparing, and removed", async () => {
    const file = join(workspace, "Leaf Net.onnx");
    await writeFile(file, smallOnnx());
    expect((await list()).files).toEqual([file]);
    const job = await endOf(await act("add", { file, licence: "CC BY 4.0", inputScaling: "unit" }));
    expect(job).toMatchObject({ status: "finished", title: 'Add a network: "Leaf Net.onnx"' });
    expect((await list()).networks.at(-1)).toMatchObject({
      name: "leaf-net",
      state: "stored",
      licence: "CC BY 4.0",
    });
    const { models } = JSON.parse((await ask(reach(), withInput("/api/studies/options", {}))).text);
    expect(models.at(-1)).toMatchObject({ name: "leaf-net", missing: null });
    expect((await act("remove", { name: "leaf-net" })).status).toBe(200);
    expect((await list()).networks.map(({ name }) => name)).not.toContain("leaf-net");
    expect((await act("remove", { name: "leaf-net" })).status).toBe(400);
  }, 30_000);

  it("are never taken from outside, replaced under the name of the package's own, or removed with it", async () => {
    const outside = join(above, "secret.onnx");
    await writeFile(outside, smallOnnx());
    for (const file of [outside, "../secret.onnx", "/etc/passwd", "\0"]) {
      expect((await act("add", { file })).status).toBe(404);
    }
    expect((await act("pull", { name: "vgg16", from: above })).status).toBe(404);
    expect((await act("pull", { name: "vgg16", from: "http://127.0.0.1:1/" })).status).toBe(404);
    expect((await act("add", { file: "Leaf Net.onnx", as: "organelle" })).status).toBe(400);
    for (const name of ["organelle", "../../x", "", "vgg17", "/etc/passwd"]) {
      expect((await act("pull", { name })).status).toBe(400);
      expect((await act("remove", { name })).status).toBe(400);
    }
    expect(server.context.jobs.list().filter(({ status }) => status !== "finished")).toEqual([]);
  });

  it("that cannot be had say what to do", async () => {
    const job = await endOf(await act("pull", { name: "vgg16", from: "stick" }));
    expect(job).toMatchObject({
      status: "failed",
      command: `mor backbone pull vgg16 --from ${join(workspace, "stick")}`,
    });
    expect(job.error?.hint).toMatch(/Fetch https:\/\/storage\.googleapis\.com/);
    await writeFile(join(workspace, "stick", basename(publishedByName("vgg16")?.file ?? "")), "no weights");
    const wrong = await endOf(await act("pull", { name: "vgg16", from: "stick" }));
    expect(wrong.error?.message).toMatch(/Expected MD5/);
    expect((await list()).networks.find(({ name }) => name === "vgg16")).toMatchObject({
      state: "published",
      job: { status: "failed" },
    });
    expect(await readdir(join(above, "cache", "backbones"))).toEqual([]);
  }, 30_000);

  it.skipIf(!existsSync(sample))(
    "come from a folder (needs shared/reference)",
    async () => {
      const { file = "" } = publishedByName("mobilenet-v2-0.35") ?? {};
      copyFileSync(sample, join(workspace, "stick", basename(file)));
      const job = await endOf(await act("pull", { name: "mobilenet-v2-0.35", from: "stick" }));
      expect(job.status).toBe("finished");
      const there = (await list()).networks.find(({ name }) => name === "mobilenet-v2-0.35");
      expect(there).toMatchObject({ state: "stored", job: { id: job.id, status: "finished" } });
      expect((await act("remove", { name: "mobilenet-v2-0.35" })).status).toBe(200);
    },
    30_000,
  );
});
