import { differentiate } from "../../../engine/autodiff/differentiate.ts";
import { type Builder, createBuilder } from "../../../engine/graph/builder.ts";
import type { Value } from "../../../engine/graph/graph.ts";
import { openSession, type Session } from "../../../engine/runtime/session.ts";
import { float32, tensor } from "../../../tensor/tensor.ts";
import type { InputSize } from "../model/explainable-model.ts";

/** The values that inputs of a network have. */
export interface InputRange {
  readonly low: number;
  readonly high: number;
  /** Of all pixels; within the two. */
  readonly mean: number;
  /** Whether all channels are the same picture. */
  readonly grey: boolean;
}

export interface PainterOptions {
  readonly input: InputSize;
  readonly range: InputRange;
  readonly batch: number;
  readonly threads: number;
}

/** How a picture is laid under the network's window. */
export interface Placement {
  /** In pixels; what leaves on one side comes in on the other. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Above 1, the picture is enlarged about its middle. */
  readonly scale: number;
}

/** Turns waves into pictures, and gradients of pictures into gradients of waves. */
export interface ImagePainter {
  /** Strengths of waves of one batch of pictures. */
  readonly length: number;
  /** [batch, C, H, W], every value within the range. */
  paint(waves: Float32Array, placement?: Placement): Promise<Float32Array>;
  /** The gradient of `waves` for a gradient of what `paint` makes of them. */
  trace(waves: Float32Array, gradient: Float32Array, placement?: Placement): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Frequencies beyond this, in waves per pixel, fade out: they are noise to the eye. */
const fadesFrom = 0.2;

/**
 * Opens a painter of pictures that are sums of waves, squashed by a sigmoid into the range: image = low + (high - low)
 * sigmoid(w + start), where a wave's strength counts by 1/f (Olah et al. 2017, doi:10.23915/distill.00007). All
 * frequencies are then found at like speed, and noise of single pixels is not preferred. The waves are those of the
 * Hartley transform, cos + sin, along rows and columns: an orthonormal basis, and periodic, so that a shift is exact.
 */
export async function openPainter({ input, range, batch, threads }: PainterOptions): Promise<ImagePainter> {
  const { channels, height, width } = input;
  const planes = range.grey ? 1 : channels;
  const build = (write: (b: Builder, image: Value, waves: Value) => void): Promise<Session> => {
    const b = createBuilder();
    const waves = b.input("waves", "float32", [batch, planes, height, width]);
    const rows = b.input("rows", "float32", [height, height]);
    const columns = b.input("columns", "float32", [width, width]);
    const strength = b.constant(float32([1, 1, height, width], strengths(height, width)));
    const scaled = b.op("Mul", [waves, strength]);
    const sum = b.op("MatMul", [b.op("MatMul", [rows, scaled]), columns]);
    const share = b.op("Sigmoid", [b.op("Add", [sum, b.number(startOf(range))])]);
    const plane = b.op("Add", [b.op("Mul", [share, b.number(range.high - range.low)]), b.number(range.low)]);
    const image = planes === channels ? plane : b.op("Concat", new Array(channels).fill(plane), { axis: 1 });
    write(b, image, waves);
    return openSession(b.build(), { threads });
  };
  const painter = await build((b, image) => b.output(image, "image"));
  const tracer = await build((b, image, waves) => {
    const seed = b.input("gradient", "float32", [batch, channels, height, width]);
    const [gradient] = differentiate(b, image, [waves], seed);
    if (gradient) b.output(gradient, "traced");
  });
  const feeds = (waves: Float32Array, { shiftX, shiftY, scale }: Placement) => ({
    waves: tensor("float32", [batch, planes, height, width], waves),
    rows: tensor("float32", [height, height], wavesAt(height, shiftY, scale)),
    columns: tensor("float32", [width, width], transposed(wavesAt(width, shiftX, scale), width)),
  });
  return {
    length: batch * planes * height * width,
    async paint(waves, placement = asItIs) {
      const { image } = await painter.run(feeds(waves, placement));
      return image?.data as Float32Array; // a float32 output of the graph above
    },
    async trace(waves, gradient, placement = asItIs) {
      const seed = tensor("float32", [batch, channels, height, width], gradient);
      const { traced } = await tracer.run({ ...feeds(waves, placement), gradient: seed });
      return traced?.data as Float32Array; // likewise
    },
    async close() {
      await painter.close();
      await tracer.close();
    },
  };
}

const asItIs: Placement = { shiftX: 0, shiftY: 0, scale: 1 };

/** What is added before the sigmoid, so that no waves give a picture of the mean. */
function startOf({ low, high, mean }: InputRange): number {
  const share = Math.min(0.95, Math.max(0.05, high > low ? (mean - low) / (high - low) : 0.5));
  return Math.log(share / (1 - share));
}

/** Waves of index 0..n-1 as signed frequencies. */
function frequency(index: number, size: number): number {
  return index <= size / 2 ? index : index - size;
}

/** 1/f of each pair of waves, fading beyond `fadesFrom`. */
function strengths(height: number, width: number): Float32Array {
  const longest = 1 / Math.max(height, width);
  return Float32Array.from({ length: height * width }, (_, at) => {
    const y = frequency(Math.floor(at / width), height) / height;
    const x = frequency(at % width, width) / width;
    const f = Math.hypot(x, y);
    return Math.exp(-((f / fadesFrom) ** 4)) / (4 * Math.max(f, longest));
  });
}

/** [n, n]: the value of wave k at pixel i of a picture that is shifted and scaled. */
function wavesAt(size: number, shift: number, scale: number): Float32Array {
  const middle = (size - 1) / 2;
  const amplitude = 1 / Math.sqrt(size);
  const out = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    const place = (2 * Math.PI * ((i - middle - shift) / scale + middle)) / size;
    for (let k = 0; k < size; k++) {
      const angle = place * frequency(k, size);
      out[i * size + k] = amplitude * (Math.cos(angle) + Math.sin(angle));
    }
  }
  return out;
}

function transposed(matrix: Float32Array, size: number): Float32Array {
  return matrix.map((_, at) => matrix[(at % size) * size + Math.floor(at / size)] ?? 0);
}
