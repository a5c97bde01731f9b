import { float32, int64 } from "../../tensor/tensor.ts";
import { algebra } from "../graph/algebra.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

export interface CrossEntropyOptions {
  /** Share of the target that is spread over all classes; Szegedy et al. (2016), doi:10.1109/CVPR.2016.308. */
  readonly labelSmoothing?: number;
  /** One weight for each class. The loss is divided by the sum of the weights of the batch, as in PyTorch. */
  readonly classWeights?: readonly number[];
}

/**
 * Softmax cross-entropy, averaged over the batch.
 * @param logits [N, K] float32
 * @param labels [N] int64, in 0..K-1
 * @returns a scalar, equal to `torch.nn.functional.cross_entropy` with the same options.
 */
export function softmaxCrossEntropy(
  b: Builder,
  logits: Value,
  labels: Value,
  { labelSmoothing = 0, classWeights }: CrossEntropyOptions = {},
): Value {
  const { add, div, mul, neg, sum } = algebra(b);
  const [batch, classes] = logits.shape.map(Number);
  if (batch === undefined || classes === undefined) throw new Error("Expected logits [N, K]");
  const oneHot = b.op("OneHot", [
    labels,
    b.constant(int64([1], [classes])),
    b.constant(float32([2], [0, 1])),
  ]);
  const likelihood = b.op("LogSoftmax", [logits], { axis: 1 });
  const smooth = add(mul(oneHot, 1 - labelSmoothing), labelSmoothing / classes);
  if (!classWeights) return div(neg(sum(mul(smooth, likelihood), [0, 1])), batch);
  const weights = b.constant(float32([1, classes], classWeights));
  return div(neg(sum(mul(mul(smooth, weights), likelihood), [0, 1])), sum(mul(oneHot, weights), [0, 1]));
}
