import type { Tensor } from "../../tensor/tensor.ts";
import type { Graph } from "../graph/graph.ts";
import { type CalibrateOptions, calibrateRanges } from "./calibrate-ranges.ts";
import { type PlannedLayer, planQuantization } from "./plan-quantization.ts";
import { prepareGraph } from "./prepare-graph.ts";
import { quantizeGraph } from "./quantize-graph.ts";

export interface QuantizeOptions extends CalibrateOptions {
  /** Names of layers that shall stay in float32, as `layers` of an earlier result has them. */
  readonly keep?: ReadonlySet<string>;
}

export interface QuantizedModel {
  /** The same inputs, outputs and metadata. */
  readonly graph: Graph;
  /** What became of each layer with weights. */
  readonly layers: readonly PlannedLayer[];
}

/**
 * A float32 inference graph with most of its layers in 8 bits: weights in 7 bits for each output channel, activations
 * in 8 bits with ranges from calibration. Any ONNX Runtime computes it in integers (Jacob et al. 2018,
 * doi:10.1109/CVPR.2018.00286).
 *
 * @param graph with one float32 input.
 * @param batches makes batches of inputs, at least one, like those that the model will see; never those it is scored on.
 * @throws MorError `dataset-invalid` without a batch, `model-invalid` for values that are not finite, `shape-mismatch`
 *   when a batch does not fit the input.
 */
export async function quantizeModel(
  graph: Graph,
  batches: () => AsyncIterable<Tensor<"float32">>,
  { keep = new Set(), ...options }: QuantizeOptions = {},
): Promise<QuantizedModel> {
  const plan = planQuantization(prepareGraph(graph), keep);
  const ranges = await calibrateRanges(plan.graph, plan.ranged, batches(), options);
  return { graph: quantizeGraph(plan, ranges), layers: plan.layers };
}
