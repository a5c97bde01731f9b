import { MorError } from "../../errors.ts";
import { float32, type Tensor, tensor, zeros } from "../../tensor/tensor.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { pruneGraph } from "../graph/prune-graph.ts";
import type { Calibrated } from "./calibrate-ranges.ts";
import { outputAxis } from "./fold-batch-norm.ts";
import type { QuantizationPlan } from "./plan-quantization.ts";
import { quantizeWeights } from "./quantize-weights.ts";
import type { Range } from "./range-recorder.ts";

/** x = (q - zeroPoint) * scale with q in 0..255. */
export interface Step {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The 256 levels over a range. */
export function stepOf({ low, high }: Range): Step {
  const scale = Math.fround((Math.max(high, 0) - Math.min(low, 0)) / 255);
  // Too narrow for float32: all values are zero.
  if (!(scale > 1e-30)) return { scale: 1, zeroPoint: 0 };
  return { scale, zeroPoint: Math.max(0, Math.min(255, Math.round(-Math.min(low, 0) / scale))) };
}

/**
 * Writes QuantizeLinear and DequantizeLinear around all that a plan computes in 8 bits, in the form from which ONNX
 * Runtime makes its integer operators. Inputs, outputs and metadata stay as they are.
 *
 * @param values ranges of `plan.ranged`, at least; means of `plan.averaged` make it more exact.
 * @throws MorError `graph-invalid` when a range is missing.
 */
export function quantizeGraph(
  plan: QuantizationPlan,
  values: ReadonlyMap<string, Partial<Calibrated>>,
): Graph {
  const { graph } = plan;
  const index = indexGraph(graph);
  const initializers = new Map(graph.initializers);
  const nodes: Node[] = [];
  const steps = new Map<string, Step>();
  const narrow = new Set([...plan.ranged, ...plan.inherited.keys()]);

  const stepFor = (name: string): Step => {
    const source = plan.inherited.get(name);
    const known = steps.get(name) ?? (source === undefined ? undefined : stepFor(source));
    const range = values.get(name)?.range;
    if (!known && !range) throw new MorError("graph-invalid", `Expected a range of "${name}", got none`);
    const step = known ?? stepOf(clipped(range ?? { low: 0, high: 0 }, index.producer(name), graph));
    steps.set(name, step);
    return step;
  };
  const store = (name: string, value: Tensor): string => {
    initializers.set(name, value);
    return name;
  };
  /** x -> integers -> x again, under the name `output`. */
  const wrap = (name: string, x: string, output: string): void => {
    const { scale, zeroPoint } = stepFor(name);
    const settings = [
      store(`${name}:scale`, float32([], [scale])),
      store(`${name}:zero`, tensor("uint8", [], Uint8Array.of(zeroPoint))),
    ];
    const node = (op: "QuantizeLinear" | "DequantizeLinear", input: string, made: string): Node => ({
      op,
      inputs: [input, ...settings],
      outputs: [made],
      attributes: {},
    });
    nodes.push(node("QuantizeLinear", x, `${name}:uint8`), node("DequantizeLinear", `${name}:uint8`, output));
  };
  /** Weights stand in the file as integers, and are decoded by an operator that ONNX Runtime does away with. */
  const decode = (name: string, values: Tensor, scales: Tensor, axis: number): string => {
    const inputs = [
      store(`${name}:values`, values),
      store(`${name}:scales`, scales),
      store(`${name}:zeros`, zeros(values.dtype, scales.shape)),
    ];
    nodes.push({ op: "DequantizeLinear", inputs, outputs: [`${name}:decoded`], attributes: { axis } });
    return `${name}:decoded`;
  };
  const weightsOf = (node: Node): string[] => {
    const axis = outputAxis(node);
    const weight = index.weight(node.inputs[1]);
    if (axis === undefined || !weight) return [];
    const [output = ""] = node.outputs;
    const bias = index.weight(node.inputs[2]);
    const input = node.inputs[0] ?? "";
    const { scales, ...integers } = quantizeWeights({
      weight,
      bias,
      axis,
      inputScale: stepFor(input).scale,
      means: node.op === "MatMul" ? undefined : values.get(input)?.means,
      groups: Number(node.attributes.group ?? 1),
    });
    const decoded = decode(`${output}:weight`, integers.values, scales, axis);
    if (node.op === "MatMul") return [decoded];
    return [decoded, decode(`${output}:bias`, integers.bias, integers.biasScales, 0)];
  };

  // A value that an integer operator makes keeps its name after it was decoded; one that a float32 operator has made
  // keeps its own, and the decoded one has another.
  const madeInIntegers = new Set<string>();
  const operand = (name: string): string =>
    narrow.has(name) && !madeInIntegers.has(name) ? `${name}:dequantized` : name;
  for (const { name } of graph.inputs) if (narrow.has(name)) wrap(name, name, `${name}:dequantized`);
  for (const node of graph.nodes) {
    if (plan.absorbed.has(node)) continue;
    const [output = ""] = node.outputs;
    if (!plan.nodes.has(node)) {
      const input = node.inputs[0] ?? "";
      const guarded = index.weight(node.inputs[1]) && madeInIntegers.has(input);
      if (guarded) nodes.push(guardOf(input, `${output}:float32`));
      nodes.push(guarded ? { ...node, inputs: [`${output}:float32`, ...node.inputs.slice(1)] } : node);
      for (const name of node.outputs) if (narrow.has(name)) wrap(name, name, `${name}:dequantized`);
      continue;
    }
    const rectifier = index.onlyReader(output);
    const name = rectifier && plan.absorbed.has(rectifier) ? (rectifier.outputs[0] ?? "") : output;
    const weights = weightsOf(node);
    const inputs =
      weights.length > 0 ? [operand(node.inputs[0] ?? ""), ...weights] : node.inputs.map(operand);
    nodes.push({ ...node, inputs, outputs: [`${name}:raw`] });
    wrap(name, `${name}:raw`, name);
    madeInIntegers.add(name);
  }
  return pruneGraph({ ...graph, nodes, initializers });
}

/**
 * Does nothing to a value. Between DequantizeLinear and QuantizeLinear, ONNX Runtime (1.30) would otherwise quantise the
 * weights of a float32 layer as well, with one step for all channels (its WeightBiasQuantization).
 */
function guardOf(input: string, output: string): Node {
  return { op: "Max", inputs: [input], outputs: [output], attributes: {} };
}

/** A rectifier's range is that of its result; what lies beyond its bounds is cut off by the integers. */
function clipped(range: Range, producer: Node | undefined, { initializers }: Graph): Range {
  if (producer?.op === "Relu") return { low: 0, high: range.high };
  if (producer?.op !== "Clip") return range;
  const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = producer.inputs
    .slice(1)
    .map((name) => Number(initializers.get(name)?.data[0] ?? Number.NaN))
    .map((bound) => (Number.isNaN(bound) ? undefined : bound));
  return { low: Math.max(range.low, low), high: Math.min(range.high, high) };
}
