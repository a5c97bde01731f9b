import { algebra } from "../graph/algebra.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { blockFilter, blockNarrowFilter, pickOffsets } from "./block-filter.ts";

export interface TransposedConvolution {
  /** [N, O, h, w] in blocked layout. */
  readonly x: Value;
  /** [O, C, kh, kw] in plain layout; [C, 1, kh, kw] where each channel has its own. */
  readonly filter: Value;
  /** 1, or the number of channels where each has its own filter. */
  readonly group: number;
  readonly bias?: Value | undefined;
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  /** [N, C, H, W] */
  readonly shape: readonly number[];
  readonly block: number;
}

/**
 * A transposed convolution as one convolution for each remainder of the output's position by the stride, and their results
 * put between each other: nothing is multiplied by the zeros between strides (Shi et al. 2016, doi:10.1109/CVPR.2016.207).
 *
 * @returns [N, C, H, W] in blocked layout; undefined where the remainders do not see equally many positions, or none of the filter.
 */
export function blockConvTranspose(b: Builder, given: TransposedConvolution): Value | undefined {
  const { x, filter, group, bias, strides, pads, shape, block } = given;
  const [batch = 0, channels = 0, ...size] = shape;
  const [filters = 0, , kernelHeight = 0, kernelWidth = 0] = filter.shape.map(Number);
  const [height, width] = x.shape.slice(2).map(Number);
  const rows = phasesOf({
    kernel: kernelHeight,
    stride: strides[0],
    pad: pads[0],
    size: size[0],
    input: height,
  });
  const columns = phasesOf({
    kernel: kernelWidth,
    stride: strides[1],
    pad: pads[1],
    size: size[1],
    input: width,
  });
  if (!rows || !columns) return undefined;
  const { reshape } = algebra(b);
  const blocked = group > 1 ? blockNarrowFilter(b, filter, block) : blockFilter(b, filter, block, true);
  const lines = rows.map((row) => {
    const parts = columns.map((column) => {
      const taps = [row.taps.length, column.taps.length];
      const offsets = row.taps.flatMap((y) => column.taps.map((at) => y * kernelWidth + at));
      const weight = pickOffsets(b, blocked, offsets, [channels, group > 1 ? 1 : filters, ...taps]);
      const part = b.op("NchwcConv", bias ? [x, weight, bias] : [x, weight], {
        kernel_shape: taps,
        strides: [1, 1],
        dilations: [1, 1],
        pads: [row.before, column.before, row.after, column.after],
        group,
      });
      return reshape(part, [(batch * channels * row.count) / block, column.count, 1, block]);
    });
    // Blocks of channels stand together, so that columns of one result go between those of another in whole blocks.
    const line = b.op("Concat", parts, { axis: 2 });
    return reshape(line, [(batch * channels) / block, row.count, 1, (size[1] ?? 1) * block]);
  });
  return reshape(b.op("Concat", lines, { axis: 2 }), [...shape]);
}

/** Along one axis: what the positions u = a, a + stride, ... of the output see. */
interface Phase {
  /** Offsets of the filter, in the order in which the convolution meets them. */
  readonly taps: readonly number[];
  readonly before: number;
  readonly after: number;
  readonly count: number;
}

interface Axis {
  readonly kernel: number;
  readonly stride: number | undefined;
  readonly pad: number | undefined;
  readonly size: number | undefined;
  readonly input: number | undefined;
}

/** Position u of the output is the sum of x[q - m] w[r + stride m] with u + pad = stride q + r. */
function phasesOf({ kernel, stride = 1, pad = 0, size = 0, input = 0 }: Axis): Phase[] | undefined {
  if (size % stride !== 0) return undefined;
  const count = size / stride;
  const phases = Array.from({ length: stride }, (_, first) => {
    const remainder = (first + pad) % stride;
    const shift = (first + pad - remainder) / stride;
    const taps = Array.from(
      { length: Math.max(0, Math.ceil((kernel - remainder) / stride)) },
      (__, tap) => remainder + stride * tap,
    ).reverse();
    const before = taps.length - 1 - shift;
    return { taps, before, after: count + taps.length - 1 - input - before, count };
  });
  return phases.every(({ taps, before, after }) => taps.length > 0 && before >= 0 && after >= 0)
    ? phases
    : undefined;
}
