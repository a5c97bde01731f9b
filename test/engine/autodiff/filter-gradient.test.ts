import { describe, expect, it } from "vitest";
import { differentiate } from "../../../src/engine/autodiff/differentiate.ts";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { tensor } from "../../../src/tensor/tensor.ts";

interface Sizes {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly side: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly dilation: number;
}

const usual = { batch: 2, channels: 3, filters: 4, side: 9, kernel: 3, stride: 1, pad: 1, dilation: 1 };
const few = { ...usual, channels: 2, filters: 9 };
const small = { ...usual, channels: 24, filters: 20, side: 3 };

/** One case for each way of multiplying, and for what may go wrong in it. */
const cases: readonly [string, Sizes][] = [
  ["images of few channels", few],
  ["images of few channels, stride 2", { ...few, stride: 2 }],
  ["images of few channels, dilated, without padding", { ...few, pad: 0, dilation: 2 }],
  ["images of few channels, too large to join all views", { ...few, filters: 2, channels: 1, side: 700 }],
  ["small areas of many channels", small],
  ["small areas of many channels, stride 2", { ...small, side: 5, stride: 2 }],
  ["small areas of many channels, no padding", { ...small, side: 4, pad: 0 }],
  ["small areas of many channels, dilated", { ...small, pad: 2, dilation: 2 }],
  ["small areas of many channels, 1 x 1", { ...small, kernel: 1, pad: 0 }],
  ["larger areas", { ...usual, channels: 10, filters: 6 }],
  ["larger areas, stride 2", { ...usual, channels: 10, filters: 6, stride: 2 }],
];

describe("the gradient of a filter", () => {
  it.each(cases)("is the sum over all positions that use it: %s", async (_, sizes) => {
    const { batch, channels, filters, side, kernel, stride, pad, dilation } = sizes;
    const random = createRandom(1);
    const noise = (shape: readonly number[]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return tensor(
        "float32",
        shape,
        Float32Array.from({ length }, () => random.normal()),
      );
    };
    const b = createBuilder();
    const x = b.input("x", "float32", [batch, channels, side, side]);
    const w = b.input("w", "float32", [filters, channels, kernel, kernel]);
    const y = b.op("Conv", [x, w], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      dilations: [dilation, dilation],
      pads: [pad, pad, pad, pad],
    });
    const out = Number(y.shape[2]);
    const [gradient] = differentiate(b, y, [w], b.input("seed", "float32", y.shape));
    if (gradient) b.output(gradient, "gradient");
    const feeds = {
      x: noise([batch, channels, side, side]),
      w: noise([filters, channels, kernel, kernel]),
      seed: noise([batch, filters, out, out]),
    };
    const session = await openSession(b.build());
    const results = await session.run(feeds);
    await session.close();
    const expected = gradientByLoops(feeds.x.data, feeds.seed.data, sizes, out);
    const got = Array.from(results.gradient?.data as Float32Array); // a float32 output
    const scale = Math.max(...expected.map(Math.abs));
    expect(got).toHaveLength(expected.length);
    expect(
      Math.max(...got.map((value, at) => Math.abs(value - (expected[at] ?? Number.NaN)))) / scale,
    ).toBeLessThan(2e-5);
  });
});

/** dL/dw[o, c, i, j] = sum over n, y, x of seed[n, o, y, x] image[n, c, stride y + dilation i - pad, ...], in float64. */
function gradientByLoops(image: Float32Array, seed: Float32Array, sizes: Sizes, out: number): number[] {
  const { batch, channels, filters, side, kernel, stride, pad, dilation } = sizes;
  const gradient: number[] = [];
  for (let o = 0; o < filters; o++) {
    for (let c = 0; c < channels; c++) {
      for (let tap = 0; tap < kernel * kernel; tap++) {
        const [i, j] = [Math.floor(tap / kernel) * dilation - pad, (tap % kernel) * dilation - pad];
        let sum = 0;
        for (let n = 0; n < batch; n++) {
          for (let y = 0; y < out; y++) {
            const row = y * stride + i;
            if (row < 0 || row >= side) continue;
            for (let x = 0; x < out; x++) {
              const column = x * stride + j;
              if (column < 0 || column >= side) continue;
              const pixel = image[((n * channels + c) * side + row) * side + column] ?? 0;
              sum += pixel * (seed[((n * filters + o) * out + y) * out + x] ?? 0);
            }
          }
        }
        gradient.push(sum);
      }
    }
  }
  return gradient;
}
