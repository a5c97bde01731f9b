import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FileServer, serveFiles } from "../tasks/backbone/file-server.ts";
import { smallOnnx } from "../tasks/backbone/small-onnx.ts";
import { finish, runMor, startMor } from "./run-mor.ts";

const content = Buffer.concat([Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), Buffer.alloc(600_000, 7)]);
const file = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5";
const md5 = createHash("md5").update(content).digest("base64");
const headers = { etag: '"one"', "x-goog-hash": `crc32c=AAAAAA==,md5=${md5}` };

let room: string;
let server: FileServer | undefined;
const tinyDisk = mountTinyDisk();

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-backbone-"));
  vi.stubEnv("MOR_CACHE", join(room, "cache"));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  vi.unstubAllEnvs();
  rmSync(room, { recursive: true, force: true });
});

afterAll(() => {
  if (tinyDisk === undefined) return;
  execFileSync("umount", [tinyDisk], { stdio: "ignore" });
  rmSync(tinyDisk, { recursive: true });
});

describe("mor backbone", () => {
  it("lists what can be had and what is there", async () => {
    const { exitCode, stdout } = await runMor(["backbone", "list"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^vgg16 +- +224 +512 +14,714,688 +CC BY 4\.0/m);
    expect(stdout).toContain(join(room, "cache", "backbones"));
    expect((await runMor(["backbone"])).stdout).toBe(stdout);
  });

  it("adds, lists and removes a network", async () => {
    const onnx = join(room, "Leaf Net.onnx");
    writeFileSync(onnx, smallOnnx());
    const added = await runMor(["backbone", "add", onnx, "--licence", "CC0-1.0"]);
    expect(added).toMatchObject({ exitCode: 0, stderr: "" });
    expect(added.stdout).toMatch(/^leaf-net stored\n {2}a network in ONNX: input 8 x 8, 4 features/);
    expect(added.stdout).toContain("licence of the weights: CC0-1.0");
    const listed = await runMor(["backbone", "list", "--json"]);
    const { backbones } = JSON.parse(listed.stdout);
    expect(backbones.at(-1)).toMatchObject({ name: "leaf-net", state: "stored", features: 4 });
    expect((await runMor(["backbone", "remove", "leaf-net"])).stdout).toBe("Removed leaf-net\n");
    expect(readdirSync(join(room, "cache", "backbones"))).toEqual([]);
  });

  it("shows licence and reference after a download", async () => {
    server = await serveFiles({ files: { [`/${file}`]: content }, headers });
    const words = ["backbone", "pull", "mobilenet-v2-0.35", "--from", server.address];
    const pulled = await runMor(words);
    expect(pulled).toMatchObject({ exitCode: 0 });
    expect(pulled.stdout).toMatch(/^mobilenet-v2-0\.35 stored \(/);
    expect(pulled.stdout).toContain("licence of the weights: Apache-2.0");
    expect(pulled.stdout).toMatch(/please cite: .*doi:/);
    expect((await runMor(words)).stdout).toMatch(/^mobilenet-v2-0\.35 is there already/);
  });

  it("goes on after it was killed in the middle, and fetches no byte twice", async () => {
    const fault = (request: number) => (request === 0 ? { slow: 4 } : undefined);
    server = await serveFiles({ files: { [`/${file}`]: content }, headers, fault });
    const words = ["backbone", "pull", "mobilenet-v2-0.35", "--from", server.address];
    const child = startMor(words);
    const finished = finish(child);
    while (child.exitCode === null && (server.requests[0]?.sent ?? 0) < 200_000) {
      await new Promise((settle) => setTimeout(settle, 5));
    }
    child.kill("SIGKILL");
    await finished;
    const folder = join(room, "cache", "backbones");
    expect(readdirSync(folder).every((name) => name.startsWith("."))).toBe(true);
    expect((await runMor(["backbone", "list"])).stdout).toMatch(/^mobilenet-v2-0\.35 +- /m);

    const { exitCode, stdout } = await runMor([...words, "--json"]);
    expect(exitCode).toBe(0);
    const [pulled] = JSON.parse(stdout).backbones;
    expect(readFileSync(pulled.path).equals(content)).toBe(true);
    const first = Number(/^bytes=(\d+)-$/.exec(server.requests[1]?.range ?? "")?.[1]);
    expect(first).toBeGreaterThan(100_000);
    expect(server.requests[1]?.sent).toBe(content.length - first);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("lets two processes pull the same at once", async () => {
    server = await serveFiles({ files: { [`/${file}`]: content }, headers, fault: () => ({ slow: 1 }) });
    const words = ["backbone", "pull", "mobilenet-v2-0.35", "--from", server.address];
    const both = await Promise.all([runMor(words), runMor(words)]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(readdirSync(join(room, "cache", "backbones"))).toHaveLength(2);
  });

  it("says what is wrong with a word", async () => {
    const { exitCode, stderr } = await runMor(["backbone", "pull", "vgg61"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: .* got "vgg61"\nhint: Did you mean "vgg16"\?\n$/);
  });

  it("says what to do where the cache cannot be written", async () => {
    writeFileSync(join(room, "cache"), "a file");
    const { exitCode, stderr } = await runMor(["backbone", "pull", "vgg16"]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: Expected to write to the cache, got .*\nhint: .*MOR_CACHE/);
  });

  it.skipIf(tinyDisk === undefined)("says when the disk is full (needs the right to mount)", async () => {
    vi.stubEnv("MOR_CACHE", tinyDisk ?? "");
    server = await serveFiles({ files: { [`/${file}`]: content }, headers });
    const { exitCode, stderr } = await runMor([
      "backbone",
      "pull",
      "mobilenet-v2-0.35",
      "--from",
      server.address,
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/got a full disk .*\nhint: Free some space, or set .*MOR_CACHE/);
  });
});

/** A disk of 400 KiB in memory; `undefined` where it cannot be had. */
function mountTinyDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "mor-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", folder], { stdio: "ignore" });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}
