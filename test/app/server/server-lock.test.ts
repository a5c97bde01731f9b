import { mkdir, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { lockWorkspace } from "../../../src/app/server/server-lock.ts";
import { makeFolderForTest } from "./support/serve-for-test.ts";

/** A claim that an earlier server has left in a workspace. */
async function claimed(content: unknown): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = await makeFolderForTest();
  await mkdir(join(folder, ".mor"));
  const file = join(folder, ".mor", "server.json");
  await writeFile(file, JSON.stringify(content));
  return { folder, file };
}

/** The port of a server that counts who asks. */
async function listen(): Promise<{ readonly port: number; readonly asked: () => number }> {
  let asked = 0;
  const server = createServer((_, answer) => {
    asked++;
    answer.end();
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, asked: () => asked };
}

const alive = process.ppid;

it("is refused while a server answers, also by one of the same process", async () => {
  const { port, asked } = await listen();
  const { folder } = await claimed({ pid: alive, address: `http://127.0.0.1:${port}` });
  await expect(lockWorkspace(folder)).rejects.toMatchObject({ code: "output-exists" });
  expect(asked()).toBe(1);
  const own = await makeFolderForTest();
  await mkdir(join(own, ".mor"));
  const lock = await lockWorkspace(own);
  await expect(lockWorkspace(own)).rejects.toMatchObject({ code: "output-exists" });
  await lock.release();
  await (await lockWorkspace(own)).release();
});

it("asks no other address than a port of this machine, whatever a workspace names", async () => {
  const { port, asked } = await listen();
  for (const address of [
    `http://localhost:${port}`,
    `http://127.0.0.1:${port}/path`,
    `http://127.0.0.1:${port}@127.0.0.1:${port}`,
    `http://user@127.0.0.1:${port}`,
  ]) {
    const { folder } = await claimed({ pid: alive, address });
    await (await lockWorkspace(folder)).release();
  }
  expect(asked()).toBe(0);
});

it("takes over what an earlier process of the same number has left", async () => {
  const { folder } = await claimed({ pid: process.pid, address: "http://127.0.0.1:1" });
  await (await lockWorkspace(folder)).release();
});

it("waits for a server that starts, but not for ever", async () => {
  const { folder, file } = await claimed({ pid: alive, address: null });
  await expect(lockWorkspace(folder)).rejects.toMatchObject({ code: "output-exists" });
  const before = new Date(Date.now() - 120_000);
  await utimes(file, before, before);
  await (await lockWorkspace(folder)).release();
});
