import { describe, expect, it } from "vitest";
import { allRoutes } from "../../../../src/app/server/routes/all-routes.ts";
import { tokenCookieName } from "../../../../src/app/server/security/access-token.ts";
import { ask, post, serveForTest, type TestServer } from "../support/serve-for-test.ts";

const facts = "/api/workspace/facts";

function cookieOf({ port, token }: TestServer): string {
  return `${tokenCookieName(port)}=${token}`;
}

describe("the opening link", () => {
  it("sets a cookie that no script and no other site can use, and takes the token out of the address", async () => {
    const server = await serveForTest();
    const answer = await ask(server, new URL(server.link).pathname + new URL(server.link).search, {
      authorized: false,
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe("/");
    expect(answer.headers["set-cookie"]).toEqual([`${cookieOf(server)}; Path=/; HttpOnly; SameSite=Strict`]);
    const page = await ask(server, "/", { authorized: false, headers: { Cookie: cookieOf(server) } });
    expect(page.status).toBe(200);
    expect(page.text).toContain("<title>mor</title>");
    // Other servers under this host name may have set cookies of the same name.
    const Cookie = `${tokenCookieName(server.port)}=theirs; a=b;${cookieOf(server)}`;
    expect((await ask(server, facts, { authorized: false, headers: { Cookie } })).status).toBe(200);
  });

  it("that a browser is started with opens the page once", async () => {
    const server = await serveForTest();
    const { pathname, search } = new URL(server.issueLink());
    expect(search).not.toContain(server.token);
    const open = () => ask(server, pathname + search, { authorized: false });
    expect((await open()).headers["set-cookie"]).toEqual([expect.stringContaining(cookieOf(server))]);
    expect((await open()).status).toBe(401);
    const bearer = { Authorization: `Bearer ${search.slice("?token=".length)}` };
    expect((await ask(server, facts, { authorized: false, headers: bearer })).status).toBe(401);
  });

  it("opens one of two servers side by side and leaves the other open: cookies know no ports", async () => {
    const one = await serveForTest();
    const other = await serveForTest();
    const servers = [one, other];
    const jar = new Map<string, string>();
    for (const server of [...servers, ...servers]) {
      const { pathname, search } = new URL(server.issueLink());
      const { headers } = await ask(server, pathname + search, {
        authorized: false,
        headers: { Cookie: [...jar].map((pair) => pair.join("=")).join("; ") },
      });
      for (const line of headers["set-cookie"] ?? []) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      const Cookie = [...jar].map((pair) => pair.join("=")).join("; ");
      for (const opened of servers.slice(0, jar.size)) {
        const answer = await ask(opened, facts, { authorized: false, headers: { Cookie } });
        expect([opened.port, answer.status]).toEqual([opened.port, 200]);
      }
    }
    expect([...jar.keys()]).toEqual(servers.map(({ port }) => `mor-${port}`));
    // What one server has given opens no other.
    const Cookie = `mor-${other.port}=${one.token}`;
    expect((await ask(other, facts, { authorized: false, headers: { Cookie } })).status).toBe(401);
  });

  it("has a token of 256 bits, new with every start", async () => {
    const [one, other] = [await serveForTest(), await serveForTest()];
    expect(Buffer.from(one.token, "base64url")).toHaveLength(32);
    expect(one.token).not.toBe(other.token);
    expect((await ask({ port: other.port, token: one.token }, facts)).status).toBe(401);
  });
});

describe("a request without the token", () => {
  it("gets nothing, wherever it goes", async () => {
    const server = await serveForTest();
    const paths = [
      "/",
      "/?token=",
      "/?token=wrong",
      `/?token=${server.token.slice(0, -1)}`,
      `${facts}?token=${server.token}`,
      "/assets/index-0a1b.js",
      "/api/events",
      "/no-such-page",
      ...Object.keys({ ...allRoutes.queries }).map((name) => `/api/${name}`),
      ...Object.keys({ ...allRoutes.files }).map((name) => `/file/${name}`),
    ];
    for (const path of paths) {
      for (const headers of [
        {},
        { Cookie: `${tokenCookieName(server.port)}=wrong` },
        { Cookie: `mor-1=${server.token}` },
        { Authorization: "Bearer wrong" },
        { Authorization: `Basic ${server.token}` },
      ]) {
        const answer = await ask(server, path, { authorized: false, headers });
        expect([path, answer.status]).toEqual([path, 401]);
        expect(answer.text).toContain("the link that mor serve has printed");
        expect(answer.headers["set-cookie"]).toBeUndefined();
      }
    }
    const actions = Object.keys(allRoutes.actions).map((name) => [`/api/${name}`, "application/json"]);
    const uploads = Object.keys(allRoutes.uploads).map((name) => [
      `/upload/${name}`,
      "application/octet-stream",
    ]);
    for (const [path = "", type] of [...actions, ...uploads]) {
      const headers = { "Content-Type": type };
      const answer = await ask(server, path, { method: "POST", headers, body: "{}", authorized: false });
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });
});

describe("a request of another site", () => {
  it.each([
    ["a foreign Host, as DNS rebinding makes it", { Host: "evil.example" }],
    ["a foreign Host with the right port", (port: number) => ({ Host: `evil.example:${port}` })],
    ["a name that only begins well", (port: number) => ({ Host: `127.0.0.1.evil.example:${port}` })],
    ["another port", { Host: "127.0.0.1:1" }],
    ["no port", { Host: "127.0.0.1" }],
    ["a foreign Origin", { Origin: "https://evil.example" }],
    ["the Origin of a sandboxed frame", { Origin: "null" }],
    ["the Origin of another server of this machine", { Origin: "http://127.0.0.1:1" }],
    ["the right Origin under another scheme", (port: number) => ({ Origin: `https://127.0.0.1:${port}` })],
    ["Sec-Fetch-Site cross-site", { "Sec-Fetch-Site": "cross-site" }],
    ["Sec-Fetch-Site same-site: another port", { "Sec-Fetch-Site": "same-site" }],
    ["a Sec-Fetch-Site that nobody knows", { "Sec-Fetch-Site": "friendly" }],
  ])("is refused even with the token: %s", async (_, make) => {
    const server = await serveForTest();
    const headers = typeof make === "function" ? make(server.port) : make;
    for (const path of [facts, "/", "/assets/index-0a1b.js", "/api/events"]) {
      expect([path, (await ask(server, path, { headers })).status]).toEqual([path, 403]);
    }
    const link = `/?token=${server.token}`;
    const answer = await ask(server, link, { headers });
    expect([answer.status, answer.headers["set-cookie"]]).toEqual([403, undefined]);
    const body = JSON.stringify({ id: "x" });
    const typed = { ...headers, "Content-Type": "application/json" };
    expect((await ask(server, "/api/jobs/stop", { method: "POST", headers: typed, body })).status).toBe(403);
  });

  it("is answered under both names of this machine, and from the address bar", async () => {
    const server = await serveForTest();
    for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`]) {
      for (const headers of [
        { Host: host, Origin: `http://${host}`, "Sec-Fetch-Site": "same-origin" },
        { Host: host, "Sec-Fetch-Site": "none" },
      ]) {
        expect((await ask(server, facts, { headers })).status).toBe(200);
      }
    }
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "",
  ])("cannot post a form: %s", async (type) => {
    const server = await serveForTest();
    const headers = { "Content-Type": type };
    const body = JSON.stringify({ id: "x" });
    expect((await ask(server, "/api/jobs/stop", { method: "POST", headers, body })).status).toBe(403);
  });

  it("cannot upload as JSON or as a form", async () => {
    const server = await serveForTest();
    for (const name of Object.keys(allRoutes.uploads)) {
      for (const type of ["application/json", "multipart/form-data", "text/plain"]) {
        const headers = { "Content-Type": type };
        expect((await ask(server, `/upload/${name}`, { method: "POST", headers, body: "x" })).status).toBe(
          403,
        );
      }
    }
  });

  it("cannot use other methods", async () => {
    const server = await serveForTest();
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
      expect((await ask(server, facts, { method })).status).toBe(404);
    }
    expect((await post(server, facts, {})).status).toBe(404);
    expect((await ask(server, "/api/jobs/stop")).status).toBe(404);
  });
});

it("listens to this machine alone", async () => {
  const server = await serveForTest();
  expect(new URL(server.address).hostname).toBe("127.0.0.1");
  await expect(fetch(`http://[::1]:${server.port}/`)).rejects.toThrow();
});
