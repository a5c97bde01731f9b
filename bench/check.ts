import { describeMachine, type Line, lineOf, readResults } from "./results.ts";
import { runWorker } from "./run-child.ts";
import type { MeasuredLine } from "./speed.ts";

/** What the training step is compared with; no other framework is needed. */
const name = "train-step/gemm";

/** How much slower than recorded is a failure: the ratio itself varies by some 10 % on a busy machine. */
const tolerance = 0.25;

interface Options {
  readonly batch: number;
  readonly threads: number;
  readonly log: (text: string) => void;
}

/**
 * Time of the training step per image, in units of a plain matrix product (1024 x 1024 x 1024) of the same engine in
 * the same process: mostly a property of our graph, less of the machine.
 */
export async function measureAgainstGemm(
  { batch, threads }: Options,
  attempts: number,
): Promise<MeasuredLine> {
  const args = ["--work", "train-and-gemm", "--batch", String(batch), "--threads", String(threads)];
  const [train, gemm]: [number[], number[]] = [[], []];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const one = await runWorker<GemmMeasurement>("ours.ts", args);
    gemm.push(one.gemm_ms);
    // The median of the pairs within the process, which is steadier than the ratio of the medians.
    train.push(one.ratio * one.gemm_ms);
  }
  return {
    ...lineOf(name, "ms/image, ms/product", train, gemm),
    conditions: { machine: describeMachine(), node: process.version, batch, threads, pairs: attempts },
  };
}

interface GemmMeasurement {
  readonly gemm_ms: number;
  readonly ratio: number;
}

/** Whether the training step is about as fast as recorded; a slow one gets a second try. */
export async function checkSpeed(options: Options): Promise<{ line: Line; passed: boolean }> {
  const stored = (await readResults()).lines.find((line) => line.name === name);
  if (!stored) throw new Error(`bench/results.json has no ${name}: record one with --record`);
  const { machine } = stored.conditions;
  if (machine !== describeMachine()) {
    options.log(`Recorded on another machine (${machine}): the comparison is a rough one.`);
  }
  const limit = stored.ratio.median * (1 + tolerance);
  let line = await measureAgainstGemm(options, 1);
  if (line.ratio.median > limit) {
    options.log(`Slower than recorded (${line.ratio.median} against ${stored.ratio.median}): trying again.`);
    line = await measureAgainstGemm(options, 1);
  }
  const passed = line.ratio.median <= limit;
  options.log(
    `${name}: ${line.ratio.median.toFixed(3)}, recorded ${stored.ratio.median.toFixed(3)}, at most ${limit.toFixed(3)}: ${passed ? "passed" : "FAILED"}`,
  );
  return { line, passed };
}
