import type { Random } from "../../tensor/random.ts";

/** One training input: which image and which of its tiles. */
export interface Pick {
  readonly sample: number;
  readonly tile: number;
}

export interface EpochOptions {
  /** Inputs to draw. */
  readonly count: number;
  readonly tilesPerImage: number;
  /** 0 draws classes as often as they occur, 1 all equally often, 0.5 by the square root of their counts. */
  readonly classBalance: number;
}

/**
 * Draws the inputs of one epoch, in random order. Every class gets its share of them to within one input, and the
 * shares add up to `count`; within a class all tiles are dealt out before any comes again. None for no samples.
 * @param samples training samples: position in the data set, and class
 */
export function drawEpoch(
  samples: readonly { readonly index: number; readonly label: string }[],
  { count, tilesPerImage, classBalance }: EpochOptions,
  random: Random,
): Pick[] {
  const byClass = groupByLabel(samples);
  const weights = [...byClass].map(([, members]) => members.length ** (1 - classBalance));
  const total = weights.reduce((a, b) => a + b, 0);
  const picks: Pick[] = [];
  let quota = 0;
  [...byClass.keys()].sort().forEach((label) => {
    const members = byClass.get(label) ?? [];
    // Systematic rounding: cumulative shares, so that the counts always add up.
    quota += (count * members.length ** (1 - classBalance)) / total;
    const wanted = Math.round(quota) - picks.length;
    const tiles = members.flatMap(({ index }) =>
      Array.from({ length: tilesPerImage }, (_, tile) => ({ sample: index, tile })),
    );
    const source = random.fork("deal", label);
    let deck: Pick[] = [];
    for (let drawn = 0; drawn < wanted; drawn++) {
      if (deck.length === 0) deck = source.shuffle(tiles);
      const pick = deck.pop();
      if (pick) picks.push(pick);
    }
  });
  return random.fork("order").shuffle(picks);
}

function groupByLabel<T extends { readonly label: string }>(samples: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const sample of samples) {
    const members = groups.get(sample.label);
    if (members) members.push(sample);
    else groups.set(sample.label, [sample]);
  }
  return groups;
}
