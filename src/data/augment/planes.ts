import { MorError } from "../../errors.ts";
import type { TensorData } from "../../tensor/dtype.ts";

/** Size of a channel-planar, row-major picture [channels, height, width]. */
export interface PlaneSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A channel-planar picture in memory. */
export interface Planes<T extends TensorData = TensorData> extends PlaneSize {
  readonly data: T;
}

/** @throws MorError `shape-mismatch` when the data do not have the size's number of elements. */
export function checkPlanes(data: { readonly length: number }, size: PlaneSize): void {
  const expected = size.channels * size.height * size.width;
  if (data.length === expected) return;
  throw new MorError(
    "shape-mismatch",
    `Expected ${expected} elements for [${size.channels}, ${size.height}, ${size.width}], got ${data.length}`,
  );
}
