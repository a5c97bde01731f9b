import type { InputSize } from "../model/explainable-model.ts";

/**
 * Inputs [count, C, H, W] without their structure: blurred by an eighth of the shorter side, mirrored at the edge.
 *
 * This is what a part of an input is replaced by when it is taken away: it keeps the brightness around that part whatever
 * the scaling of the input (0 is black for one network and the mean for another), and adds no hard dark shape that a
 * network has never seen (Fong and Vedaldi 2017, arXiv:1704.03296, section 4.1).
 *
 * Three running means stand for the Gaussian (Wells 1986, doi:10.1109/TPAMI.1986.4767776).
 */
export function blurredInputs(inputs: Float32Array, count: number, size: InputSize): Float32Array {
  const { channels, height, width } = size;
  const radius = boxRadius(Math.min(height, width) / 8);
  const plane = height * width;
  const out = inputs.slice(0, count * channels * plane);
  const scratch = new Float64Array(Math.max(height, width) + 2 * radius + 1);
  for (let index = 0; index < count * channels; index++) {
    // The channels of a grey image are copies of the first.
    const isCopy = index % channels > 0 && isEqual(inputs, (index - 1) * plane, index * plane, plane);
    if (isCopy) {
      out.copyWithin(index * plane, (index - 1) * plane, index * plane);
      continue;
    }
    for (let pass = 0; pass < 3; pass++) {
      for (let y = 0; y < height; y++) averageLine(out, index * plane + y * width, 1, width, radius, scratch);
      for (let x = 0; x < width; x++) averageLine(out, index * plane + x, width, height, radius, scratch);
    }
  }
  return out;
}

/** Of the mean over 2 radius + 1 values that, taken three times, has this deviation. */
function boxRadius(deviation: number): number {
  return Math.max(1, Math.round((Math.sqrt(4 * deviation * deviation + 1) - 1) / 2));
}

function averageLine(
  data: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
  sums: Float64Array,
): void {
  const period = Math.max(1, 2 * (length - 1));
  sums[0] = 0;
  for (let i = 0; i < length + 2 * radius; i++) {
    const rest = (((i - radius) % period) + period) % period;
    const at = rest < length ? rest : period - rest;
    sums[i + 1] = (sums[i] ?? 0) + (data[start + at * step] ?? 0);
  }
  const share = 1 / (2 * radius + 1);
  for (let i = 0; i < length; i++) {
    data[start + i * step] = ((sums[i + 2 * radius + 1] ?? 0) - (sums[i] ?? 0)) * share;
  }
}

function isEqual(data: Float32Array, first: number, second: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (data[first + i] !== data[second + i]) return false;
  return true;
}
