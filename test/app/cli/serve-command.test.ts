import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, makeFolderForTest } from "../server/support/serve-for-test.ts";
import { type Finished, finish, runMor, startMor } from "./run-mor.ts";

interface Served {
  readonly port: number;
  readonly token: string;
  readonly said: () => string;
  readonly interrupt: () => Promise<Finished>;
}

const link = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]{43})\s/;

async function serve(words: readonly string[]): Promise<Served> {
  const child = startMor(["serve", ...words, "--no-open"]);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const finished = finish(child);
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(link);
  const [, port = "", token = ""] = link.exec(said) ?? [];
  return {
    port: Number(port),
    token,
    said: () => said,
    interrupt: () => {
      child.kill("SIGINT");
      return finished;
    },
  };
}

describe("mor serve", () => {
  it("makes its workspace, prints a link, and ends well with Ctrl-C, even while a page listens", async () => {
    const workspace = join(await makeFolderForTest(), "new", "leaf");
    const server = await serve([workspace, "--port", "0"]);
    expect(server.said()).toContain(workspace);
    expect((await ask(server, "/api/workspace/facts")).text).toContain('"name":"leaf"');
    const headers = { Authorization: `Bearer ${server.token}` };
    const events = await fetch(`http://127.0.0.1:${server.port}/api/events`, { headers });
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    expect(JSON.parse(await readFile(join(workspace, ".mor", "server.json"), "utf8"))).toEqual({
      pid: expect.any(Number),
      address: `http://127.0.0.1:${server.port}`,
      id: expect.any(String),
    });
    const { exitCode, stdout } = await server.interrupt();
    expect([exitCode, stdout]).toEqual([0, "Ended; nothing was running.\n"]);
    await events.text().catch(() => {}); // it ends, cut off or not
    expect(existsSync(join(workspace, ".mor", "server.json"))).toBe(false);
  });

  it("prints one JSON document at its end", async () => {
    const workspace = await makeFolderForTest();
    const server = await serve([workspace, "--port", "0", "--json"]);
    const { exitCode, stdout } = await server.interrupt();
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      { workspace, address: `http://127.0.0.1:${server.port}`, interrupted: 0 },
    ]);
  });

  it("lets one server work in a workspace, and takes over from a dead one", async () => {
    const workspace = await makeFolderForTest();
    await mkdir(join(workspace, ".mor"));
    // A process that ended long ago; and one that lives, but has become another program.
    for (const pid of [2 ** 22 + 1, process.pid]) {
      const claim = { pid, address: "http://127.0.0.1:9" };
      await writeFile(join(workspace, ".mor", "server.json"), JSON.stringify(claim));
      await (await serve([workspace, "--port", "0"])).interrupt();
    }
    const server = await serve([workspace, "--port", "0"]);
    const other = await runMor(["serve", workspace, "--port", "0", "--no-open"]);
    expect(other.exitCode).toBe(1);
    expect(other.stderr).toContain(`a server at http://127.0.0.1:${server.port}`);
    expect(other.stderr).toContain("hint: Open the link that the other server has printed");
    expect((await ask(server, "/api/workspace/facts")).status).toBe(200);
  });

  it("takes the next port that is free, but never another than it was given", async () => {
    const above = await makeFolderForTest();
    const blocker = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => {
      blocker.close();
    });
    await new Promise((settle) => blocker.once("listening", settle));
    const bound = blocker.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : 0;
    const refused = await runMor(["serve", join(above, "a"), "--port", String(port), "--no-open"]);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining(`port ${port}`)]);
    const [one, other] = [await serve([join(above, "b")]), await serve([join(above, "c")])];
    expect(one.port).toBeGreaterThanOrEqual(7411);
    expect(other.port).toBeGreaterThan(one.port);
  });

  it("lets folders be chosen only below those of --browse", async () => {
    const above = await makeFolderForTest();
    await mkdir(join(above, "disk", "leaf"), { recursive: true });
    const missing = await runMor(["serve", join(above, "a"), "--browse", join(above, "none"), "--no-open"]);
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining("--browse")]);
    const server = await serve([join(above, "a"), "--port", "0", "--browse", join(above, "disk")]);
    const listing = JSON.parse((await ask(server, "/api/workspace/browse")).text);
    expect(listing).toMatchObject({ path: join(above, "disk"), parent: null, folders: ["leaf"] });
    const outside = `/api/workspace/browse?input=${encodeURIComponent(JSON.stringify({ path: above }))}`;
    expect((await ask(server, outside)).status).toBe(400);
  });
});
