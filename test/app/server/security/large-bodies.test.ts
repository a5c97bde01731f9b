import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { allRoutes } from "../../../../src/app/server/routes/all-routes.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { ask, serveForTest, type TestServer, withInput } from "../support/serve-for-test.ts";

const gigabyte = 2 ** 30;
const png = Buffer.from(tinyPng(8, 8, new Uint8Array(64)).split(",")[1] ?? "", "base64");

interface Sent {
  /** Undefined when the line was cut before an answer came. */
  readonly status: number | undefined;
  readonly sent: number;
}

/** Sends a body of zeros behind a small image until it is through or the server has had enough. */
async function send(
  { port, token }: TestServer,
  path: string,
  type: string,
  headers: Readonly<Record<string, string>>,
  bytes: number,
): Promise<Sent> {
  const piece = Buffer.alloc(2 ** 20);
  return await new Promise((settle) => {
    let sent = 0;
    let status: number | undefined;
    const asked = request({
      host: "127.0.0.1",
      port,
      path,
      method: "POST",
      agent: false,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": type, ...headers },
    });
    const end = (): void => {
      asked.destroy();
      settle({ status, sent });
    };
    asked.on("response", (answer) => {
      status = answer.statusCode;
      answer.resume();
      answer.on("end", end);
    });
    asked.on("error", end);
    asked.on("close", end);
    const push = (): void => {
      while (sent < bytes && status === undefined && !asked.destroyed) {
        sent += piece.length;
        if (!asked.write(piece)) {
          asked.once("drain", push);
          return;
        }
      }
      if (status === undefined && !asked.destroyed) asked.end();
    };
    asked.write(png, push);
  });
}

/** Everything that lies in a workspace, but what the server itself has made there when it started. */
async function filesOf({ workspace }: TestServer): Promise<string[]> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  const own = new Set(["server.json", "previews.bin"]);
  return entries.filter((entry) => entry.isFile() && !own.has(entry.name)).map(({ name }) => name);
}

describe("an upload of a gigabyte", () => {
  it.each(Object.keys(allRoutes.uploads))("is refused by its announced length: %s", async (name) => {
    const server = await serveForTest();
    const path = withInput(`/upload/${name}`, inputs[name]);
    const headers = { "Content-Length": String(gigabyte) };
    const { status, sent } = await send(server, path, "application/octet-stream", headers, gigabyte);
    expect(sent).toBeLessThan(80 * 2 ** 20);
    expect([413, undefined]).toContain(status);
    expect(await filesOf(server)).toEqual([]);
  });

  it.each(Object.keys(allRoutes.uploads))("is cut off when nothing was announced: %s", async (name) => {
    const server = await serveForTest();
    const path = withInput(`/upload/${name}`, inputs[name]);
    const headers = { "Transfer-Encoding": "chunked" };
    const { status, sent } = await send(server, path, "application/octet-stream", headers, gigabyte);
    expect(sent).toBeLessThan(gigabyte / 2);
    expect([400, 413, undefined]).toContain(status);
    await expect.poll(() => filesOf(server), { timeout: 5000 }).toEqual([]);
    expect((await ask(server, "/api/workspace/facts")).status).toBe(200);
    expect(server.warnings).toEqual([]);
  });

  it.each(Object.keys(allRoutes.uploads))("leaves nothing when the line is cut: %s", async (name) => {
    const server = await serveForTest();
    const asked = request({
      host: "127.0.0.1",
      port: server.port,
      path: withInput(`/upload/${name}`, inputs[name]),
      method: "POST",
      agent: false,
      headers: {
        Authorization: `Bearer ${server.token}`,
        "Content-Type": "application/octet-stream",
        "Content-Length": "1000000",
      },
    });
    asked.on("error", () => {});
    await new Promise<void>((settle) => asked.write(png, () => settle()));
    await expect.poll(() => filesOf(server)).toHaveLength(1);
    asked.destroy();
    await expect.poll(() => filesOf(server), { timeout: 5000 }).toEqual([]);
    expect(server.warnings).toEqual([]);
  });

  it.each(Object.keys(allRoutes.uploads))("is taken when it is an image: %s", async (name) => {
    const server = await serveForTest();
    const headers = { "Content-Type": "application/octet-stream" };
    const path = withInput(`/upload/${name}`, inputs[name]);
    const answer = await ask(server, path, { method: "POST", headers, body: png });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining("a.png")]);
  });
});

/** An input of each upload that is taken. */
const inputs: Readonly<Record<string, object>> = {
  "images/drop": { name: "a.png", label: "mito" },
  "predict/drop": { batch: "drop", name: "a.png" },
};

describe("a JSON body of a gigabyte", () => {
  it("is refused by its announced length, and cut off without one", async () => {
    const server = await serveForTest();
    for (const headers of [{ "Content-Length": String(gigabyte) }, { "Transfer-Encoding": "chunked" }]) {
      const { status, sent } = await send(server, "/api/images/label", "application/json", headers, gigabyte);
      expect([413, undefined]).toContain(status);
      expect(sent).toBeLessThan(80 * 2 ** 20);
    }
    expect((await ask(server, "/api/workspace/facts")).status).toBe(200);
    expect(server.warnings).toEqual([]);
  });

  it.each(Object.keys(allRoutes.actions))(
    "is refused for its depth or its length alone, and holds nobody up: %s",
    async (name) => {
      const server = await serveForTest();
      const headers = { "Content-Type": "application/json" };
      const body = `{"paths":${"[".repeat(3 * 2 ** 20)}`;
      const begin = performance.now();
      const { status } = await ask(server, `/api/${name}`, { method: "POST", headers, body });
      const takesPaths = [
        "images/remove",
        "images/label",
        "images/set-group",
        "predict/start",
        "explain/start",
      ].includes(name);
      expect(status).toBe(takesPaths ? 400 : 413);
      expect(performance.now() - begin).toBeLessThan(1500);
    },
  );

  it("may have four mebibytes where it is a list of images", async () => {
    const server = await serveForTest();
    const paths = Array.from(
      { length: 60_000 },
      (_, index) => `images/${String(index).padStart(40, "0")}.png`,
    );
    const body = JSON.stringify({ paths });
    expect(body.length).toBeGreaterThan(3 * 2 ** 20);
    const headers = { "Content-Type": "application/json" };
    const answer = await ask(server, "/api/images/remove", { method: "POST", headers, body });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { removed: 0 }]);
  });
});
