import type { Tensor } from "../../tensor/tensor.ts";
import type { Graph } from "../graph/graph.ts";
import { type Calibrated, type CalibrateOptions, calibrateRanges } from "./calibrate-ranges.ts";
import { type PlannedLayer, planQuantization } from "./plan-quantization.ts";
import { prepareGraph } from "./prepare-graph.ts";
import { quantizeGraph } from "./quantize-graph.ts";

/** Makes batches [N, ...] of inputs anew at each call, at least one, like those that the model will see. */
export type BatchMaker = () => AsyncIterable<Tensor<"float32">>;

export interface QuantizedModel {
  /** The same inputs, outputs and metadata. */
  readonly graph: Graph;
  /** What became of each layer with weights. */
  readonly layers: readonly PlannedLayer[];
}

export interface QuantizerOptions extends CalibrateOptions {
  /** Whether what rounding adds on average is taken off the biases; true by default. */
  readonly correctBias?: boolean;
}

export interface QuantizeOptions extends QuantizerOptions {
  /** Names of layers that shall stay in float32, as `layers` of an earlier result has them. */
  readonly keep?: ReadonlySet<string>;
}

/**
 * A float32 inference graph with most of its layers in 8 bits: weights in 7 bits for each output channel, activations
 * in 8 bits with ranges from calibration. Any ONNX Runtime computes it in integers (Jacob et al. 2018,
 * doi:10.1109/CVPR.2018.00286).
 *
 * @param graph with one float32 input.
 * @param batches never of images that the model is scored on.
 * @throws MorError `dataset-invalid` without a batch, `model-invalid` for values that are not finite, `shape-mismatch`
 *   when a batch does not fit the input.
 */
export async function quantizeModel(
  graph: Graph,
  batches: BatchMaker,
  { keep = new Set(), ...options }: QuantizeOptions = {},
): Promise<QuantizedModel> {
  return await createQuantizer(graph, batches, options)(keep);
}

/** The same for several choices of layers that stay in float32; each value is calibrated once. */
export function createQuantizer(
  graph: Graph,
  batches: BatchMaker,
  { correctBias = true, ...options }: QuantizerOptions = {},
): (keep: ReadonlySet<string>) => Promise<QuantizedModel> {
  const prepared = prepareGraph(graph);
  const known = new Map<string, Calibrated>();
  return async (keep) => {
    const plan = planQuantization(prepared, keep);
    const missing = [...new Set([...plan.ranged, ...plan.averaged])].filter((name) => !known.has(name));
    if (missing.length > 0) {
      const found = await calibrateRanges(plan.graph, missing, batches(), options);
      for (const [name, value] of found) known.set(name, value);
    }
    return { graph: quantizeGraph(plan, correctBias ? known : withoutMeans(known)), layers: plan.layers };
  };
}

function withoutMeans(known: ReadonlyMap<string, Calibrated>): Map<string, Partial<Calibrated>> {
  return new Map([...known].map(([name, { range }]) => [name, { range }]));
}
