import { access, appendFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { writePng } from "../../../../src/data/images/write-image.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { finish, startMor } from "../../cli/run-mor.ts";
import { discImage, filesBelow, outcomeOf, smallWords, trainSmall, watch, writeDiscs } from "./small-run.ts";

let root = "";
let data = "";
let whole = "";

beforeAll(async () => {
  root = await temporaryFolder();
  [data, whole] = [join(root, "data"), join(root, "whole")];
  await writeDiscs(data, ["small", "large"], 12);
  await trainSmall(data, whole, { epochs: 3 });
});

/** Stops a run after some epochs, as `kill -9` between two epochs would leave it. */
async function stopAfter(out: string, epochs: number): Promise<void> {
  let checkpoint = "";
  const watched = watch((event) => {
    const file = join(out, "checkpoint", "state.safetensors");
    if (event.kind === "advance" && event.note?.startsWith(`epoch ${epochs}/`)) checkpoint = file;
    return checkpoint !== "";
  });
  await expect(trainSmall(data, out, { epochs: 3 }, watched)).rejects.toMatchObject({ code: "cancelled" });
}

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

describe("the same seed", () => {
  it("gives the same bits", async () => {
    const again = join(root, "again");
    await trainSmall(data, again, { epochs: 3 });
    expect((await outcomeOf(again)).model === (await outcomeOf(whole)).model).toBe(true);
    expect(await outcomeOf(again)).toEqual(await outcomeOf(whole));
  });

  it("gives other bits than another", async () => {
    const other = join(root, "other");
    await trainSmall(data, other, { epochs: 3, seed: 4, assigned: "keep" });
    expect((await outcomeOf(other)).model === (await outcomeOf(whole)).model).toBe(false);
  });
});

describe("--resume after kill -9", () => {
  it.each([
    ["in the first epoch", "run.json"],
    ["between epochs", "checkpoint/state.safetensors"],
    ["while it is scored", "model.onnx"],
    ["before the report", "metrics.json"],
  ])("%s ends with the same bits", async (moment, file) => {
    const out = join(root, `killed-${file.replaceAll("/", "-")}`);
    const child = startMor(["train", data, "--out", out, ...smallWords, "--epochs", "3"]);
    const ended = finish(child);
    await untilThere(join(out, file));
    child.kill("SIGKILL");
    expect((await ended).exitCode, moment).toBe(null);
    await trainSmall(data, out, { epochs: 3, resume: true });
    expect(await outcomeOf(out)).toEqual(await outcomeOf(whole));
    expect(await filesBelow(out)).toEqual(await filesBelow(whole));
  });
});

describe("--resume", () => {
  it("goes on after the last whole epoch, with the best weights that were kept", async () => {
    const [straight, stopped] = [join(root, "straight"), join(root, "stopped")];
    const options = { epochs: 3, select: "best" };
    await trainSmall(data, straight, options);
    const watched = watch(
      (event) => event.kind === "advance" && (event.note?.startsWith("epoch 2/") ?? false),
    );
    await expect(trainSmall(data, stopped, options, watched)).rejects.toMatchObject({ code: "cancelled" });
    const rows = (await readFile(join(stopped, "history.csv"), "utf8")).trim().split("\n");
    expect(rows).toHaveLength(3);
    await trainSmall(data, stopped, { ...options, resume: true });
    expect(await outcomeOf(stopped)).toEqual(await outcomeOf(straight));
    const history = await readFile(join(stopped, "history.csv"), "utf8");
    expect(history.startsWith(rows.join("\n"))).toBe(true);
  });

  it("refuses other options and says which", async () => {
    const out = join(root, "options");
    await stopAfter(out, 1);
    const before = await readFile(join(out, "run.json"), "utf8");
    for (const [changes, words] of [
      [{ epochs: 5 }, "options: epochs"],
      [{ epochs: 3, seed: 9, learningRate: 0.01 }, "options: seed, learningRate"],
    ] as const) {
      await expect(trainSmall(data, out, { ...changes, resume: true })).rejects.toMatchObject({
        code: "run-invalid",
        message: expect.stringContaining(words),
        hint: expect.stringContaining("run.json"),
      });
    }
    expect(await readFile(join(out, "run.json"), "utf8")).toBe(before);
    await trainSmall(data, out, { epochs: 3, resume: true });
    expect(await outcomeOf(out)).toEqual(await outcomeOf(whole));
  });

  it("refuses other data", async () => {
    const [copy, out] = [join(root, "copy"), join(root, "changed")];
    await cp(data, copy, { recursive: true });
    await stopAfter(out, 1);
    await writePng(join(copy, "small", "plant-00_0.png"), discImage(0, 77));
    await expect(trainSmall(copy, out, { epochs: 3, resume: true })).rejects.toMatchObject({
      code: "run-invalid",
      message: expect.stringContaining("images, labels or groups"),
    });
    // The same images in another place are the same data.
    await rm(copy, { recursive: true });
    await cp(data, copy, { recursive: true });
    await trainSmall(copy, out, { epochs: 3, resume: true });
    expect(await outcomeOf(out)).toEqual(await outcomeOf(whole));
  });

  it("refuses a damaged checkpoint", async () => {
    const out = join(root, "damaged");
    await stopAfter(out, 1);
    const file = join(out, "checkpoint", "state.safetensors");
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, 1000));
    await expect(trainSmall(data, out, { epochs: 3, resume: true })).rejects.toMatchObject({
      code: "run-invalid",
    });
  });

  it("leaves a finished run as it is and prints its results", async () => {
    const before = await Promise.all((await filesBelow(whole)).map((name) => readFile(join(whole, name))));
    const watched = watch();
    const result = await trainSmall(data, whole, { epochs: 3, resume: true }, watched);
    expect(result.metrics).toEqual(JSON.parse(await readFile(join(whole, "metrics.json"), "utf8")));
    expect(result.parameterCount).toBeGreaterThan(1000);
    expect(watched.events).toContainEqual({
      kind: "message",
      text: expect.stringContaining("finished already"),
    });
    const after = await Promise.all((await filesBelow(whole)).map((name) => readFile(join(whole, name))));
    expect(after.every((bytes, index) => before[index]?.equals(bytes))).toBe(true);
  });

  it("makes up for what is missing from a finished run", async () => {
    const out = join(root, "incomplete");
    await cp(whole, out, { recursive: true });
    for (const name of ["report.html", "predictions.csv", "history.csv"]) await rm(join(out, name));
    await trainSmall(data, out, { epochs: 3, resume: true });
    expect(await outcomeOf(out)).toEqual(await outcomeOf(whole));
    expect(await filesBelow(out)).toEqual(await filesBelow(whole));
    const history = await readFile(join(out, "history.csv"), "utf8");
    expect(history).toBe(await readFile(join(whole, "history.csv"), "utf8"));
  });

  it("says so when there is no run", async () => {
    const out = join(root, "nothing");
    const refused = { code: "run-invalid", hint: expect.stringContaining("leave out --resume") };
    await expect(trainSmall(data, out, { resume: true })).rejects.toMatchObject(refused);
    await mkdir(out);
    await writeFile(join(out, "diary.txt"), "dear diary");
    await expect(trainSmall(data, out, { resume: true })).rejects.toMatchObject(refused);
    await expect(trainSmall(data, out, { resume: true, force: true })).rejects.toMatchObject(refused);
    expect(await filesBelow(out)).toEqual(["diary.txt"]);
  });

  it("removes what a killed writer has left", async () => {
    const out = join(root, "leftovers");
    await stopAfter(out, 1);
    await writeFile(join(out, ".model.onnx.0123abcd.tmp"), "half");
    await writeFile(join(out, "checkpoint", ".state.safetensors.0123abcd.tmp"), "half");
    await trainSmall(data, out, { epochs: 3, resume: true });
    expect(await filesBelow(out)).toEqual(await filesBelow(whole));
  });
});

describe("a folder that is there", () => {
  it("is refused, and replaced with --force once the data are known to be good", async () => {
    const out = join(root, "there");
    await cp(whole, out, { recursive: true });
    await expect(trainSmall(data, out)).rejects.toMatchObject({
      code: "output-exists",
      message: expect.stringContaining("a finished run"),
    });
    await expect(trainSmall(join(root, "typo"), out, { force: true })).rejects.toMatchObject({
      code: "input-missing",
    });
    expect(await filesBelow(out)).toEqual(await filesBelow(whole));
    await trainSmall(data, out, { force: true });
    expect((await readFile(join(out, "history.csv"), "utf8")).trim().split("\n")).toHaveLength(3);
    await appendFile(join(out, "notes.txt"), "mine");
    await expect(trainSmall(data, out, { force: true })).rejects.toMatchObject({ code: "output-exists" });
    expect(await readFile(join(out, "notes.txt"), "utf8")).toBe("mine");
  });

  it("may be empty, and may not hold the data", async () => {
    const out = join(root, "empty");
    await mkdir(out);
    await trainSmall(data, out);
    await expect(trainSmall(data, root, { force: true })).rejects.toMatchObject({ code: "output-exists" });
    await expect(trainSmall(data, data)).rejects.toMatchObject({ code: "output-exists" });
  });
});
