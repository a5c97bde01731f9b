import type { Bench } from "../harness/bench.ts";
import { conditionsOf, lineOf, type MeasuredLine } from "../harness/results.ts";
import { runWorker } from "../harness/run-child.ts";

interface Measured {
  /** Milliseconds per image. */
  readonly ours: number;
  /** Milliseconds per product. */
  readonly gemm: number;
  /** Median over the rounds of the process, which is steadier than the ratio of the medians. */
  readonly ratio: number;
}

const batch = 16;

/** Training steps and inference of the paper's CNN and of the default network. */
export const gemmWorks = ["train-step", "inference", "train-step-resnet", "inference-resnet"] as const;

/**
 * Time per image in units of a plain matrix product (1024 x 1024 x 1024) of the same runtime in the same process: mostly a
 * property of our graphs, less of the machine. It needs no peer, so that `--check` can compare it anywhere.
 */
export const overGemm: Bench = {
  name: "gemm",
  lines: gemmWorks.map((work) => `${work}/gemm`),
  seconds: 20,
  async measure(context) {
    const works = gemmWorks.filter((work) => context.wants(`${work}/gemm`));
    const { ours = [] } = await context.measureInTurn({
      ours: () => measureOverGemm(works, context.threads),
    });
    return works.map((work) => gemmLine(work, context.threads, ours));
  },
};

/** One process that measures these works in turn with the product. */
export function measureOverGemm(
  works: readonly string[],
  threads: number,
): Promise<Readonly<Record<string, Measured>>> {
  const args = ["--work", works.join(","), "--batch", String(batch), "--threads", String(threads)];
  return runWorker("workers/over-gemm.ts", args);
}

function gemmLine(
  work: string,
  threads: number,
  measured: readonly Readonly<Record<string, Measured>>[],
): MeasuredLine {
  const each = measured.flatMap((one) => one[work] ?? []);
  const gemm = each.map((one) => one.gemm);
  const ours = each.map((one) => one.ratio * one.gemm);
  return {
    ...lineOf(`${work}/gemm`, "ms/image, ms/product", ours, gemm),
    conditions: conditionsOf({ batch, threads, pairs: each.length }),
  };
}
