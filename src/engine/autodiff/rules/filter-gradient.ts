import type { Value } from "../../graph/graph.ts";
import type { Window } from "../../graph/ops/window.ts";
import { type GradientContext, sizes } from "../gradient-rule.ts";

/**
 * dL/dw of `small` = Conv(`large`, w), [O, C/g, k...]: for each filter offset a product of `small`'s gradient with a shifted,
 * strided view of `large`, summed over the batch. Which way is the fastest hangs on the sizes; see EXPERIMENTS.md.
 */
export function filterGradient(
  c: GradientContext,
  large: Value,
  small: Value,
  window: Window,
  group: number,
): Value {
  const given = { large, small, window, group };
  const [channels = 1, filters = 1] = [sizes(large)[1], sizes(small)[1]];
  if (filters === group && channels === group) return depthwiseGradient(c, given);
  if (group > 1) return productPerOffset(c, given);
  const area = product(sizes(small).slice(2));
  // Products of small matrices for each image would write more than they read.
  if (filters * channels > (filters + channels) * area) return longProductPerOffset(c, given);
  return channels <= fewChannels ? productPerRow(c, given) : productPerOffset(c, given);
}

/** A filter gradient is a product of `small`'s gradient with views of `large`: see `filterGradient`. */
interface FilterGradient {
  /** [N, C, ...], padded with zeros by the window. */
  readonly large: Value;
  /** [N, O, ...] */
  readonly small: Value;
  readonly window: Window;
  readonly group: number;
}

/** Up to so many channels, views of several offsets make one product: else its matrices are too narrow. */
const fewChannels = 8;
/** Elements of the joined views; more are joined row by row of the filter. */
const mostJoined = 2 ** 23;

/**
 * Each channel with its own filter: a convolution again, of each channel of each image with the gradient there. Where the filter
 * had strides this one is dilated, and the other way round.
 */
function depthwiseGradient(c: GradientContext, { large, small, window }: FilterGradient): Value {
  const { kernel, strides, dilations, pads } = window;
  const [batch = 1, channels = 1, ...spatial] = sizes(large);
  const positions = sizes(small).slice(2);
  const planes = batch * channels;
  const image = c.reshape(large, [1, planes, ...spatial]);
  const filter = c.reshape(small, [planes, 1, ...positions]);
  const every = c.b.op("Conv", [image, filter], {
    kernel_shape: positions,
    strides: dilations,
    dilations: strides,
    pads,
    group: planes,
  });
  // What the strides have left over at the far edge gives offsets that the filter does not have.
  const found = sizes(every).slice(2);
  const cut = sliceSpatial(c, every, {
    starts: kernel.map(() => 0),
    ends: kernel.map((size, axis) => Math.min(size, found[axis] ?? size)),
    strides: kernel.map(() => 1),
    first: 2,
  });
  return c.reshape(c.sum(c.reshape(cut, [batch, channels, ...kernel]), [0]), [channels, 1, ...kernel]);
}

/** A batched product for each offset: [N, g, O/g, area] x [N, g, area, C/g]. */
function productPerOffset(c: GradientContext, given: FilterGradient): Value {
  const { large, small, window, group } = given;
  const [batch = 1, channels = 1] = sizes(large);
  const [, filters = 1, ...positions] = sizes(small);
  const area = product(positions);
  const left = c.reshape(small, [batch, group, filters / group, area]);
  const taps = viewsOf(c, given).map((view) => {
    const right = c.reshape(view, [batch, group, channels / group, area]);
    const each = c.b.op("FusedMatMul", [left, right], { transB: 1 }); // [N, g, O/g, C/g]
    return c.reshape(c.sum(each, [0]), [filters, channels / group, 1]);
  });
  return c.reshape(join(c, taps, 2), [filters, channels / group, ...window.kernel]);
}

/** A batched product for several offsets side by side: [N, O, area] x [N, area, C offsets]. */
function productPerRow(c: GradientContext, given: FilterGradient): Value {
  const { large, small, window } = given;
  const [batch = 1, channels = 1] = sizes(large);
  const [, filters = 1, ...positions] = sizes(small);
  const area = product(positions);
  const left = c.reshape(small, [batch, filters, area]);
  const views = viewsOf(c, given).map((view) => c.reshape(view, [batch, channels, area]));
  const joined = views.length * batch * channels * area;
  const together = joined <= mostJoined ? views.length : (window.kernel.at(-1) ?? 1);
  const rows = chunks(views, together).map((row) => {
    const each = c.b.op("FusedMatMul", [left, join(c, row, 1)], { transB: 1 }); // [N, O, offsets C]
    return c.transpose(c.reshape(c.sum(each, [0]), [filters, row.length, channels]), [0, 2, 1]);
  });
  return c.reshape(join(c, rows, 2), [filters, channels, ...window.kernel]);
}

/** One product for each offset over positions and batch at once, in the layout [..., N, C]: [O, area N] x [area N, C]. */
function longProductPerOffset(c: GradientContext, { large, small, window }: FilterGradient): Value {
  const { kernel, pads } = window;
  const rank = kernel.length;
  const [batch = 1, channels = 1, ...spatial] = sizes(large);
  const [, filters = 1, ...positions] = sizes(small);
  const rows = product(positions) * batch;
  const turned = (value: Value, outer: number, places: readonly number[]): Value =>
    c.transpose(c.reshape(value, [batch * outer, product(places)]), [1, 0]);
  const left = c.reshape(turned(small, filters, positions), [rows, filters]);
  const laid = c.reshape(turned(large, channels, spatial), [...spatial, batch, channels]);
  const around = [...pads.slice(0, rank), 0, 0, ...pads.slice(rank), 0, 0];
  const padded = pads.some((pad) => pad > 0) ? c.b.op("Pad", [laid, c.b.integers(around)]) : laid;
  const taps = offsets(kernel).map((offset) => {
    const right = c.reshape(viewAt(c, padded, offset, positions, window, 0), [rows, channels]);
    return c.reshape(c.b.op("FusedMatMul", [left, right], { transA: 1 }), [filters, channels, 1]);
  });
  return c.reshape(join(c, taps, 2), [filters, channels, ...kernel]);
}

/** What each offset of the filter sees of `large`, [N, C, ...positions]. */
function viewsOf(c: GradientContext, { large, small, window }: FilterGradient): Value[] {
  const padded = padSpatial(c, large, window);
  return offsets(window.kernel).map((offset) => viewAt(c, padded, offset, sizes(small).slice(2), window, 2));
}

/** @param first the first spatial axis */
function viewAt(
  c: GradientContext,
  padded: Value,
  offset: readonly number[],
  positions: readonly number[],
  { dilations, strides }: Window,
  first: number,
): Value {
  const starts = offset.map((index, axis) => index * (dilations[axis] ?? 1));
  const ends = starts.map((start, axis) => start + ((positions[axis] ?? 1) - 1) * (strides[axis] ?? 1) + 1);
  return sliceSpatial(c, padded, { starts, ends, strides, first });
}

function join(c: GradientContext, values: readonly Value[], axis: number): Value {
  const [only] = values;
  return values.length === 1 && only ? only : c.b.op("Concat", values, { axis });
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((result, number) => result * number, 1);
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/** Pads with zeros. */
function padSpatial(c: GradientContext, value: Value, { pads }: Window): Value {
  if (pads.every((pad) => pad === 0)) return value;
  const rank = pads.length / 2;
  const all = [0, 0, ...pads.slice(0, rank), 0, 0, ...pads.slice(rank)];
  return c.b.op("Pad", [value, c.b.integers(all)]);
}

interface SpatialSlice {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly strides: readonly number[];
  /** The first spatial axis. */
  readonly first: number;
}

function sliceSpatial(
  c: GradientContext,
  value: Value,
  { starts, ends, strides, first }: SpatialSlice,
): Value {
  const spatial = sizes(value).slice(first, first + starts.length);
  const whole = starts.every(
    (start, axis) => start === 0 && ends[axis] === spatial[axis] && strides[axis] === 1,
  );
  if (whole) return value;
  return c.b.op("Slice", [
    value,
    c.b.integers(starts),
    c.b.integers(ends),
    c.b.integers(starts.map((_, axis) => axis + first)),
    ...(strides.every((stride) => stride === 1) ? [] : [c.b.integers(strides)]),
  ]);
}

/** Every index into a kernel, row-major. */
function offsets(kernel: readonly number[]): number[][] {
  return kernel.reduce<number[][]>(
    (all, size) => all.flatMap((head) => Array.from({ length: size }, (_, index) => [...head, index])),
    [[]],
  );
}
