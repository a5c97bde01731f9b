import type { Measured } from "../../protocol/run/run-document.ts";

/**
 * One share less another, of different images, with the 95 % interval that follows from their own: by the square root of
 * the sum of squares of the distances to the far ends (Newcombe 1998, Statistics in Medicine 17:873, method 10; for any
 * intervals Zou and Donner 2008, Statistics in Medicine 27:1693). Without both intervals the difference alone; null
 * without both values.
 */
export function differenceOfShares(one: Measured, other: Measured): Measured | null {
  if (one.value === null || other.value === null) return null;
  const value = one.value - other.value;
  if (one.low === null || one.high === null || other.low === null || other.high === null) {
    return { value, low: null, high: null };
  }
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}
