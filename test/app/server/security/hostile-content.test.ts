import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { allRoutes } from "../../../../src/app/server/routes/all-routes.ts";
import { tinyPng } from "../../../support/tiny-png.ts";
import { makeStudy } from "../support/make-study.ts";
import {
  ask,
  makeFolderForTest,
  post,
  serveForTest,
  type TestServer,
  withInput,
} from "../support/serve-for-test.ts";

const octets = { "Content-Type": "application/octet-stream" };
const png = Buffer.from(tinyPng(8, 8, new Uint8Array(64)).split(",")[1] ?? "", "base64");
const script = "<script>alert(1)</script>";
const handler = "<img src=x onerror=alert(1)>";

describe("a decompression bomb", () => {
  /** 400 MB of zeros in 400 kB. */
  const zeros = deflateSync(Buffer.alloc(4e8), { level: 9 });

  const bombs: Readonly<Record<string, Buffer>> = {
    "of 60,000 x 60,000 in a PNG.png": pngOf(60_000, 60_000, Buffer.from([0])),
    "behind a header of 8 x 8 in a PNG.png": pngOf(8, 8, zeros),
    "of 60,000 x 60,000 in a TIFF.tif": tiffOf(60_000, 60_000, zeros),
    "behind a header of 64 x 64 in a TIFF.tif": tiffOf(64, 64, zeros),
    "of 2^31 x 2^31 in a TIFF.tif": tiffOf(2 ** 31, 2 ** 31, zeros),
  };

  it.each(Object.entries(bombs))(
    "%s is refused when it is sent, and not drawn when it is there",
    async (name, bomb) => {
      const server = await serveForTest();
      const memory = watchMemory();
      const isLarge = name.startsWith("of");
      const inputs: Readonly<Record<string, object>> = {
        "images/drop": { name, label: null },
        "predict/drop": { batch: "drop", name },
      };
      if (isLarge) {
        for (const upload of Object.keys(allRoutes.uploads)) {
          const path = withInput(`/upload/${upload}`, inputs[upload]);
          const answer = await ask(server, path, { method: "POST", headers: octets, body: bomb });
          expectRefusal(answer);
        }
        expect(await imagesOf(server)).toEqual([]);
      }
      await mkdir(join(server.workspace, "images"), { recursive: true });
      await writeFile(join(server.workspace, "images", name), bomb);
      for (const [route, input] of [
        ["images/thumbnail", { size: 128 }],
        ["images/picture", {}],
      ] as const) {
        const answer = await ask(server, withInput(`/file/${route}`, { path: `images/${name}`, ...input }));
        if (isLarge) expectRefusal(answer);
        else expect([200, 400]).toContain(answer.status);
      }
      expect(memory.stop()).toBeLessThan(250e6);
      expect(server.warnings).toEqual([]);
    },
  );

  it("that is a megabyte of JSON is taken for an input, and refused", async () => {
    const server = await serveForTest();
    const body = `{"paths":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
    const headers = { "Content-Type": "application/json" };
    expect((await ask(server, "/api/images/remove", { method: "POST", headers, body })).status).toBe(400);
    const zipped = { ...headers, "Content-Encoding": "gzip" };
    expect(
      (await ask(server, "/api/images/remove", { method: "POST", headers: zipped, body: zeros })).status,
    ).toBe(400);
  });
});

describe("a script in a name", () => {
  it("is JSON and nothing else, whether it names a file, a label or a group", async () => {
    const server = await serveForTest();
    for (const name of [
      `${handler}.png`,
      `${script}.png`,
      '"><svg onload=alert(1)>.png',
      "a\u202egnp.exe.png",
    ]) {
      const path = withInput("/upload/images/drop", { name, label: script });
      expect((await ask(server, path, { method: "POST", headers: octets, body: png })).status).toBe(200);
    }
    const listed = await ask(server, "/api/images/list");
    expect(listed.status).toBe(200);
    expect(listed.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
    expect(JSON.stringify(JSON.parse(listed.text))).toContain(script);
    const { images } = server.context.workspace;
    const paths = images.images().map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(0);
    expect((await post(server, "/api/images/set-group", { paths, group: handler })).status).toBe(200);
    for (const path of paths) {
      const details = await ask(server, withInput("/api/images/details", { path }));
      expect([details.status, details.headers["content-type"]]).toEqual([
        200,
        "application/json; charset=utf-8",
      ]);
      const thumbnail = await ask(server, withInput("/file/images/thumbnail", { path, size: 64 }));
      expect([thumbnail.status, thumbnail.headers["content-type"]]).toEqual([200, "image/webp"]);
    }
    // The files have names that no shell, page or other system stumbles over.
    for (const file of await imagesOf(server)) expect(file).not.toMatch(/[<>"'&\u202e]/);
  });

  it("does nothing in the reports and tables that are saved", async () => {
    const above = await makeFolderForTest();
    const workspace = join(above, "workspace");
    await makeStudy(workspace);
    const table = join(workspace, "predictions", "good.csv");
    const text = (await readFile(table, "utf8")).replaceAll("mito", script);
    await writeFile(join(workspace, "predictions", "odd.csv"), text);
    const server = await serveForTest({ above });
    const report = await ask(server, withInput("/file/predict/report", { name: "odd" }));
    expect(report.status).toBe(200);
    expect(report.text).not.toContain(script);
    const run = await ask(server, withInput("/file/runs/report", { run: "good" }));
    for (const { headers } of [report, run]) {
      expect(headers["content-security-policy"]).toMatch(/^default-src 'none'.*; sandbox$/);
      expect(headers["content-security-policy"]).not.toContain("script");
    }
    const csv = await ask(server, withInput("/file/predict/csv", { name: "odd" }));
    expect(csv.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename="odd.csv"; filename*=UTF-8''odd.csv`,
    });
  });
});

function expectRefusal({ status, text }: { readonly status: number; readonly text: string }): void {
  expect([status, text]).toEqual([400, expect.stringMatching(/"code":"image-[a-z]+".*(pixels|Expected)/)]);
}

/** Files below images/ and predictions/, by their names. */
async function imagesOf({ workspace }: TestServer): Promise<string[]> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\/(images|predictions)(\/|$)/.test(entry.parentPath))
    .map(({ name }) => name);
}

/** How much more memory the process takes at the most, in bytes. */
function watchMemory(): { readonly stop: () => number } {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  return {
    stop: () => {
      clearInterval(look);
      return most - before;
    },
  };
}

function pngOf(width: number, height: number, data: Buffer): Buffer {
  const whole = Buffer.from(tinyPng(8, 8, new Uint8Array(64)).split(",")[1] ?? "", "base64");
  const header = Buffer.from(whole.subarray(16, 29));
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    whole.subarray(0, 8),
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A grey 8-bit TIFF of one strip, compressed with deflate. */
function tiffOf(width: number, height: number, data: Buffer): Buffer {
  const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 8],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, data.length],
  ];
  const head = Buffer.alloc(8);
  head.write("II", 0, "latin1");
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(8 + data.length, 4);
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  return Buffer.concat([head, data, directory]);
}
