import type { Dim } from "../graph.ts";
import type { OpName } from "../op-attributes.ts";
import { invalid, mapDim } from "../op-schema.ts";

/** The geometry of a sliding window with every default resolved; one entry per spatial axis. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before each axis, then after each axis, as ONNX stores it. */
  readonly pads: readonly number[];
}

interface WindowAttributes {
  readonly auto_pad?: string;
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
  readonly strides?: readonly number[];
}

/**
 * Resolves defaults and `auto_pad`.
 * @throws MorError `graph-invalid` when `auto_pad` needs a size that is not known, or lengths differ.
 */
export function resolveWindow(
  op: OpName,
  attributes: WindowAttributes,
  kernel: readonly number[],
  spatial: readonly Dim[],
): Window {
  const rank = kernel.length;
  if (spatial.length !== rank) {
    throw invalid(op, `expected ${rank} spatial axes as in the kernel, got ${spatial.length}`);
  }
  const strides = attributes.strides ?? new Array<number>(rank).fill(1);
  const dilations = attributes.dilations ?? new Array<number>(rank).fill(1);
  const automatic = attributes.auto_pad ?? "NOTSET";
  let pads = attributes.pads ?? new Array<number>(2 * rank).fill(0);
  if (automatic === "VALID") pads = new Array<number>(2 * rank).fill(0);
  if (automatic === "SAME_UPPER" || automatic === "SAME_LOWER") {
    const total = kernel.map((size, axis) => {
      const dim = spatial[axis];
      if (typeof dim !== "number") throw invalid(op, `${automatic} needs a known size on axis ${axis + 2}`);
      const stride = strides[axis] ?? 1;
      const extent = (size - 1) * (dilations[axis] ?? 1) + 1;
      return Math.max(0, (Math.ceil(dim / stride) - 1) * stride + extent - dim);
    });
    const small = total.map((pad) => Math.floor(pad / 2));
    const large = total.map((pad) => Math.ceil(pad / 2));
    pads = automatic === "SAME_UPPER" ? [...small, ...large] : [...large, ...small];
  }
  return { kernel, strides, dilations, pads };
}

/** Sizes after the window has slid over the spatial axes. @throws MorError `graph-invalid` when nothing is left. */
export function slideSizes(op: OpName, window: Window, spatial: readonly Dim[], ceil = false): Dim[] {
  const rank = window.kernel.length;
  return spatial.map((dim, axis) =>
    mapDim(dim, (size) => {
      const stride = window.strides[axis] ?? 1;
      const extent = ((window.kernel[axis] ?? 1) - 1) * (window.dilations[axis] ?? 1) + 1;
      const before = window.pads[axis] ?? 0;
      const padded = size + before + (window.pads[axis + rank] ?? 0);
      let out = (ceil ? Math.ceil : Math.floor)((padded - extent) / stride) + 1;
      if (ceil && (out - 1) * stride >= size + before) out -= 1; // a window may not start in the far padding
      if (out < 1) throw invalid(op, `a window of ${extent} does not fit an axis of ${padded}`);
      return out;
    }),
  );
}
