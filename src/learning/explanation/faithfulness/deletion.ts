import { blurredInputs } from "../methods/blurred-inputs.ts";
import { scoreVariants } from "../methods/score-variants.ts";
import type { ExplainableModel } from "../model/explainable-model.ts";
import type { CellGrid } from "./cell-grid.ts";

/** Inputs of which cells are taken away. */
export interface DeletionSetting {
  /** [count, C, H, W] */
  readonly inputs: Float32Array;
  /** What a cell is replaced by, in the same layout. */
  readonly blurred: Float32Array;
  readonly count: number;
  readonly targets: Int32Array;
  readonly grid: CellGrid;
  readonly steps: number;
  /** Probability of the explained class of each input, and of its blurred copy: both ends of every curve. */
  readonly whole: Float64Array;
  readonly blank: Float64Array;
}

export interface DeletionRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** The blurred copies, and both ends of the curves. */
export async function prepareDeletion(
  model: ExplainableModel,
  given: Pick<DeletionSetting, "inputs" | "count" | "targets" | "grid" | "steps">,
  signal?: AbortSignal,
): Promise<DeletionSetting> {
  const { inputs, count, targets } = given;
  const blurred = blurredInputs(inputs, count, model.input);
  const length = inputs.length / Math.max(1, count);
  const ends = [new Float64Array(count), new Float64Array(count)] as const;
  await scoreVariants(model, {
    count,
    perInput: 2,
    signal,
    write(index, variant, out) {
      out.set((variant === 0 ? inputs : blurred).subarray(index * length, (index + 1) * length));
    },
    take(index, variant, probabilities) {
      ends[variant === 0 ? 0 : 1][index] = probabilities[targets[index] ?? 0] ?? 0;
    },
  });
  return { ...given, blurred, whole: ends[0], blank: ends[1] };
}

/**
 * Probability of the explained class while cells are taken away in some order.
 *
 * An insertion that begins with the hottest cell is a deletion that begins with the coldest, read from its end: this one
 * function makes both.
 *
 * @param orders of each input, one or more orders of its cells.
 * @returns [count, orders, steps + 1], at the shares of `deletedShares`.
 */
export async function deletionCurves(
  model: ExplainableModel,
  setting: DeletionSetting,
  orders: readonly (readonly Int32Array[])[],
  { signal, onProgress }: DeletionRun = {},
): Promise<Float64Array> {
  const { inputs, blurred, count, targets, grid, steps, whole, blank } = setting;
  const { channels, height, width } = model.input;
  const plane = height * width;
  const length = channels * plane;
  const perInput = orders[0]?.length ?? 0;
  const points = steps + 1;
  const curves = new Float64Array(count * perInput * points);
  for (let row = 0; row < count * perInput; row++) {
    const index = Math.floor(row / perInput);
    curves[row * points] = whole[index] ?? 0;
    curves[row * points + steps] = blank[index] ?? 0;
  }
  const isDeleted = new Uint8Array(grid.count);
  const inner = steps - 1;
  await scoreVariants(model, {
    count,
    perInput: perInput * inner,
    signal,
    onProgress,
    write(index, variant, out) {
      const order = orders[index]?.[Math.floor(variant / inner)];
      const deleted = deletedCells(grid.count, steps, (variant % inner) + 1);
      isDeleted.fill(0);
      for (let i = 0; i < deleted; i++) isDeleted[order?.[i] ?? 0] = 1;
      const start = index * length;
      for (let i = 0; i < length; i++) {
        const from = isDeleted[grid.cellOf[i % plane] ?? 0] === 1 ? blurred : inputs;
        out[i] = from[start + i] ?? 0;
      }
    },
    take(index, variant, probabilities) {
      const row = index * perInput + Math.floor(variant / inner);
      curves[row * points + (variant % inner) + 1] = probabilities[targets[index] ?? 0] ?? 0;
    },
  });
  return curves;
}

/** Whether blurring the whole input takes more than half of the probability away. */
export function restsOnStructure({ count, whole, blank }: DeletionSetting): boolean[] {
  return Array.from({ length: count }, (_, index) => (blank[index] ?? 0) < (whole[index] ?? 0) / 2);
}

/** Share of the cells that is gone at each point of a curve, from 0 to 1. */
export function deletedShares(cells: number, steps: number): Float64Array {
  return Float64Array.from({ length: steps + 1 }, (_, step) => deletedCells(cells, steps, step) / cells);
}

/** Area under a curve over shares from 0 to 1, by the trapezoid rule. */
export function areaUnder(curve: ArrayLike<number>, shares: ArrayLike<number>): number {
  let area = 0;
  for (let i = 1; i < shares.length; i++) {
    area += (((curve[i] ?? 0) + (curve[i - 1] ?? 0)) / 2) * ((shares[i] ?? 0) - (shares[i - 1] ?? 0));
  }
  return area;
}

function deletedCells(cells: number, steps: number, step: number): number {
  return Math.round((cells * step) / steps);
}
