import { checkPlanes, type PlaneSize } from "./planes.ts";

/**
 * Blurs [channels, height, width] in place with a Gaussian, cut at three deviations and summing to 1; mirrored
 * about the outermost pixel centres (scipy `mirror`).
 *
 * @param deviation in pixels, above 0.
 * @throws MorError `shape-mismatch` for data of another length.
 */
export function blurGaussian(data: Float32Array, size: PlaneSize, deviation: number): void {
  checkPlanes(data, size);
  const kernel = gaussianKernel(deviation);
  const { channels, height, width } = size;
  const line = new Float64Array(Math.max(height, width));
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * height * width;
    for (let y = 0; y < height; y++) blurLine(data, base + y * width, 1, width, kernel, line);
    for (let x = 0; x < width; x++) blurLine(data, base + x, width, height, kernel, line);
  }
}

/** Weights of the middle and of one side. */
function gaussianKernel(deviation: number): Float64Array {
  const radius = Math.ceil(3 * deviation);
  const side = Float64Array.from({ length: radius + 1 }, (_, i) => Math.exp(-(i * i) / (2 * deviation ** 2)));
  const sum = side.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return side.map((weight) => weight / sum);
}

function blurLine(
  data: Float32Array,
  start: number,
  step: number,
  length: number,
  kernel: Float64Array,
  line: Float64Array,
): void {
  for (let i = 0; i < length; i++) line[i] = data[start + i * step] ?? 0;
  const period = Math.max(1, 2 * (length - 1));
  const mirrored = (index: number): number => {
    const rest = ((index % period) + period) % period;
    return line[rest < length ? rest : period - rest] ?? 0;
  };
  for (let i = 0; i < length; i++) {
    let sum = (kernel[0] ?? 0) * (line[i] ?? 0);
    for (let k = 1; k < kernel.length; k++) sum += (kernel[k] ?? 0) * (mirrored(i - k) + mirrored(i + k));
    data[start + i * step] = sum;
  }
}
