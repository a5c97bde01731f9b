import type { Tensor } from "../../tensor/tensor.ts";

interface NoAttributes {
  readonly [name: string]: never;
}

interface Reduction {
  readonly keepdims?: number;
  readonly noop_with_empty_axes?: number;
}

interface ArgReduction {
  readonly axis?: number;
  readonly keepdims?: number;
  readonly select_last_index?: number;
}

interface Window {
  readonly auto_pad?: string;
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
  readonly strides?: readonly number[];
}

interface Pooling extends Window {
  readonly ceil_mode?: number;
  readonly kernel_shape: readonly number[];
}

interface Convolution extends Window {
  readonly group?: number;
  readonly kernel_shape?: readonly number[];
}

/** What operators in blocked layout know of a window. */
type NoAuto<T> = Omit<T, "auto_pad" | "ceil_mode">;

/** The attributes of every operator that a graph may hold, by ONNX name (ai.onnx opset 20, and some of ONNX Runtime's). */
export interface OpAttributes {
  // One input, element by element.
  Abs: NoAttributes;
  Ceil: NoAttributes;
  Celu: { readonly alpha?: number };
  Cos: NoAttributes;
  Elu: { readonly alpha?: number };
  Erf: NoAttributes;
  Exp: NoAttributes;
  Floor: NoAttributes;
  Gelu: { readonly approximate?: string };
  HardSigmoid: { readonly alpha?: number; readonly beta?: number };
  HardSwish: NoAttributes;
  Identity: NoAttributes;
  LeakyRelu: { readonly alpha?: number };
  Log: NoAttributes;
  Mish: NoAttributes;
  Neg: NoAttributes;
  Not: NoAttributes;
  Reciprocal: NoAttributes;
  Relu: NoAttributes;
  Round: NoAttributes;
  Selu: { readonly alpha?: number; readonly gamma?: number };
  Sigmoid: NoAttributes;
  Sign: NoAttributes;
  Sin: NoAttributes;
  Softplus: NoAttributes;
  Softsign: NoAttributes;
  Sqrt: NoAttributes;
  Tanh: NoAttributes;
  ThresholdedRelu: { readonly alpha?: number };
  Cast: { readonly to: number };
  // Several inputs, broadcast against each other.
  Add: NoAttributes;
  And: NoAttributes;
  Clip: NoAttributes;
  Div: NoAttributes;
  Equal: NoAttributes;
  Greater: NoAttributes;
  GreaterOrEqual: NoAttributes;
  Less: NoAttributes;
  LessOrEqual: NoAttributes;
  Max: NoAttributes;
  Mean: NoAttributes;
  Min: NoAttributes;
  Mul: NoAttributes;
  Or: NoAttributes;
  PRelu: NoAttributes;
  Pow: NoAttributes;
  Sub: NoAttributes;
  Sum: NoAttributes;
  Where: NoAttributes;
  // Networks.
  AveragePool: Pooling & { readonly count_include_pad?: number };
  BatchNormalization: {
    readonly epsilon?: number;
    readonly momentum?: number;
    readonly training_mode?: number;
  };
  Conv: Convolution;
  ConvTranspose: Convolution & {
    readonly output_padding?: readonly number[];
    readonly output_shape?: readonly number[];
  };
  Dropout: { readonly seed?: number };
  Gemm: {
    readonly alpha?: number;
    readonly beta?: number;
    readonly transA?: number;
    readonly transB?: number;
  };
  GlobalAveragePool: NoAttributes;
  GlobalMaxPool: NoAttributes;
  GridSample: { readonly align_corners?: number; readonly mode?: string; readonly padding_mode?: string };
  InstanceNormalization: { readonly epsilon?: number };
  LRN: { readonly alpha?: number; readonly beta?: number; readonly bias?: number; readonly size: number };
  LayerNormalization: {
    readonly axis?: number;
    readonly epsilon?: number;
    readonly stash_type?: number;
  };
  LogSoftmax: { readonly axis?: number };
  MatMul: NoAttributes;
  MaxPool: Pooling & { readonly storage_order?: number };
  MaxUnpool: {
    readonly kernel_shape: readonly number[];
    readonly pads?: readonly number[];
    readonly strides?: readonly number[];
  };
  Softmax: { readonly axis?: number };
  // Shape and selection.
  Concat: { readonly axis: number };
  Constant: { readonly value: Tensor };
  ConstantOfShape: { readonly value?: Tensor };
  DepthToSpace: { readonly blocksize: number; readonly mode?: string };
  Expand: NoAttributes;
  Flatten: { readonly axis?: number };
  Gather: { readonly axis?: number };
  GatherElements: { readonly axis?: number };
  OneHot: { readonly axis?: number };
  Pad: { readonly mode?: string };
  Range: NoAttributes;
  Reshape: { readonly allowzero?: number };
  Resize: {
    readonly antialias?: number;
    readonly axes?: readonly number[];
    readonly coordinate_transformation_mode?: string;
    readonly cubic_coeff_a?: number;
    readonly exclude_outside?: number;
    readonly extrapolation_value?: number;
    readonly keep_aspect_ratio_policy?: string;
    readonly mode?: string;
    readonly nearest_mode?: string;
  };
  ScatterElements: { readonly axis?: number; readonly reduction?: string };
  Shape: { readonly end?: number; readonly start?: number };
  Slice: NoAttributes;
  SpaceToDepth: { readonly blocksize: number };
  Split: { readonly axis?: number; readonly num_outputs?: number };
  Squeeze: NoAttributes;
  Tile: NoAttributes;
  Transpose: { readonly perm?: readonly number[] };
  Unsqueeze: NoAttributes;
  // Reductions.
  ArgMax: ArgReduction;
  ArgMin: ArgReduction;
  ReduceL2: Reduction;
  ReduceMax: Reduction;
  ReduceMean: Reduction;
  ReduceMin: Reduction;
  ReduceProd: Reduction;
  ReduceSum: Reduction;
  ReduceSumSquare: Reduction;
  // Quantisation.
  DequantizeLinear: { readonly axis?: number; readonly block_size?: number };
  QuantizeLinear: { readonly axis?: number; readonly block_size?: number; readonly saturate?: number };
  // com.microsoft
  FusedMatMul: { readonly alpha?: number; readonly transA?: number; readonly transB?: number };
  // com.microsoft.nchwc
  NchwcAveragePool: NoAuto<Pooling> & { readonly count_include_pad?: number };
  NchwcConv: NoAuto<Convolution>;
  NchwcMaxPool: NoAuto<Pooling>;
  NchwcUpsample: {
    readonly coordinate_transformation_mode?: string;
    readonly mode?: string;
    readonly scales: readonly number[];
  };
  ReorderInput: NoAttributes;
  ReorderOutput: { readonly channels: number };
}

export type OpName = keyof OpAttributes;

export type AttributeValue = number | string | Tensor | readonly number[];
export type AnyAttributes = Readonly<Record<string, AttributeValue>>;
