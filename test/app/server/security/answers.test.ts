import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { FileAnswer, Routes } from "../../../../src/app/server/route.ts";
import { attachment, fileHeaders } from "../../../../src/app/server/security/file-headers.ts";
import { MorError } from "../../../../src/errors.ts";
import { ask, post, serveForTest, withInput } from "../support/serve-for-test.ts";

/** Routes of a test: names that the protocol does not have. */
function routesOf(tables: { readonly [Table in keyof Routes]?: object }): Routes {
  // The server asks no more of a table than that it holds handlers.
  return { queries: {}, actions: {}, files: {}, uploads: {}, ...tables } as Routes;
}

const script = "<script>alert(1)</script>";

describe("every answer", () => {
  it("says that it is to be taken for nothing else, framed by nobody, and told to nobody", async () => {
    const server = await serveForTest();
    for (const path of [
      "/",
      "/assets/index-0a1b.js",
      "/api/workspace/facts",
      "/api/jobs/nothing",
      "/nowhere",
    ]) {
      for (const authorized of [true, false]) {
        const { headers } = await ask(server, path, { authorized });
        expect(headers).toMatchObject({
          "x-content-type-options": "nosniff",
          "referrer-policy": "no-referrer",
          "cross-origin-opener-policy": "same-origin",
          "cross-origin-resource-policy": "same-origin",
        });
        expect(headers["permissions-policy"]).toContain("camera=()");
        expect(headers["content-security-policy"]).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
        expect(headers["cache-control"]).toBeDefined();
        expect(headers["access-control-allow-origin"]).toBeUndefined();
      }
    }
  });

  it("is kept by nobody where it holds something of the user's", async () => {
    const server = await serveForTest();
    expect((await ask(server, "/")).headers["cache-control"]).toBe("no-store");
    expect((await ask(server, "/api/jobs/list")).headers["cache-control"]).toBe("no-store");
    expect((await ask(server, "/assets/index-0a1b.js")).headers["cache-control"]).toContain("immutable");
  });
});

describe("the page", () => {
  it("has a policy without a hole, and a nonce of its own each time", async () => {
    const server = await serveForTest();
    const nonces = new Set<string>();
    for (let time = 0; time < 3; time++) {
      const { headers, text } = await ask(server, "/");
      const nonce = /nonce" content="([\w-]{20,})"/.exec(text)?.[1] ?? "";
      nonces.add(nonce);
      expect(headers["content-security-policy"]).toBe(
        [
          "default-src 'none'",
          "script-src 'self'",
          `style-src 'self' 'nonce-${nonce}'`,
          "img-src 'self' data: blob:",
          "font-src 'self' data:",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
        ].join("; "),
      );
    }
    expect(nonces.size).toBe(3);
  });

  it("is said to be missing where it has not been built", async () => {
    const server = await serveForTest();
    await rm(`${server.above}/web`, { recursive: true });
    const answer = await ask(server, "/");
    expect([answer.status, answer.text]).toEqual([503, expect.stringContaining("npm run build")]);
  });

  it.each([
    "/assets/../index.html",
    "/assets/..%2findex.html",
    "/assets/%2e%2e/index.html",
    "/assets/..%5cindex.html",
    "/assets/index-0a1b.js%00.css",
    "/assets//etc/passwd",
    "/assets/%2fetc%2fpasswd",
    "/index.html",
    "/../workspace/.mor/server.json",
    "/%2e%2e/workspace/.mor/server.json",
    "/.mor/server.json",
  ])("gives no other file away: %s", async (path) => {
    const server = await serveForTest();
    const answer = await ask(server, path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/"pid"|root:|csp-nonce/);
  });
});

describe("JSON", () => {
  it("is never taken for a page, whatever stands in it", async () => {
    const routes = routesOf({
      queries: {
        "test/echo": { input: z.strictObject({ text: z.string() }), handle: async (input: object) => input },
      },
    });
    const server = await serveForTest({ routes });
    const answer = await ask(server, withInput("/api/test/echo", { text: script }));
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answer.headers["content-security-policy"]).toContain("sandbox");
    expect(JSON.parse(answer.text)).toEqual({ text: script });
    const wrong = await ask(server, withInput("/api/test/echo", { text: 1, [script]: 2 }));
    expect([wrong.status, wrong.headers["content-type"]]).toEqual([400, "application/json; charset=utf-8"]);
  });

  it("is compressed when it is long", async () => {
    const routes = routesOf({
      queries: {
        "test/long": {
          input: z.strictObject({}),
          handle: async () => ({ text: "0123456789".repeat(10_000) }),
        },
        "test/short": { input: z.strictObject({}), handle: async () => ({ text: "0" }) },
      },
    });
    const server = await serveForTest({ routes });
    const answer = await fetch(`${server.address}/api/test/long`, {
      headers: { Authorization: `Bearer ${server.token}`, "Accept-Encoding": "gzip" },
    });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(await answer.json()).toEqual({ text: "0123456789".repeat(10_000) });
    const headers = { "Accept-Encoding": "gzip" };
    expect((await ask(server, "/api/test/short", { headers })).headers["content-encoding"]).toBeUndefined();
  });
});

describe("a failure", () => {
  const failing = (error: unknown) => ({
    input: z.strictObject({}),
    handle: async () => {
      throw error;
    },
  });
  const denied = Object.assign(new Error("EACCES: permission denied"), {
    code: "EACCES",
    path: "/data/a.png",
  });
  const routes = routesOf({
    queries: {
      "test/usage": failing(new MorError("usage", "Expected a, got b", { hint: "Do c." })),
      "test/missing": failing(new MorError("input-missing", "Expected a, got nothing")),
      "test/exists": failing(new MorError("output-exists", "Expected nothing, got a")),
      "test/system": failing(denied),
      "test/bug": failing(new TypeError("x is not a function")),
      "test/input": { input: z.strictObject({ count: z.int().min(1) }), handle: async () => null },
    },
    actions: { "test/action": { input: z.strictObject({ count: z.int() }), handle: async () => null } },
  });

  it("has the status and the words of its error", async () => {
    const server = await serveForTest({ routes });
    const failureOf = async (path: string) => {
      const { status, text } = await ask(server, path);
      return [status, JSON.parse(text).error];
    };
    expect(await failureOf("/api/test/usage")).toEqual([
      400,
      { code: "usage", message: "Expected a, got b", hint: "Do c." },
    ]);
    expect(await failureOf("/api/test/missing")).toMatchObject([404, { code: "input-missing", hint: null }]);
    expect(await failureOf("/api/test/exists")).toMatchObject([409, { code: "output-exists" }]);
    expect(await failureOf("/api/test/system")).toMatchObject([500, { code: "output-unwritable" }]);
    expect(server.warnings).toEqual([]);
    expect(await failureOf("/api/test/bug")).toMatchObject([500, { code: "bug" }]);
    expect(server.warnings).toEqual([expect.stringContaining("x is not a function")]);
  });

  it("names what is wrong with an input", async () => {
    const server = await serveForTest({ routes });
    const answer = await ask(server, withInput("/api/test/input", { count: 0 }));
    expect([answer.status, JSON.parse(answer.text).error.message]).toEqual([
      400,
      "Expected count to be at least 1, got 0.",
    ]);
    for (const input of [
      "",
      "{",
      "[]",
      "1",
      "null",
      "{}",
      '{"count":1,"more":2}',
      '{"count":1,"__proto__":{"a":1}}',
    ]) {
      const path = `/api/test/input?input=${encodeURIComponent(input)}`;
      expect([input, (await ask(server, path)).status]).toEqual([input, 400]);
      const headers = { "Content-Type": "application/json" };
      const posted = await ask(server, "/api/test/action", { method: "POST", headers, body: input });
      expect([input, posted.status]).toEqual([input, 400]);
    }
    expect((await ask(server, "/api/test/input?input=%zz")).status).toBe(400);
    expect((await post(server, "/api/test/action", { count: 1 })).status).toBe(200);
  });

  it("comes at once for an input that is too long", async () => {
    const server = await serveForTest({ routes });
    const long = await ask(server, withInput("/api/test/input", { text: "x".repeat(70_000) }));
    expect([long.status, JSON.parse(long.text).error.message]).toEqual([
      400,
      expect.stringContaining("65536"),
    ]);
    expect((await ask(server, `/api/test/input?input=${"x".repeat(300_000)}`)).status).toBe(431);
  });
});

describe("a file", () => {
  const file = (answer: FileAnswer) => ({ input: z.strictObject({}), handle: async () => answer });
  const bytes = new TextEncoder().encode(script);

  it("is shown or saved, and can run nothing", async () => {
    const routes = routesOf({
      files: {
        "test/image": file({ bytes, type: "image/png", maxAgeSeconds: 60 }),
        "test/table": file({ bytes, type: "text/csv", saveAs: 'a"; filename=evil.html\r\nX-Evil: 1' }),
        "test/report": file({ bytes, type: "text/html" }),
        "test/svg": file({ bytes, type: "image/svg+xml" }),
        "test/script": file({ bytes, type: "text/javascript" }),
        "test/bytes": file({ bytes, type: "application/octet-stream" }),
        "test/model": file({ bytes, type: "application/octet-stream", saveAs: "model.onnx" }),
        "test/stream": file({ bytes: new Blob([bytes]).stream(), type: "application/zip" }),
      },
    });
    const server = await serveForTest({ routes });
    const image = await ask(server, "/file/test/image");
    expect(image.headers).toMatchObject({
      "content-type": "image/png",
      "cache-control": "private, max-age=60",
      vary: "Cookie",
      "content-disposition": "inline",
    });
    expect(image.headers["content-security-policy"]).toContain("sandbox");
    const table = await ask(server, "/file/test/table");
    expect(table.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(table.headers["x-evil"]).toBeUndefined();
    expect(table.headers["content-disposition"]).toBe(
      `attachment; filename="a__ filename_evil.html__X-Evil_ 1"; filename*=UTF-8''a%22%3B%20filename%3Devil.html__X-Evil%3A%201`,
    );
    const report = await ask(server, "/file/test/report");
    expect(report.headers["content-security-policy"]).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    );
    for (const name of ["svg", "script", "bytes"]) {
      const answer = await ask(server, `/file/test/${name}`);
      expect([answer.status, answer.text.includes(script)]).toEqual([500, false]);
    }
    expect((await ask(server, "/file/test/model")).status).toBe(200);
    expect((await ask(server, "/file/test/stream")).text).toBe(script);
  });

  it.each([
    ["../../etc/passwd", ".._.._etc_passwd"],
    ["..\\evil.exe", ".._evil.exe"],
    [`${script}.csv`, "_script_alert(1)__script_.csv"],
    ["Zürich 😀.csv", "Z_rich __.csv"],
    ["a\ud800b", "a_b"],
    ["a\nb\0c", "a_b_c"],
  ])("is saved under a harmless name: %j", (name, plain) => {
    const header = attachment(name);
    expect(header).toMatch(/^[\x20-\x7e]+$/);
    expect(/filename="([^"]*)"/.exec(header)?.[1]).toBe(plain);
    expect(decodeURIComponent(/UTF-8''(.*)$/.exec(header)?.[1] ?? "")).not.toMatch(/[/\\\n\0]/);
  });

  it("has no type of its own choosing", () => {
    expect(() => fileHeaders({ bytes, type: "text/html-sandboxed" })).toThrow(TypeError);
    expect(fileHeaders({ bytes, type: "text/csv; charset=utf-16" })["Content-Type"]).toBe(
      "text/csv; charset=utf-8",
    );
  });
});
