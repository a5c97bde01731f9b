import { execFileSync, spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { withUnchanged } from "../../../src/app/server/claim-file.ts";
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

it("does not announce a claim that another has taken over meanwhile, nor release it", async () => {
  const folder = await makeFolderForTest();
  await mkdir(join(folder, ".mor"));
  const lock = await lockWorkspace(folder);
  const file = join(folder, ".mor", "server.json");
  await writeFile(file, JSON.stringify({ pid: alive, address: "http://127.0.0.1:1" }));
  await expect(lock.announce("http://127.0.0.1:2")).rejects.toMatchObject({ code: "output-exists" });
  await lock.release();
  expect(JSON.parse(await readFile(file, "utf8")).pid).toBe(alive);
});

it("says so, and does not wait for ever, where no file can be its claim", async () => {
  const makers: ReadonlyArray<(file: string) => unknown> = [
    (file) => mkdir(file),
    (file) => symlink("nowhere", file),
    (file) => execFileSync("mkfifo", [file]),
  ];
  for (const make of process.platform === "win32" ? makers.slice(0, 1) : makers) {
    const folder = await makeFolderForTest();
    await mkdir(join(folder, ".mor"));
    const file = join(folder, ".mor", "server.json");
    await make(file);
    await expect(lockWorkspace(folder)).rejects.toMatchObject({ code: "output-unwritable", path: file });
    expect(await readdir(join(folder, ".mor"))).toEqual(["server.json"]);
  }
});

it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
  "says so where the claim cannot be read",
  async () => {
    const { folder, file } = await claimed({ pid: alive, address: null });
    await chmod(file, 0);
    await expect(lockWorkspace(folder)).rejects.toMatchObject({ code: "output-unwritable", path: file });
  },
);

it("clears away what a process that was killed in the middle of a take-over has left", async () => {
  const { folder } = await claimed({ pid: gone, address: null });
  const guard = await guardOf(folder);
  await writeFile(guard, JSON.stringify({ pid: gone, id: "x" }));
  await (await lockWorkspace(folder)).release();
  expect(await readdir(join(folder, ".mor"))).toEqual([]);
});

it("goes to one alone of many processes that find a stale claim at the same moment", async () => {
  for (let round = 0; round < 2; round++) {
    const { folder } = await claimed({ pid: gone, address: null });
    const answers = await raceFor(folder, 10);
    expect(answers.filter((answer) => answer === "won")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["won", "output-exists"]));
    expect(await readdir(join(folder, ".mor"))).toEqual(["server.json"]);
  }
}, 60_000);

/** A number that no process has. */
const gone = 2 ** 22 + 1;

/** The file that guards the take-over of the claim in a folder. */
async function guardOf(folder: string): Promise<string> {
  const file = join(folder, ".mor", "server.json");
  const content = await readFile(file, "utf8");
  let guard = "";
  await withUnchanged(file, content, async () => {
    guard = (await readdir(join(folder, ".mor"))).find((name) => name.endsWith(".lock")) ?? "";
  });
  return join(folder, ".mor", guard);
}

/** What each of many processes gets that claim a workspace at once; the one that wins keeps it until all have ended. */
async function raceFor(folder: string, count: number): Promise<string[]> {
  const built = pathToFileURL(join(import.meta.dirname, "../../../dist/app/server/server-lock.js"));
  const script = `
    const { lockWorkspace } = await import(${JSON.stringify(built.href)});
    process.stdout.write("ready ");
    await new Promise((settle) => process.stdin.once("data", settle));
    const answer = await lockWorkspace(${JSON.stringify(folder)}).then(() => "won", (error) => error.code ?? error.message);
    process.stdout.write(answer);
    process.stdin.once("end", () => process.exit(0));
  `;
  const racers = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = new Promise((settle) => child.once("close", settle));
    return { child, said: () => said, ended };
  });
  await expect.poll(() => racers.every(({ said }) => said() === "ready "), { timeout: 40_000 }).toBe(true);
  for (const { child } of racers) child.stdin.write("go");
  await expect.poll(() => racers.every(({ said }) => said().length > 6), { timeout: 20_000 }).toBe(true);
  for (const { child } of racers) child.stdin.end();
  await Promise.all(racers.map(({ ended }) => ended));
  return racers.map(({ said }) => said().slice("ready ".length));
}
