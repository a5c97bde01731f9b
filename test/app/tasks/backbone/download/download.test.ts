import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../../../../src/app/protocol/progress.ts";
import { type DownloadOptions, download } from "../../../../../src/app/tasks/backbone/download/download.ts";
import { DownloadFailure } from "../../../../../src/app/tasks/backbone/download/download-failure.ts";
import {
  claimPart,
  type PartFile,
  releasePart,
} from "../../../../../src/app/tasks/backbone/download/part-file.ts";
import { silentEffects } from "../../../../../src/app/tasks/effects.ts";
import { createRandom } from "../../../../../src/tensor/random.ts";
import { type FileServer, type FileServerOptions, serveFiles } from "../file-server.ts";

const random = createRandom(1);
const content = Uint8Array.from({ length: 300_000 }, () => random.integer(256));
const options: DownloadOptions = { stage: "Downloading", stallMs: 400, pauseMs: 1, attempts: 3 };

let folder: string;
let server: FileServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mor-download-"));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A server with one file, and the address of that. */
async function serve(settings: Partial<FileServerOptions> = {}): Promise<string> {
  server = await serveFiles({ files: { "/net.h5": content }, headers: { etag: '"one"' }, ...settings });
  return `${server.address}/net.h5`;
}

/** One process' try: it claims a part and leaves it. */
async function tryOnce(address: string, settings: Partial<DownloadOptions> = {}): Promise<PartFile> {
  const part = await claimPart(folder, "net");
  try {
    await download(address, part, { ...options, ...settings }, silentEffects());
    return part;
  } finally {
    releasePart(part.path);
  }
}

async function failure(work: Promise<unknown>): Promise<DownloadFailure> {
  const error = await work.catch((caught: unknown) => caught);
  if (error instanceof DownloadFailure) return error;
  throw new Error("Expected a DownloadFailure", { cause: error });
}

function expectWhole(part: PartFile): void {
  expect(readFileSync(part.path).equals(content)).toBe(true);
}

/** What a cut download has left: most of 200,000 bytes, for a busy machine may lose the last that were under way. */
function keptBytes(): number {
  const [name = ""] = readdirSync(folder).filter((entry) => !entry.endsWith(".json"));
  const { size } = statSync(join(folder, name));
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(200_000);
  return size;
}

describe("download", () => {
  it("fetches a file and tells of its bytes", async () => {
    const address = await serve();
    const events: ProgressEvent[] = [];
    const part = await claimPart(folder, "net");
    await download(address, part, options, {
      ...silentEffects(),
      progress: (event) => events.push(event),
    });
    expectWhole(part);
    expect(events[0]).toEqual({
      kind: "start",
      stage: "Downloading",
      unit: "bytes",
      total: content.length,
      done: 0,
    });
    expect(events.at(-2)).toEqual({ kind: "advance", stage: "Downloading", done: content.length });
    expect(events.at(-1)).toEqual({ kind: "end", stage: "Downloading" });
  });

  it("goes on after a cut connection, without fetching bytes twice", async () => {
    const address = await serve({ fault: (request) => (request < 2 ? { cutAfter: 100_000 } : undefined) });
    expectWhole(await tryOnce(address));
    const requests = server?.requests ?? [];
    expect(requests).toHaveLength(3);
    // A busy machine may lose the last bytes that were under way when the connection was cut.
    const from = requests.map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1]));
    expect(from[1]).toBeGreaterThan(0);
    expect(from[1]).toBeLessThanOrEqual(100_000);
    expect(from[2]).toBeGreaterThan(from[1] ?? 0);
    expect(requests[2]?.sent).toBe(content.length - (from[2] ?? 0));
  });

  it("goes on in a later call from what an earlier one left", async () => {
    const address = await serve({
      fault: (request) =>
        request === 0 ? { cutAfter: 200_000 } : request === 1 ? { status: 403 } : undefined,
    });
    const { status } = await failure(tryOnce(address));
    expect(status).toBe(403);
    const kept = keptBytes();
    const part = await tryOnce(address);
    expectWhole(part);
    expect(server?.requests.at(-1)).toEqual({
      path: "/net.h5",
      range: `bytes=${kept}-`,
      sent: content.length - kept,
    });
    expect(readdirSync(folder).filter((name) => !name.endsWith(".json"))).toHaveLength(1);
  });

  it("tells of bytes that were there before as done", async () => {
    const address = await serve({
      fault: (request) =>
        request === 0 ? { cutAfter: 200_000 } : request === 1 ? { status: 404 } : undefined,
    });
    await failure(tryOnce(address));
    const kept = keptBytes();
    const events: ProgressEvent[] = [];
    const part = await claimPart(folder, "net");
    await download(address, part, options, { ...silentEffects(), progress: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ kind: "start", total: content.length, done: kept });
  });

  it.each([
    ["a server without ranges", { ranges: false }],
    ["a server without a validator", { headers: {} }],
    ["a weak ETag", { headers: { etag: 'W/"one"' } }],
  ])("begins anew with %s", async (_, settings) => {
    const address = await serve({
      ...settings,
      fault: (request) => (request === 0 ? { cutAfter: 100_000 } : undefined),
    });
    expectWhole(await tryOnce(address));
    expect(server?.requests.at(-1)?.sent).toBe(content.length);
  });

  it("begins anew when the file on the server has changed", async () => {
    const headers = { etag: '"one"' };
    const fault = (request: number) => {
      if (request > 0) headers.etag = '"two"';
      return request === 0 ? { cutAfter: 100_000 } : undefined;
    };
    expectWhole(await tryOnce(await serve({ headers, fault })));
    expect(server?.requests.map(({ sent }) => sent)).toEqual([100_000, content.length]);
  });

  it("begins anew when what is there came from another address", async () => {
    const first = await serve({
      fault: (request) =>
        request === 0 ? { cutAfter: 100_000 } : request === 1 ? { status: 404 } : undefined,
    });
    await failure(tryOnce(first));
    await server?.close();
    expectWhole(await tryOnce(await serve()));
    expect(server?.requests[0]?.range).toBeUndefined();
  });

  it("begins anew when there is more than the server has", async () => {
    const address = await serve({ fault: (request) => (request === 0 ? { status: 416 } : undefined) });
    const validator = { address, tag: '"one"', total: content.length };
    const path = join(folder, ".net.part-host-1-1");
    writeFileSync(path, Buffer.alloc(content.length + 5));
    await download(address, { path, bytes: content.length + 5, validator }, options, silentEffects());
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it("tries busy servers again, and gives up after some attempts", async () => {
    const address = await serve({ fault: (request) => (request < 2 ? { status: 503 } : undefined) });
    expectWhole(await tryOnce(address));
    await server?.close();
    const busy = await serve({ fault: () => ({ status: 503 }) });
    expect((await failure(tryOnce(busy))).message).toBe("the answer 503 Service Unavailable");
    expect(server?.requests).toHaveLength(3);
  });

  it("does not try again what will not change", async () => {
    const address = await serve({ files: {} });
    expect(await failure(tryOnce(address))).toMatchObject({ status: 404, transient: false });
    expect(server?.requests).toHaveLength(1);
  });

  it("takes silence for a lost connection", async () => {
    const address = await serve({ fault: (request) => (request === 0 ? { stallAfter: 50_000 } : undefined) });
    expectWhole(await tryOnce(address, { stallMs: 150 }));
    await server?.close();
    const silent = await serve({ fault: () => ({ stallAfter: 0 }) });
    const { message } = await failure(tryOnce(silent, { stallMs: 100, attempts: 1 }));
    expect(message).toBe("no byte for 0.1 s");
  });

  it("says when a body always ends too early", async () => {
    const address = await serve({ ranges: false, fault: () => ({ cutAfter: 1000 }) });
    const { transient, message } = await failure(tryOnce(address));
    expect(transient).toBe(true);
    expect(message).toMatch(/connection|bytes/);
  });

  it("says when nobody listens", async () => {
    const address = await serve();
    await server?.close();
    expect(await failure(tryOnce(address))).toMatchObject({
      message: "a refused connection",
      transient: false,
    });
  });

  it("follows redirects", async () => {
    const target = await serve();
    const redirecting = await serveFiles({
      files: {},
      headers: { location: target },
      fault: () => ({ status: 302 }),
    });
    expectWhole(await tryOnce(`${redirecting.address}/net.h5`));
    await redirecting.close();
  });

  it("stops when it is cancelled, and leaves what it has", async () => {
    const address = await serve({ fault: (request) => (request === 0 ? { slow: 5 } : undefined) });
    const cancel = new AbortController();
    const part = await claimPart(folder, "net");
    const progress = (event: ProgressEvent) => {
      if (event.kind === "advance" && event.done > 5000) cancel.abort();
    };
    const work = download(address, part, options, { ...silentEffects(cancel.signal), progress });
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
    releasePart(part.path);
    expectWhole(await tryOnce(address));
    expect(Number(/=(\d+)/.exec(server?.requests[1]?.range ?? "")?.[1])).toBeGreaterThan(5000);
  });

  it("gives the checksum that Google's storage tells", async () => {
    const address = await serve({
      headers: { "x-goog-hash": "crc32c=AAAAAA==,md5=1B2M2Y8AsgTpgAmY7PhCfg==" },
    });
    const part = await claimPart(folder, "net");
    const { md5OfServer } = await download(address, part, options, silentEffects());
    expect(md5OfServer).toBe("d41d8cd98f00b204e9800998ecf8427e");
  });
});

describe("claimPart", () => {
  it("never gives one file to two at a time, and the longest that was left to the next", async () => {
    const first = await claimPart(folder, "net");
    const second = await claimPart(folder, "net");
    expect(first.path).not.toBe(second.path);
    for (const [part, bytes] of [
      [first, 10],
      [second, 20],
    ] as const) {
      writeFileSync(part.path, Buffer.alloc(bytes));
      const validator = { address: "http://x", tag: '"one"', total: 30 };
      writeFileSync(`${part.path}.json`, JSON.stringify(validator));
    }
    expect((await claimPart(folder, "net")).bytes).toBe(0);
    releasePart(first.path);
    releasePart(second.path);
    const third = await claimPart(folder, "net");
    expect(third.bytes).toBe(20);
    expect([existsSync(first.path), existsSync(second.path)]).toEqual([false, false]);
  });

  it("does not go on with what has no notes", async () => {
    const first = await claimPart(folder, "net");
    writeFileSync(first.path, Buffer.alloc(10));
    releasePart(first.path);
    expect(await claimPart(folder, "net")).toMatchObject({ bytes: 0, validator: undefined });
    expect(existsSync(first.path)).toBe(false);
  });
});
