import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tinyPng } from "../../../support/tiny-png.ts";
import { ask, post, serveForTest, type TestServer, withInput } from "../support/serve-for-test.ts";

async function get(server: TestServer, name: string, input: object = {}) {
  const { status, text } = await ask(server, withInput(`/api/${name}`, input));
  return { status, body: JSON.parse(text) };
}

async function act(server: TestServer, name: string, input: object) {
  const { status, text } = await post(server, `/api/${name}`, input);
  return { status, body: JSON.parse(text) };
}

async function serve(manifest: string, above?: string): Promise<TestServer> {
  const server = await serveForTest(above === undefined ? {} : { above });
  await mkdir(server.workspace, { recursive: true });
  await writeFile(join(server.workspace, "manifest.csv"), manifest);
  return server;
}

const manifest = "path,label\na.png,x\nb.png,x\nc.png,y\n";

async function words(server: TestServer): Promise<readonly (string | undefined)[]> {
  const { undo, redo } = (await get(server, "images/history")).body;
  return [undo?.words, redo?.words];
}

async function labels(server: TestServer): Promise<readonly string[]> {
  const { body } = await get(server, "images/list");
  return body.labelOf.map((index: number) => body.labels[index]);
}

describe("undo", () => {
  it("says in words what it undoes, and takes back whatever the page has changed, one after the other", async () => {
    const more = ["d", "e", "f", "g", "h", "i"].map((name) => `${name}.png,${name < "g" ? "l1" : "y"}\n`);
    const server = await serve(manifest + more.join(""));
    const choice = { ratio: [1, 1, 1], seed: 0, assigned: "ignore" };
    const steps: readonly (readonly [name: string, input: object, words: string])[] = [
      ["images/label", { changes: [{ path: "a.png", label: "z" }] }, "1 image labelled 'z'"],
      ["images/label", { changes: [{ path: "a.png", label: null }] }, "label taken from 1 image"],
      [
        "images/label",
        { changes: ["a.png", "b.png"].map((path, at) => ({ path, label: `l${at}` })) },
        "other labels for 2 images",
      ],
      ["images/rename-label", { from: "y", to: "w" }, "class 'y' renamed to 'w'"],
      ["images/rename-label", { from: "l0", to: "l1" }, "class 'l0' merged into 'l1' (1 image)"],
      ["images/set-group", { paths: ["a.png"], group: "p1" }, "1 image put into group 'p1'"],
      ["images/group-by-pattern", { pattern: "[a-i]" }, "other groups for 9 images"],
      ["images/group-by-column", { column: null }, "other groups for 9 images"],
      ["partition/keep", choice, "partition kept"],
      ["partition/clear", {}, "partition forgotten"],
      ["images/remove", { paths: ["a.png", "c.png"] }, "2 images taken out of the table"],
    ];
    const before: (readonly string[])[] = [];
    for (const [name, input, expected] of steps) {
      before.push(await labels(server));
      expect((await act(server, name, input)).status).toBe(200);
      expect(await words(server)).toEqual([expected, undefined]);
    }
    for (const [, , expected] of [...steps].reverse()) {
      const { undo } = (await get(server, "images/history")).body;
      expect((await act(server, "images/undo", { step: undo.id })).body.words).toBe(expected);
      expect(await labels(server)).toEqual(before.pop());
    }
    expect(await words(server)).toEqual([undefined, steps[0]?.[2]]);
  });

  it("is still there after a restart, and so is redo", async () => {
    const server = await serve(manifest);
    await act(server, "images/rename-label", { from: "x", to: "y" });
    await act(server, "images/label", { changes: [{ path: "a.png", label: "z" }] });
    const { undo } = (await get(server, "images/history")).body;
    await act(server, "images/undo", { step: undo.id });
    await server.close();
    const again = await serveForTest({ above: server.above });
    expect(await words(again)).toEqual(["class 'x' merged into 'y' (2 images)", "1 image labelled 'z'"]);
    const { redo } = (await get(again, "images/history")).body;
    expect((await act(again, "images/redo", { step: redo.id })).status).toBe(200);
    expect(await labels(again)).toEqual(["z", "y", "y"]);
  });

  it("is refused where the command line has changed the same, and says so", async () => {
    const server = await serve(manifest);
    await act(server, "images/label", { changes: [{ path: "a.png", label: "z" }] });
    await writeFile(join(server.workspace, "manifest.csv"), "path,label\na.png,q\nb.png,x\nc.png,y\n");
    const { undo } = (await get(server, "images/history")).body;
    const { status, body } = await act(server, "images/undo", { step: undo.id });
    expect([status, body.error.code]).toEqual([400, "usage"]);
    expect(body.error.message).toContain("a.png");
    expect(await labels(server)).toEqual(["q", "x", "y"]);
    expect(await words(server)).toEqual([undefined, undefined]);
  });

  it("takes files that were dropped together, and labels that came in portions, as one", async () => {
    const server = await serve(manifest);
    for (const [at, name] of ["1.png", "2.png", "3.png"].entries()) {
      const bytes = Buffer.from(
        tinyPng(8, 8, new Uint8Array(64).fill(40 * at)).split(",")[1] ?? "",
        "base64",
      );
      await ask(server, withInput("/upload/images/drop", { name, label: "new", join: "drop 1" }), {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: bytes,
      });
    }
    expect(await words(server)).toEqual(["3 images added", undefined]);
    for (const path of ["a.png", "b.png"]) {
      await act(server, "images/label", { changes: [{ path, label: "z" }], join: "label 1" });
    }
    expect(await words(server)).toEqual(["2 images labelled 'z'", undefined]);
    for (const _ of [1, 2]) {
      const { undo } = (await get(server, "images/history")).body;
      await act(server, "images/undo", { step: undo.id });
    }
    expect(await labels(server)).toEqual(["x", "x", "y"]);
  });
});
