import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../../../src/app/protocol/progress.ts";
import { predict, predictSpec } from "../../../../src/app/tasks/run/predict.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";
import { finish, startMor } from "../../cli/run-mor.ts";
import { filesBelow, outcomeOf, smallWords, trainSmall, watch, writeDiscs } from "./small-run.ts";

let root = "";
let data = "";
let whole = "";
/** So that the stage of duplicates is there too. */
const options = { epochs: 2, skipDuplicates: false };

beforeAll(async () => {
  root = await temporaryFolder();
  [data, whole] = [join(root, "data"), join(root, "whole")];
  await writeDiscs(data, ["small", "large"], 12);
  await trainSmall(data, whole, options);
});

const started = (stage: string) => (event: ProgressEvent) => event.kind === "start" && event.stage === stage;
const advanced = (stage: string, to: number) => (event: ProgressEvent) =>
  event.kind === "advance" && event.stage === stage && event.done >= to;

const beforeTheRun: readonly (readonly [string, (event: ProgressEvent) => boolean])[] = [
  ["checking images", advanced("Checking images", 5)],
  ["looking for duplicates", started("Looking for duplicates")],
];
const inTheRun: readonly (readonly [string, (event: ProgressEvent) => boolean])[] = [
  ["the first epoch", advanced("Training", 1)],
  ["the last step", advanced("Training", 4)],
  ["calibrating", started("Calibrating")],
  ["scoring", started("Classifying")],
  ["the report", started("Writing the report")],
];

describe("Ctrl-C", () => {
  it.each(beforeTheRun)("while %s leaves nothing", async (moment, stopAt) => {
    const out = join(root, moment);
    await expect(trainSmall(data, out, options, watch(stopAt))).rejects.toMatchObject({ code: "cancelled" });
    await expect(filesBelow(out)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it.each(inTheRun)(
    "at %s leaves whole files and a run that goes on to the same bits",
    async (moment, stopAt) => {
      const out = join(root, moment);
      const watched = watch(stopAt);
      await expect(trainSmall(data, out, options, watched)).rejects.toMatchObject({ code: "cancelled" });
      const left = await filesBelow(out);
      expect(left).not.toContain("report.html");
      expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
      const wholeFiles = await filesBelow(whole);
      expect(left.filter((name) => !wholeFiles.includes(name))).toEqual([]);
      await trainSmall(data, out, { ...options, resume: true });
      expect(await outcomeOf(out)).toEqual(await outcomeOf(whole));
      expect(await filesBelow(out)).toEqual(wholeFiles);
    },
  );

  it("in prediction leaves no table", async () => {
    const watched = watch(advanced("Classifying", 1));
    const spec = parseSpec(predictSpec, { run: whole, images: [data], out: join(root, "table.csv") });
    await expect(predict(spec, watched.effects)).rejects.toMatchObject({ code: "cancelled" });
    await expect(readFile(join(root, "table.csv"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("ends the process with 130", async () => {
    const out = join(root, "process");
    const child = startMor(["train", data, "--out", out, ...smallWords, "--epochs", "300", "--json"]);
    const ended = finish(child);
    await untilFirstEpoch(out);
    child.kill("SIGINT");
    const { exitCode, stdout, stderr } = await ended;
    expect(exitCode).toBe(130);
    expect(stderr).toContain("Stopping");
    expect(JSON.parse(stdout).error.code).toBe("cancelled");
    expect((await filesBelow(out)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

async function untilFirstEpoch(out: string): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    const found = await readFile(join(out, "history.csv")).catch(() => undefined);
    if (found) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
