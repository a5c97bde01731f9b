import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { finish, runMor, startMor } from "./run-mor.ts";

let room: string;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-phantoms-"));
});

afterEach(() => rmSync(room, { recursive: true, force: true }));

const small = ["--size", "32", "--plants", "2"];
const isRoot = process.getuid?.() === 0;
const tinyDisk = mountTinyDisk();

afterAll(() => {
  if (tinyDisk === undefined) return;
  runTool(["umount", tinyDisk]);
  rmSync(tinyDisk, { recursive: true });
});

describe("mor phantoms", () => {
  it("writes images, their truth and a manifest, the same for the same seed", async () => {
    const out = join(room, "leaf");
    const words = ["phantoms", out, ...small, "--images-per-class", "2"];
    const first = await runMor([...words, "--json"]);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(first.stdout)).toMatchObject({ folder: out, images: 12 });
    expect(listFiles(out).filter((path) => path.endsWith(".png"))).toHaveLength(24);
    const inspected = await runMor(["inspect", out, "--json"]);
    expect(JSON.parse(inspected.stdout)).toMatchObject({ images: 12, broken: [] });

    const refused = await runMor(words);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/hint: .*--force/);
    await runMor([...words, "--force"]);
    const again = await runMor(["inspect", out, "--json"]);
    expect(JSON.parse(again.stdout).hash).toBe(JSON.parse(inspected.stdout).hash);
  });

  it("leaves whole files alone when stopped in the middle", async () => {
    const out = join(room, "leaf");
    const words = ["phantoms", out, "--size", "64", "--images-per-class", "2000"];
    const child = startMor(words);
    const finished = finish(child);
    while (child.exitCode === null && listFiles(out).length < 8)
      await new Promise((go) => setTimeout(go, 20));
    child.kill("SIGINT");
    const { exitCode, stdout, stderr } = await finished;
    expect([exitCode, stdout]).toEqual([130, ""]);
    expect(stderr).toContain("Stopping ... press Ctrl-C again to quit at once.");
    const files = listFiles(out);
    expect(files).not.toContain("manifest.csv");
    expect(files.length).toBeGreaterThan(6);
    for (const path of files.filter((name) => name !== "mor.json")) {
      expect(path).toMatch(/\.png$/);
      expect((await sharp(join(out, path)).raw().toBuffer()).length).toBeGreaterThan(0);
    }
    const repaired = await runMor(["phantoms", out, ...small, "--images-per-class", "1", "--force"]);
    expect(repaired.exitCode).toBe(0);
  });

  it.skipIf(isRoot)("says when a folder is read-only (needs a user who is not root)", async () => {
    chmodSync(room, 0o555);
    const { exitCode, stderr } = await runMor(["phantoms", join(room, "leaf"), ...small]);
    chmodSync(room, 0o755);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("no permission to write");
  });

  it.skipIf(!existsSync("/proc/self"))("says when a folder takes no entries (needs /proc)", async () => {
    const { exitCode, stdout } = await runMor(["phantoms", "/proc/leaf", ...small, "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe("output-unwritable");
  });

  it.skipIf(tinyDisk === undefined)("says when the disk is full (needs the right to mount)", async () => {
    const out = join(tinyDisk ?? "", "leaf");
    const { exitCode, stdout, stderr } = await runMor(["phantoms", out, "--size", "128", "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe("output-unwritable");
    expect(stderr).toMatch(/space|full|ENOSPC/);
  });
});

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.\w+$/.test(path));
}

/** A disk of 400 KiB in memory; `undefined` where it cannot be had. */
function mountTinyDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "mor-disk-"));
  try {
    runTool(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder]);
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

function runTool([tool = "", ...words]: readonly string[]): void {
  execFileSync(tool, words, { stdio: "ignore" });
}
