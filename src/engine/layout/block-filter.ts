import { algebra } from "../graph/algebra.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { GraphIndex } from "../graph/graph-index.ts";

/** How a filter meets the channels of its image; `few-channels`: fewer than a block, in plain layout. */
export type FilterForm = "blocked" | "few-channels" | "depthwise";

/** A filter that a convolution uses as it is, or turned: see `findFilter`. */
export interface FoundFilter {
  readonly name: string;
  /** Turned by 180 degrees, with its channel axes exchanged: the convolution of an input gradient. */
  readonly turned: boolean;
}

/** Looks through the turning of a filter, which costs less when it is done together with the blocking. */
export function findFilter(name: string, index: GraphIndex): FoundFilter {
  const exchange = index.producer(name);
  const perm = exchange?.op === "Transpose" ? exchange.attributes.perm : undefined;
  const between = String(perm) === "1,0,2,3" ? (exchange?.inputs[0] ?? "") : undefined;
  const flip = between === undefined ? undefined : index.producer(between);
  // Nothing but the gradient of a convolution cuts a filter with steps before its channels are exchanged.
  if (flip?.op === "Slice" && flip.inputs.length === 5) return { name: flip.inputs[0] ?? "", turned: true };
  return { name, turned: false };
}

/** @returns positions of the filter's offsets, row by row: last first where it is turned. */
export function offsetsOf(kernel: readonly number[], turned: boolean): number[] {
  const all = Array.from({ length: kernel.reduce((product, size) => product * size, 1) }, (_, at) => at);
  return turned ? all.reverse() : all;
}

/**
 * Puts a filter [O, C, kh, kw] into the order in which blocked convolutions read one: [O / B, C / B, kh kw, B (of C), B (of O)],
 * with O and C exchanged where it is turned. `pickOffsets` takes the offsets that a convolution uses.
 */
export function blockFilter(b: Builder, filter: Value, block: number, turned: boolean): Value {
  const { reshape, transpose } = algebra(b);
  const [filters = 0, channels = 0, height = 0, width = 0] = filter.shape.map(Number);
  const offsets = height * width;
  // The reordering of images moves whole vectors on all threads; a Transpose moves number after number on one.
  const inward = (value: Value, batch: number, axis: number, rest: number): Value =>
    b.op("ReorderInput", [reshape(value, [batch, axis, 1, rest])]);
  const [ofFilters, ofChannels] = [filters / block, channels / block];
  if (!turned) {
    const byChannel = inward(filter, filters, channels, offsets);
    const split = inward(byChannel, 1, filters, channels * offsets);
    return reshape(split, [ofFilters, ofChannels, offsets, block, block]);
  }
  const byFilter = inward(filter, 1, filters, channels * offsets);
  const split = inward(byFilter, ofFilters, channels, offsets * block);
  const exchanged = transpose(reshape(split, [ofFilters, ofChannels, offsets * block * block]), [1, 0, 2]);
  return reshape(exchanged, [ofChannels, ofFilters, offsets, block, block]);
}

/** [O / B, C, kh kw, B]: for images of few channels, and for filters of one channel each. */
export function blockNarrowFilter(b: Builder, filter: Value, block: number): Value {
  const { reshape } = algebra(b);
  const [filters = 0, channels = 0, height = 0, width = 0] = filter.shape.map(Number);
  const flat = reshape(filter, [1, filters, channels, height * width]);
  return reshape(b.op("ReorderInput", [flat]), [filters / block, channels, height * width, block]);
}

/** The offsets of a blocked filter that a convolution uses, as a filter of the shape that it expects. */
export function pickOffsets(
  b: Builder,
  blocked: Value,
  offsets: readonly number[],
  shape: readonly number[],
): Value {
  const { reshape } = algebra(b);
  const all = offsets.length === blocked.shape[2] && offsets.every((offset, index) => offset === index);
  return reshape(all ? blocked : b.op("Gather", [blocked, b.integers(offsets)], { axis: 2 }), shape);
}
