import type { DType } from "../../../tensor/dtype.ts";
import { dtypeOfCode } from "../onnx/dtype-codes.ts";
import { broadcast, type InferenceContext, invalid, type SchemasOf, typeOf } from "../op-schema.ts";

type Unary =
  | "Abs"
  | "Ceil"
  | "Cos"
  | "Erf"
  | "Exp"
  | "Floor"
  | "HardSwish"
  | "Identity"
  | "Log"
  | "Mish"
  | "Neg"
  | "Not"
  | "Reciprocal"
  | "Relu"
  | "Round"
  | "Sigmoid"
  | "Sign"
  | "Sin"
  | "Softplus"
  | "Softsign"
  | "Sqrt"
  | "Tanh";
type UnaryWithAttributes =
  | "Celu"
  | "Elu"
  | "Gelu"
  | "HardSigmoid"
  | "LeakyRelu"
  | "Selu"
  | "ThresholdedRelu"
  | "Cast";
type Arithmetic = "Add" | "Div" | "Mul" | "PRelu" | "Pow" | "Sub";
type Variadic = "Max" | "Mean" | "Min" | "Sum";
type Comparison = "And" | "Equal" | "Greater" | "GreaterOrEqual" | "Less" | "LessOrEqual" | "Or";

const same = (context: InferenceContext) => [context.input(0)];

const broadcastAs =
  (dtype?: DType) =>
  (context: InferenceContext): [ReturnType<typeof typeOf>] => {
    const types = context.inputs.map((_, index) => context.input(index));
    const [first] = types;
    if (first === undefined) throw invalid(context.op, "expected inputs, got none");
    for (const type of types) {
      if (type.dtype !== first.dtype) {
        throw invalid(context.op, `expected inputs of one type, got ${types.map((t) => t.dtype).join(", ")}`);
      }
    }
    return [
      typeOf(
        dtype ?? first.dtype,
        broadcast(
          context.op,
          types.map((type) => type.shape),
        ),
      ),
    ];
  };

const unary = { arity: [1, 1], attributes: {}, infer: same } as const;
const arithmetic = { arity: [2, 2], attributes: {}, infer: broadcastAs() } as const;
const variadic = { arity: [1, Infinity], attributes: {}, infer: broadcastAs() } as const;
const comparison = { arity: [2, 2], attributes: {}, infer: broadcastAs("bool") } as const;

export const elementwise: SchemasOf<
  Unary | UnaryWithAttributes | Arithmetic | Variadic | Comparison | "Clip" | "Where"
> = {
  Abs: unary,
  Ceil: unary,
  Cos: unary,
  Erf: unary,
  Exp: unary,
  Floor: unary,
  HardSwish: unary,
  Identity: unary,
  Log: unary,
  Mish: unary,
  Neg: unary,
  Not: unary,
  Reciprocal: unary,
  Relu: unary,
  Round: unary,
  Sigmoid: unary,
  Sign: unary,
  Sin: unary,
  Softplus: unary,
  Softsign: unary,
  Sqrt: unary,
  Tanh: unary,
  Celu: { ...unary, attributes: { alpha: "float" } },
  Elu: { ...unary, attributes: { alpha: "float" } },
  Gelu: { ...unary, attributes: { approximate: "string" } },
  HardSigmoid: { ...unary, attributes: { alpha: "float", beta: "float" } },
  LeakyRelu: { ...unary, attributes: { alpha: "float" } },
  Selu: { ...unary, attributes: { alpha: "float", gamma: "float" } },
  ThresholdedRelu: { ...unary, attributes: { alpha: "float" } },
  Cast: {
    arity: [1, 1],
    attributes: { to: "int" },
    infer: (context) => [typeOf(dtypeOfCode(context.attributes.to), context.input(0).shape)],
  },
  Add: arithmetic,
  Div: arithmetic,
  Mul: arithmetic,
  PRelu: arithmetic,
  Pow: {
    ...arithmetic, // the exponent may be of another type
    infer: (context) => {
      const [base, exponent] = [context.input(0), context.input(1)];
      return [typeOf(base.dtype, broadcast(context.op, [base.shape, exponent.shape]))];
    },
  },
  Sub: arithmetic,
  Max: variadic,
  Mean: variadic,
  Min: variadic,
  Sum: variadic,
  And: comparison,
  Equal: comparison,
  Greater: comparison,
  GreaterOrEqual: comparison,
  Less: comparison,
  LessOrEqual: comparison,
  Or: comparison,
  Clip: { arity: [1, 3], attributes: {}, infer: same },
  Where: {
    arity: [3, 3],
    attributes: {},
    infer: (context) => {
      const shapes = [0, 1, 2].map((index) => context.input(index).shape);
      return [typeOf(context.input(1).dtype, broadcast(context.op, shapes))];
    },
  },
};
