import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runMor } from "../../cli/run-mor.ts";
import { filesBelow, outcomeOf, smallWords, trainSmall, writeDiscs } from "./small-run.ts";

const root = mkdtempSync(join(tmpdir(), "mor-disk-"));
const data = join(root, "data");
const mounted: string[] = [];

beforeAll(() => writeDiscs(data, ["small", "large"], 12));
afterAll(() => {
  for (const folder of mounted) execFileSync("umount", [folder]);
  rmSync(root, { recursive: true, force: true });
});

/** Mounts a file system in memory; false without the right to do so. */
function mount(name: string, options: string): string | undefined {
  const folder = join(root, name);
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  mounted.push(folder);
  return folder;
}

const readOnly = mount("read-only", "ro,size=64k");
/** The disk is full at the record, at the first checkpoint, at the second. */
const small = [
  ["8k", "history.csv"],
  ["1m", "history.csv"],
  ["2500k", "model.onnx"],
].map(([size = "", missing = ""]) => ({ size, missing, folder: mount(`small-${size}`, `size=${size}`) }));
const cannotMount = readOnly === undefined || small.some(({ folder }) => folder === undefined);

describe("an output that cannot be written (needs the right to mount)", () => {
  it.skipIf(cannotMount)("because it is read-only is refused", async () => {
    await expect(trainSmall(data, join(readOnly ?? "", "run"))).rejects.toMatchObject({
      code: "output-unwritable",
      message: expect.stringContaining("read-only"),
      hint: expect.any(String),
    });
  });

  it.skipIf(cannotMount).each(small)(
    "because its disk of $size is full leaves whole files alone",
    async ({ folder, missing }) => {
      const out = join(folder ?? "", "run");
      await expect(trainSmall(data, out)).rejects.toMatchObject({
        code: "output-unwritable",
        message: expect.stringMatching(/full disk/),
      });
      const left = await filesBelow(out);
      expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
      expect(left).not.toContain(missing);
    },
  );

  it.skipIf(cannotMount)("goes on to the same bits when there is room again", async () => {
    const [folder, whole] = [small[2]?.folder ?? "", join(root, "whole")];
    expect(await filesBelow(join(folder, "run"))).toContain("checkpoint/state.safetensors");
    execFileSync("mount", ["-o", "remount,size=32m", folder]);
    await trainSmall(data, join(folder, "run"), { resume: true });
    await trainSmall(data, whole);
    expect(await outcomeOf(join(folder, "run"))).toEqual(await outcomeOf(whole));
  });

  it.skipIf(cannotMount)("is told on the command line", async () => {
    const out = join(small[0]?.folder ?? "", "run-2");
    const { exitCode, stderr } = await runMor(["train", data, "--out", out, ...smallWords]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("got a full disk");
    expect(stderr).toContain("hint: Free some space");
  });
});

describe("an output below a file", () => {
  it("is refused", async () => {
    writeFileSync(join(root, "file"), "");
    await expect(trainSmall(data, join(root, "file"))).rejects.toMatchObject({ code: "output-exists" });
    await expect(trainSmall(data, join(root, "file", "run"))).rejects.toMatchObject({
      code: expect.stringMatching(/^output-/),
    });
  });
});
