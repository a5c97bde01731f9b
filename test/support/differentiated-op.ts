import { differentiate } from "../../src/engine/autodiff/differentiate.ts";
import { algebra } from "../../src/engine/graph/algebra.ts";
import { createBuilder } from "../../src/engine/graph/builder.ts";
import type { Graph, Value } from "../../src/engine/graph/graph.ts";
import type { OpAttributes, OpName } from "../../src/engine/graph/op-attributes.ts";
import type { Session } from "../../src/engine/runtime/session.ts";
import { createRandom } from "../../src/tensor/random.ts";
import { sizeOf } from "../../src/tensor/shape.ts";
import { float32, type Tensor, tensor } from "../../src/tensor/tensor.ts";
import type { OpCase } from "./op-cases.ts";

/** A graph of one operator: outputs `y0`, `y1`, ... and the gradients `d0`, ... of a weighted sum of them. */
export interface DifferentiatedOp {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Inputs with a gradient; the gradient of `x3` is `d3`. */
  readonly variables: readonly { readonly index: number; readonly value: Tensor<"float32"> }[];
  /** Inferred types of the outputs. */
  readonly types: readonly Value[];
  /** What each output is multiplied by in the weighted sum; undefined for outputs without gradient. */
  readonly weights: readonly (Float32Array | undefined)[];
}

/** @param wanted restricts the variables to some of the inputs; none leaves the gradient out. */
export function differentiateOp(opCase: OpCase, wanted?: readonly number[]): DifferentiatedOp {
  const b = createBuilder();
  const { cast, mul, sum } = algebra(b);
  const feeds: Record<string, Tensor> = {};
  const variables: { index: number; value: Tensor<"float32"> }[] = [];
  const operands = opCase.inputs.map((input, index) => {
    if (input === undefined) return undefined;
    const { value, constant } = input;
    if (constant) return b.constant(value);
    feeds[`x${index}`] = value;
    if (isFloat32(value) && (wanted?.includes(index) ?? true)) variables.push({ index, value });
    return b.input(`x${index}`, value.dtype, value.shape);
  });
  const types = b.ops(
    opCase.op,
    operands,
    opCase.attributes as OpAttributes[OpName], // the fixture holds the attributes of its operator
    opCase.outputs.length,
  );
  const random = createRandom(7);
  const weights = types.map((value, output) => {
    if (output > 0 && oneGradient.has(opCase.op)) return undefined;
    return Float32Array.from({ length: sizeOf(value.shape.map(Number)) }, () => random.uniform(0.5, 1.5));
  });
  const terms = types.flatMap((value, output) => {
    const weight = weights[output];
    if (weight === undefined || variables.length === 0) return [];
    const y = value.dtype === "float32" ? value : cast(value, "float32");
    const product = mul(y, b.constant(float32(value.shape.map(Number), weight)));
    return [
      sum(
        product,
        product.shape.map((_, axis) => axis),
      ),
    ];
  });
  if (terms.length > 0) {
    const loss = terms.length === 1 && terms[0] ? terms[0] : b.op("Sum", terms);
    const inputs = variables.map(({ index }) => b.value(`x${index}`));
    differentiate(b, loss, inputs).forEach((gradient, index) => {
      b.output(gradient, `d${variables[index]?.index}`);
    });
  }
  types.forEach((value, output) => {
    b.output(value, `y${output}`);
  });
  return { graph: b.build(), feeds, variables, types, weights };
}

/** Operators whose first output alone has a gradient. */
const oneGradient: ReadonlySet<OpName> = new Set(["BatchNormalization", "Dropout"]);

/** The largest relative error of the gradients against central differences. */
export async function gradientError(
  session: Session,
  op: DifferentiatedOp,
  results: Readonly<Record<string, Tensor>>,
  directions?: number,
): Promise<{ error: number; where: string }> {
  let worst = { error: 0, where: "" };
  const random = createRandom(11);
  for (const { index, value } of op.variables) {
    const gradient = results[`d${index}`]?.data as Float32Array; // as the input
    const size = value.data.length;
    const each = directions === undefined && size <= elementwiseLimit;
    const list = each
      ? Array.from({ length: size }, (_, place) => oneHot(size, place))
      : Array.from({ length: directions ?? 6 }, () =>
          Float32Array.from({ length: size }, () => (random.uniform() < 0.5 ? -1 : 1)),
        );
    // Errors are relative to the slope itself, or to what slopes of this input are like where it vanishes.
    const typical = each ? Math.max(...gradient.map(Math.abs)) : Math.hypot(...gradient);
    for (const [number, direction] of list.entries()) {
      const expected = await slope(session, op, index, value, direction);
      const got = direction.reduce((sum, v, place) => sum + v * (gradient[place] ?? Number.NaN), 0);
      const error =
        Math.abs(got - expected) / Math.max(Math.abs(got), Math.abs(expected), typical / 10, 1e-3);
      if (!(error <= worst.error)) {
        worst = {
          error,
          where: `x${index}, ${each ? "element" : "direction"} ${number}: ${got}, not ${expected}`,
        };
      }
    }
  }
  return worst;
}

const elementwiseLimit = 64;
/** Truncation h^2 f'''/6 and rounding 1e-7 |f| / h are both below 1e-3 of the slopes here. */
const h = 1e-2;

/** Slope of the weighted sum along a direction of one input. Summed in double precision over the outputs. */
async function slope(
  session: Session,
  op: DifferentiatedOp,
  index: number,
  value: Tensor<"float32">,
  direction: Float32Array,
): Promise<number> {
  const at = async (step: number): Promise<number> => {
    const moved = value.data.map((x, place) => x + step * (direction[place] ?? 0));
    const results = await session.run({ ...op.feeds, [`x${index}`]: tensor("float32", value.shape, moved) });
    return op.weights.reduce((total, weight, output) => {
      const y = results[`y${output}`];
      return weight && y ? weight.reduce((sum, w, place) => sum + w * Number(y.data[place]), total) : total;
    }, 0);
  };
  return ((await at(h)) - (await at(-h))) / (2 * h);
}

function oneHot(size: number, place: number): Float32Array {
  const out = new Float32Array(size);
  out[place] = 1;
  return out;
}

function isFloat32(value: Tensor): value is Tensor<"float32"> {
  return value.dtype === "float32";
}
