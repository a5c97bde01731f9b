import type { Random } from "../../tensor/random.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";

/** Makes the first value of a parameter. Filters are [O, C/g, k...], dense weights [in, out]. */
export type Initializer = (shape: readonly number[], random: Random) => Tensor<"float32">;

export function constantFill(value: number): Initializer {
  return (shape) => tensor("float32", shape, new Float32Array(sizeOf(shape)).fill(value));
}

export const zerosFill: Initializer = constantFill(0);
export const onesFill: Initializer = constantFill(1);

/** Uniform in +-sqrt(6 / (fanIn + fanOut)): Glorot and Bengio (2010); the default of Keras. */
export const glorotUniform: Initializer = (shape, random) => {
  const { fanIn, fanOut } = fans(shape);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return draw(shape, () => random.uniform(-limit, limit));
};

/** Normal with deviation sqrt(2 / fanIn), for rectifiers: He et al. (2015), doi:10.1109/ICCV.2015.123. */
export const heNormal: Initializer = (shape, random) => {
  const deviation = Math.sqrt(2 / fans(shape).fanIn);
  return draw(shape, () => random.normal(0, deviation));
};

/** Inputs that one output sees, and outputs that one input reaches. */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length <= 1) return { fanIn: sizeOf(shape), fanOut: sizeOf(shape) };
  const [first = 1, second = 1, ...kernel] = shape;
  const area = sizeOf(kernel);
  // Two axes are a dense layer [in, out]; more are filters [out, in, ...].
  return shape.length === 2
    ? { fanIn: first, fanOut: second }
    : { fanIn: second * area, fanOut: first * area };
}

function draw(shape: readonly number[], next: () => number): Tensor<"float32"> {
  const data = new Float32Array(sizeOf(shape));
  for (let index = 0; index < data.length; index++) data[index] = next();
  return tensor("float32", shape, data);
}
