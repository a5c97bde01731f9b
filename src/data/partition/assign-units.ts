import type { Random } from "../../tensor/random.ts";
import { cutCounts } from "./cut-counts.ts";
import type { SplitUnit } from "./split-units.ts";

/**
 * Gives each unit a part so that in every class the shares of the parts come near to `shares`; no unit is cut.
 *
 * Units of one sample each: every class is shuffled and cut, exact to the rounding. Otherwise a search for the
 * least sum over classes and parts of ((count - wished count) / class size)^2, plus 1 for each class that is absent
 * from a part: a greedy pass over the units, largest first (as scikit-learn's StratifiedGroupKFold), then single
 * moves and swaps while they help; the best of several shuffled starts.
 *
 * @param shares positive, with sum 1.
 * @returns the part of each unit, as a position in `shares`.
 */
export function assignUnits(
  units: readonly SplitUnit[],
  classes: readonly string[],
  shares: readonly number[],
  random: Random,
): Int32Array {
  if (units.every((unit) => unit.members.length === 1)) return cutClasses(units, classes, shares, random);
  let best: Int32Array = new Int32Array(units.length);
  let bestCost = Number.POSITIVE_INFINITY;
  const starts = units.length > 5_000 ? 2 : 8;
  for (let start = 0; start < starts; start++) {
    const board = createBoard(units, classes.length, shares);
    const order = random.fork("units", start).shuffle(units.map((_, index) => index));
    // The sort is stable: units of one size stay in random order.
    order.sort((a, b) => (units[b]?.members.length ?? 0) - (units[a]?.members.length ?? 0));
    for (const unit of order) board.place(unit, board.bestPart(unit));
    improve(board, order);
    const cost = board.cost();
    if (cost < bestCost - tolerance) {
      bestCost = cost;
      best = board.parts;
    }
  }
  return best;
}

/** Costs that differ by less are equal: sums of the same terms in another order. */
const tolerance = 1e-9;

/** Beyond this number of units the quadratic number of swaps is too slow, and single moves come near enough. */
const maxSwapUnits = 400;

function cutClasses(
  units: readonly SplitUnit[],
  classes: readonly string[],
  shares: readonly number[],
  random: Random,
): Int32Array {
  const parts = new Int32Array(units.length);
  for (const [position, label] of classes.entries()) {
    const members = units.flatMap((unit, index) => (unit.counts.has(position) ? [index] : []));
    const shuffled = random.fork("class", label).shuffle(members);
    let from = 0;
    for (const [part, count] of cutCounts(members.length, shares, position).entries()) {
      for (const unit of shuffled.slice(from, from + count)) parts[unit] = part;
      from += count;
    }
  }
  return parts;
}

/** Units on their parts; changes return by how much they alter the cost. */
interface Board {
  readonly parts: Int32Array;
  place(unit: number, part: number): number;
  remove(unit: number): number;
  /** The part in which a unit that has none costs least; the first of equals. */
  bestPart(unit: number): number;
  cost(): number;
}

function createBoard(units: readonly SplitUnit[], classCount: number, shares: readonly number[]): Board {
  const partCount = shares.length;
  const parts = new Int32Array(units.length).fill(-1);
  const totals = new Float64Array(classCount);
  for (const unit of units) {
    for (const [label, count] of unit.counts) totals[label] = (totals[label] ?? 0) + count;
  }
  const counts = new Float64Array(classCount * partCount);
  const cellCost = (label: number, part: number, count: number): number => {
    const gap = count / (totals[label] ?? 1) - (shares[part] ?? 0);
    return gap * gap + (count === 0 ? 1 : 0);
  };
  const alter = (unit: number, part: number, sign: 1 | -1, isTrial: boolean): number => {
    let change = 0;
    for (const [label, count] of units[unit]?.counts ?? []) {
      const cell = label * partCount + part;
      const before = counts[cell] ?? 0;
      change += cellCost(label, part, before + sign * count) - cellCost(label, part, before);
      if (!isTrial) counts[cell] = before + sign * count;
    }
    return change;
  };
  return {
    parts,
    place(unit, part) {
      parts[unit] = part;
      return alter(unit, part, 1, false);
    },
    remove(unit) {
      const part = parts[unit] ?? 0;
      parts[unit] = -1;
      return alter(unit, part, -1, false);
    },
    bestPart(unit) {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let part = 0; part < partCount; part++) {
        const change = alter(unit, part, 1, true);
        if (change < least - tolerance) {
          least = change;
          best = part;
        }
      }
      return best;
    },
    cost() {
      let sum = 0;
      for (let label = 0; label < classCount; label++) {
        if (totals[label] === 0) continue;
        for (let part = 0; part < partCount; part++) {
          sum += cellCost(label, part, counts[label * partCount + part] ?? 0);
        }
      }
      return sum;
    },
  };
}

/** Moves single units and swaps pairs while that lowers the cost. */
function improve(board: Board, order: readonly number[]): void {
  // Each pass lowers the cost; few are ever needed, and the limit bounds the time.
  for (let pass = 0; pass < 20; pass++) {
    let helped = moveUnits(board, order);
    if (order.length <= maxSwapUnits) helped = swapUnits(board, order) || helped;
    if (!helped) return;
  }
}

function moveUnits(board: Board, order: readonly number[]): boolean {
  let helped = false;
  for (const unit of order) {
    const from = board.parts[unit] ?? 0;
    const freed = board.remove(unit);
    const change = freed + board.place(unit, board.bestPart(unit));
    if (change < -tolerance) helped = true;
    else {
      board.remove(unit);
      board.place(unit, from);
    }
  }
  return helped;
}

function swapUnits(board: Board, order: readonly number[]): boolean {
  let helped = false;
  for (const [position, a] of order.entries()) {
    for (const b of order.slice(position + 1)) {
      const partOfA = board.parts[a] ?? 0;
      const partOfB = board.parts[b] ?? 0;
      if (partOfA === partOfB) continue;
      const freed = board.remove(a) + board.remove(b);
      const change = freed + board.place(a, partOfB) + board.place(b, partOfA);
      if (change < -tolerance) helped = true;
      else {
        board.remove(a);
        board.remove(b);
        board.place(a, partOfA);
        board.place(b, partOfB);
      }
    }
  }
  return helped;
}
