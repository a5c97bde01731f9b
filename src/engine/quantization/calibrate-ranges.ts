import { MorError } from "../../errors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { createBuilder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { importGraph } from "../graph/onnx/import-graph.ts";
import { pruneGraph } from "../graph/prune-graph.ts";
import { openSession, type SessionOptions } from "../runtime/session.ts";
import { createRangeRecorder, type Range, type RangeMethod } from "./range-recorder.ts";

/** What is known of a value. */
export interface Calibrated {
  readonly range: Range;
  /** Mean of each channel. */
  readonly means: Float64Array;
}

export interface CalibrateOptions {
  /** `mse` by default. */
  readonly method?: RangeMethod;
  readonly session?: SessionOptions;
}

/**
 * Runs a prepared graph over batches of its only input and records between which values some of its values lie. Memory
 * is that of one batch and a histogram for each value.
 *
 * @param batches at least one, each [N, ...].
 * @throws MorError `dataset-invalid` without a batch, `model-invalid` for values that are not finite, and as `openSession`.
 */
export async function calibrateRanges(
  graph: Graph,
  values: readonly string[],
  batches: AsyncIterable<Tensor<"float32">>,
  { method = "mse", session: options = {} }: CalibrateOptions = {},
): Promise<Map<string, Calibrated>> {
  const input = graph.inputs[0]?.name ?? "";
  const recorders = new Map(values.map((name) => [name, createRangeRecorder()]));
  const session = await openSession(
    showValues(
      graph,
      values.filter((name) => name !== input),
    ),
    options,
  );
  let count = 0;
  try {
    for await (const batch of batches) {
      const found = { ...(await session.run({ [input]: batch })), [input]: batch };
      for (const [name, recorder] of recorders) {
        const value = found[name];
        // Every shown value is float32: they are operands of float32 operators.
        if (value) recorder.add(value.data as Float32Array, value.shape);
      }
      count++;
    }
  } finally {
    await session.close();
  }
  if (count === 0) {
    throw new MorError("dataset-invalid", "Expected images to calibrate on, got none", {
      hint: "Give at least one image; 128 of the training part are a good number.",
    });
  }
  return new Map(
    [...recorders].map(([name, recorder]) => [
      name,
      { range: recorder.range(method), means: recorder.means() },
    ]),
  );
}

/** The graph with some of its values as its outputs, and their shapes. */
function showValues(graph: Graph, values: readonly string[]): Graph {
  const b = createBuilder();
  importGraph(b, graph);
  return pruneGraph({ ...graph, outputs: values.map((name) => b.value(name)) });
}
