import { differentiate } from "../../../engine/autodiff/differentiate.ts";
import { float32, tensor } from "../../../tensor/tensor.ts";
import type { ExplainableNetwork, InputSize, SpatialLayer } from "../model/explainable-model.ts";
import type { Inputs } from "./survey-network.ts";

/** Share of the squared gradient that the square holds. */
const share = 0.98;

/** What of the input one place of a layer sees, in pixels of the input. */
export interface ReceptiveField {
  /** Of the square about its middle. */
  readonly side: number;
  /** How far its middle lies from where the place would lie if the layer were stretched over the input. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/**
 * The square from which the middle of a layer takes 98 % of what it sees: the effective receptive field (Luo et al.
 * 2016, arXiv:1701.04128), by the squared gradient of all its channels there, on some inputs. Its side is at least as
 * large as what one value of the layer stands for, its middle the mean place of the gradient.
 * @param inputs at least one.
 */
export async function receptiveField(
  network: ExplainableNetwork,
  input: InputSize,
  layer: SpatialLayer,
  { data, count }: Inputs,
): Promise<ReceptiveField> {
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
  const squares = new Float64Array(height * width);
  gradient?.data.forEach((value, at) => {
    squares[at % squares.length] = (squares[at % squares.length] ?? 0) + Number(value) ** 2;
  });
  const whole = squares.reduce((sum, square) => sum + square, 0);
  if (!(whole > 0)) return { side: Math.ceil(smallest), shiftX: 0, shiftY: 0 };
  const middleX = squares.reduce((sum, square, at) => sum + square * ((at % width) + 0.5), 0) / whole;
  const middleY =
    squares.reduce((sum, square, at) => sum + square * (Math.floor(at / width) + 0.5), 0) / whole;
  // By distance from the middle, where a square of twice that side reaches it.
  const byDistance = new Float64Array(Math.max(height, width) + 2);
  squares.forEach((square, at) => {
    const [offX, offY] = [(at % width) + 0.5 - middleX, Math.floor(at / width) + 0.5 - middleY];
    const distance = Math.ceil(Math.max(Math.abs(offX), Math.abs(offY)));
    byDistance[distance] = (byDistance[distance] ?? 0) + square;
  });
  let sum = 0;
  const half = byDistance.findIndex((square) => {
    sum += square;
    return sum >= share * whole;
  });
  const side = Math.min(height, width, Math.max(Math.ceil(smallest), 2 * half));
  return { side, shiftX: middleX - x, shiftY: middleY - y };
}
