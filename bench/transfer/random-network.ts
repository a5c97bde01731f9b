import { createBuilder } from "../../src/engine/graph/builder.ts";
import type { Graph } from "../../src/engine/graph/graph.ts";
import { importGraph, type WeightUse } from "../../src/engine/graph/onnx/import-graph.ts";
import { heNormal, type Initializer, onesFill, zerosFill } from "../../src/engine/nn/initializers.ts";
import type { Random } from "../../src/tensor/random.ts";

/**
 * The same network before it has learnt anything, in float32: filters by He et al. (2015), normalisation that changes
 * nothing, biases of 0. Single numbers stay, which are settings.
 */
export function randomNetwork(graph: Graph, random: Random): Graph {
  const b = createBuilder();
  const outputs = importGraph(b, graph, {
    parameters(name, { shape, data }, use) {
      const initialize = data.length > 1 && use ? initializerOf(use) : undefined;
      return initialize && b.constant(initialize(shape, random.fork(name)), name);
    },
  });
  for (const [name, value] of Object.entries(outputs)) b.output(value, name);
  return b.build();
}

function initializerOf({ op, input }: WeightUse): Initializer | undefined {
  if (op === "BatchNormalization") return input === 1 || input === 4 ? onesFill : zerosFill;
  if (op !== "Conv" && op !== "Gemm" && op !== "MatMul") return undefined;
  return input === 2 ? zerosFill : heNormal;
}
