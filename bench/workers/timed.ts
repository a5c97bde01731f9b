import type { Random } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";

/** Milliseconds of each run, after some that are not counted. */
export async function timed(work: () => Promise<unknown>, count: number, warmUp = 2): Promise<number[]> {
  for (let run = 0; run < warmUp; run++) await work();
  const times: number[] = [];
  for (let run = 0; run < count; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

/** Numbers in 0..1. */
export function uniform(shape: readonly number[], random: Random): Tensor<"float32"> {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    "float32",
    shape,
    Float32Array.from({ length }, () => random.uniform()),
  );
}
