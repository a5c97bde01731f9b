/**
 * How long `mor predict` takes for one image, from the start of the process to its end:
 *
 *     npm run build && npx tsx bench/cold-start.ts [--runs 7]
 *
 * Prints one JSON line; fails when the median is 1 s or more.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writePhantoms } from "../src/data/phantoms/write-phantoms.ts";
import { median } from "./harness/ratio.ts";
import { runCommand, type Usage } from "./harness/run-command.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "7" } } });
const folder = await mkdtemp(join(tmpdir(), "mor-bench-"));
try {
  const [data, run] = [join(folder, "data"), join(folder, "run")];
  await writePhantoms({ out: data, seed: 0, imagesPerClass: 10, plantsPerClass: 10, size: 128 });
  await runCommand(["train", data, "--out", run, "--epochs", "1", "--size", "128", "--quiet"], folder);
  const image = join(data, "mito_normal/mito_normal-p01_01.png");
  const runs: Usage[] = [];
  for (let at = 0; at < Number(values.runs); at++) {
    runs.push(await runCommand(["predict", run, image, "--quiet"], folder));
  }
  const seconds = median(runs.map((used) => used.seconds));
  const line = {
    name: "cold-start",
    seconds: Number(seconds.toFixed(3)),
    low: Number(Math.min(...runs.map((used) => used.seconds)).toFixed(3)),
    high: Number(Math.max(...runs.map((used) => used.seconds)).toFixed(3)),
    cpuSeconds: Number(median(runs.map((used) => used.cpuSeconds)).toFixed(3)),
    peakMiB: Math.round(median(runs.map((used) => used.peakBytes)) / 2 ** 20),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (seconds >= 1) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
