import { MorError } from "../../../errors.ts";
import type { OpAttributes } from "../../graph/op-attributes.ts";
import type { AxisMatrix } from "./axis-matrix.ts";

type ResizeAttributes = OpAttributes["Resize"];

/**
 * Resize along one axis as a matrix: ONNX Resize is linear and separable in its input.
 * @throws MorError `operator-unsupported` for antialiasing and cropping.
 */
export function resizeMatrix(
  attributes: ResizeAttributes,
  input: number,
  output: number,
  scale: number,
): AxisMatrix {
  const { mode = "nearest", coordinate_transformation_mode: transform = "half_pixel" } = attributes;
  if (attributes.antialias === 1 || transform === "tf_crop_and_resize") {
    throw new MorError("operator-unsupported", `Resize with ${transform} and antialias has no gradient rule`);
  }
  return Array.from({ length: output }, (_, place) => {
    const at = position(transform, place, input, output, scale);
    const row = new Array<number>(input).fill(0);
    const give = (index: number, weight: number): void => {
      const inside = Math.min(Math.max(index, 0), input - 1);
      row[inside] = (row[inside] ?? 0) + weight;
    };
    if (mode === "nearest") give(nearest(attributes.nearest_mode ?? "round_prefer_floor", at), 1);
    else if (mode === "linear") {
      const low = Math.floor(at);
      give(low, 1 - (at - low));
      give(low + 1, at - low);
    } else {
      const low = Math.floor(at);
      const weights = cubicWeights(at - low, attributes.cubic_coeff_a ?? -0.75);
      const counts = (tap: number) =>
        attributes.exclude_outside !== 1 || (low - 1 + tap >= 0 && low - 1 + tap < input);
      const total = weights.reduce((sum, weight, tap) => (counts(tap) ? sum + weight : sum), 0);
      weights.forEach((weight, tap) => {
        if (counts(tap)) give(low - 1 + tap, weight / total);
      });
    }
    return row;
  });
}

/** Where output place `place` lies on the input axis. */
function position(transform: string, place: number, input: number, output: number, scale: number): number {
  switch (transform) {
    case "asymmetric":
      return place / scale;
    case "align_corners":
      return output === 1 ? 0 : (place * (input - 1)) / (output - 1);
    case "pytorch_half_pixel":
      return output > 1 ? (place + 0.5) / scale - 0.5 : 0;
    case "half_pixel_symmetric": {
      const adjustment = output / (scale * input);
      const centre = input / 2;
      return centre * (1 - adjustment) + (place + 0.5) / scale - 0.5;
    }
    default:
      return (place + 0.5) / scale - 0.5;
  }
}

function nearest(mode: string, at: number): number {
  switch (mode) {
    case "floor":
      return Math.floor(at);
    case "ceil":
      return Math.ceil(at);
    case "round_prefer_ceil":
      return Math.floor(at + 0.5);
    default:
      return Math.ceil(at - 0.5);
  }
}

/** Keys (1981), doi:10.1109/TASSP.1981.1163711, for the four neighbours of a place `t` past the second one. */
function cubicWeights(t: number, a: number): number[] {
  const near = (x: number) => ((a + 2) * x - (a + 3)) * x * x + 1;
  const far = (x: number) => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return [far(1 + t), near(t), near(1 - t), far(2 - t)];
}
