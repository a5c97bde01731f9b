import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Bench } from "../harness/bench.ts";
import { conditionsOf, lineOf } from "../harness/results.ts";
import { runWorker } from "../harness/run-child.ts";

interface Measured {
  readonly float32_ms_per_image: number;
  readonly int8_ms_per_image: number;
}

const name = "int8-inference/float32";
const worker = "int8-ours.ts";
const batch = 64;

/** Our own int8 against our own float32, in one process: no other framework takes part. */
export const int8Inference: Bench = {
  name: "int8-inference",
  lines: [name],
  seconds: 20,
  async measure(context) {
    if (!existsSync(resolve(import.meta.dirname, "..", worker))) {
      context.leaveOut(name, `there is no bench/${worker}`);
      return [];
    }
    const { ours = [] } = await context.measureInTurn({ ours: () => measureInt8(context.threads, 11) });
    const int8 = ours.map((one) => one.int8_ms_per_image);
    const float32 = ours.map((one) => one.float32_ms_per_image);
    return [
      {
        ...lineOf(name, "ms/image", int8, float32),
        conditions: conditionsOf({
          batch,
          threads: context.threads,
          pairs: ours.length,
          peer: "our own float32",
        }),
      },
    ];
  },
};

/** One process that runs both in turn, so many times. */
export function measureInt8(threads: number, runs: number): Promise<Measured> {
  const options = { batch, threads, runs };
  return runWorker(
    worker,
    Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]),
  );
}
