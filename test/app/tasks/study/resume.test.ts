import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { finish, startMor } from "../../cli/run-mor.ts";
import { filesBelow, watch, writeDiscs } from "../run/small-run.ts";
import { keepCacheIn, outcomeOf, readRecord, smallWords, studySmall } from "./small-study.ts";

let root = "";
let data = "";
let whole = "";
beforeAll(async () => {
  root = await temporaryFolder();
  [data, whole] = [join(root, "data"), join(root, "whole")];
  await writeDiscs(data, ["small", "large"], 12);
});
keepCacheIn(() => root);
beforeAll(async () => {
  await studySmall(data, whole);
});

async function untilThere(file: string): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Expected ${file} within 30 s`);
}

describe("--resume after kill -9", () => {
  it.each([
    ["before the first run", "study.json"],
    ["in the first run", "runs/mobilenet-v2-0.35/run.json"],
    ["in the second run", "runs/resnet/checkpoint/state.safetensors"],
    ["while models are compared", "comparison.csv"],
  ])("%s ends with the same bits", async (moment, file) => {
    const out = join(root, `killed-${file.replaceAll("/", "-")}`);
    const child = startMor(["study", data, "--out", out, ...smallWords]);
    const ended = finish(child);
    await untilThere(join(out, file));
    child.kill("SIGKILL");
    expect((await ended).exitCode, moment).toBe(null);
    // As a writer that was killed leaves it.
    await writeFile(join(out, "runs", ".study.json.0123abcd.tmp"), "half").catch(() => {});
    await studySmall(data, out, { resume: true });
    expect(await outcomeOf(out)).toEqual(await outcomeOf(whole));
    expect(await filesBelow(out)).toEqual(await filesBelow(whole));
    expect((await readRecord(out)).runs.map(({ state }) => state)).toEqual(["finished", "finished"]);
  });
});

describe("--resume", () => {
  it("goes on after Ctrl-C within a run", async () => {
    const out = join(root, "stopped");
    const watched = watch((event) => event.kind === "advance" && event.stage.startsWith("resnet"));
    await expect(studySmall(data, out, {}, watched)).rejects.toMatchObject({ code: "cancelled" });
    const { runs, status } = await readRecord(out);
    expect([status, ...runs.map(({ state }) => state)]).toEqual(["training", "finished", "training"]);
    await studySmall(data, out, { resume: true });
    expect(await outcomeOf(out)).toEqual(await outcomeOf(whole));
  });

  it("trains again what is gone from a finished study", async () => {
    await rm(join(whole, "runs", "resnet", "predictions.csv"));
    const before = await readFile(join(whole, "comparison.csv"), "utf8");
    await studySmall(data, whole, { resume: true });
    expect(await readFile(join(whole, "comparison.csv"), "utf8")).toBe(before);
  });

  it("refuses other options and other data, and says which", async () => {
    const before = await readFile(join(whole, "study.json"), "utf8");
    const other = join(root, "other");
    await writeDiscs(other, ["small", "large"], 14);
    for (const [changes, from, words] of [
      [{ epochs: 3 }, data, "options: epochs"],
      [{ folds: 3, seed: 4 }, data, "options: seed, folds"],
      [{}, other, "images, labels or groups"],
    ] as const) {
      await expect(studySmall(from, whole, { ...changes, resume: true })).rejects.toMatchObject({
        code: "run-invalid",
        message: expect.stringContaining(words),
      });
    }
    expect(await readFile(join(whole, "study.json"), "utf8")).toBe(before);
    await expect(studySmall(data, join(root, "none"), { resume: true })).rejects.toMatchObject({
      code: "run-invalid",
      hint: expect.stringContaining("leave out --resume"),
    });
  });
});
