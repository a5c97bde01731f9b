/**
 * Time per image and peak memory of whole commands as the number of images grows:
 *
 *     npm run build && npx tsx bench/growth.ts [--counts 1000,10000,100000] [--record]
 *
 * Images are 64 x 64, 8 bit, grey, TIFF, each with a content of its own. `mor predict` classifies all of them; `mor
 * inspect` opens, checks and compares all; `mor train` opens, checks, compares and parts them, takes 20 steps of 64, then
 * validates and scores a hundred images. --record writes bench/growth.json and draws docs/growth.svg.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drawGrowth } from "./growth-figure.ts";
import { makeGrowthImages } from "./growth-images.ts";
import { describeMachine } from "./harness/results.ts";
import { root } from "./harness/run-child.ts";
import { runCommand } from "./harness/run-command.ts";

/** One command on one number of images. */
export interface GrowthRow {
  readonly work: string;
  readonly images: number;
  readonly seconds: number;
  /** Without what the command takes for ten images. */
  readonly msPerImage: number;
  readonly cpuMsPerImage: number;
  readonly peakMiB: number;
}

const { values } = parseArgs({
  options: {
    counts: { type: "string", default: "1000,10000,100000" },
    record: { type: "boolean", default: false },
  },
});
const counts = values.counts.split(",").map(Number);
const few = 60;
const steps = ["--steps-per-epoch", "20", "--epochs", "1", "--size", "64", "--width", "8"];

const folder = await mkdtemp(join(tmpdir(), "mor-growth-"));
try {
  const rows: GrowthRow[] = [];
  const [small, run] = [join(folder, "few"), join(folder, "run")];
  makeGrowthImages(small, few);
  await runCommand(["train", small, "--out", run, ...steps, "--quiet"], folder);
  const works = (data: string, images: number): Readonly<Record<string, readonly string[]>> => ({
    predict: ["predict", run, data, "--out", join(folder, "table.csv"), "--force", "--quiet"],
    inspect: ["inspect", data, "--quiet"],
    // Validation and test have as many images whatever the number of all.
    train: [
      ...["train", data, "--out", join(folder, "again"), "--force", "--quiet", ...steps],
      ...["--ratio", images <= few ? "8:1:1" : `${images - 200}:100:100`],
    ],
  });
  const starts = new Map<string, { seconds: number; cpuSeconds: number }>();
  for (const [work, args] of Object.entries(works(small, few)))
    starts.set(work, await runCommand(args, folder));
  for (const images of counts) {
    const data = join(folder, String(images));
    makeGrowthImages(data, images);
    for (const [work, args] of Object.entries(works(data, images))) {
      const start = starts.get(work) ?? { seconds: 0, cpuSeconds: 0 };
      const used = await runCommand(args, folder);
      const row = {
        work,
        images,
        seconds: round(used.seconds),
        msPerImage: round((1000 * (used.seconds - start.seconds)) / images),
        cpuMsPerImage: round((1000 * (used.cpuSeconds - start.cpuSeconds)) / images),
        peakMiB: Math.round(used.peakBytes / 2 ** 20),
      };
      rows.push(row);
      process.stdout.write(`${JSON.stringify(row)}\n`);
    }
    await rm(data, { recursive: true });
  }
  if (values.record) {
    const conditions = { machine: describeMachine(), node: process.version, images: "TIFF, 64 x 64, 8 bit" };
    const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
    const file = join(import.meta.dirname, "growth.json");
    await writeFile(file, `{"conditions": ${JSON.stringify(conditions)}, "rows": [\n${lines}\n]}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (values.record) {
  const { rows }: { readonly rows: readonly GrowthRow[] } = JSON.parse(
    await readFile(join(import.meta.dirname, "growth.json"), "utf8"),
  );
  await writeFile(join(root, "docs/growth.svg"), drawGrowth(rows));
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
