import { differentiate } from "../../../engine/autodiff/differentiate.ts";
import { float32, tensor } from "../../../tensor/tensor.ts";
import type { ExplainableNetwork, InputSize, SpatialLayer } from "../model/explainable-model.ts";
import type { Inputs } from "./survey-network.ts";

/** Share of the squared gradient that the square holds. */
const share = 0.95;

/**
 * Side, in pixels of the input, of the square from which the middle of a layer takes 95 % of what it sees: the effective
 * receptive field (Luo et al. 2016, arXiv:1701.04128), by the gradient of all its channels there, on some inputs. It is
 * at least as large as what one value of the layer stands for.
 * @param inputs at least one.
 */
export async function receptiveField(
  network: ExplainableNetwork,
  input: InputSize,
  layer: SpatialLayer,
  { data, count }: Inputs,
): Promise<number> {
  const { channels, height, width } = input;
  const [row, column] = [layer.height >> 1, layer.width >> 1];
  const session = await network.derive(`receptive field ${layer.value}`, count, ({ b, images, value }) => {
    const middle = new Float32Array(layer.height * layer.width);
    middle[row * layer.width + column] = 1;
    const mask = b.constant(float32([1, 1, layer.height, layer.width], middle));
    const seen = b.op("ReduceSum", [b.op("Mul", [value(layer.value), mask])], { keepdims: 0 });
    const [gradient] = differentiate(b, seen, [images]);
    if (gradient) b.output(gradient, "gradient");
  });
  const { gradient } = await session.run({
    images: tensor("float32", [count, channels, height, width], data),
  });
  const smallest = Math.max(height / layer.height, width / layer.width);
  const [y, x] = [((row + 0.5) * height) / layer.height, ((column + 0.5) * width) / layer.width];
  // Squared gradient by distance from the middle, where a square of half the side `d` reaches it.
  const byDistance = new Float64Array(Math.max(height, width) + 1);
  let whole = 0;
  gradient?.data.forEach((value, at) => {
    const [py, px] = [Math.floor(at / width) % height, at % width];
    const distance = Math.ceil(Math.max(Math.abs(py + 0.5 - y), Math.abs(px + 0.5 - x)));
    const square = Number(value) ** 2;
    byDistance[distance] = (byDistance[distance] ?? 0) + square;
    whole += square;
  });
  if (!(whole > 0)) return Math.ceil(smallest);
  let sum = 0;
  const half = byDistance.findIndex((square) => {
    sum += square;
    return sum >= share * whole;
  });
  return Math.min(height, width, Math.max(Math.ceil(smallest), 2 * half));
}
