/** Who is measured, by name; `ours` is first. */
export type Entrants<T> = Readonly<Record<string, () => Promise<T>>> & { readonly ours: () => Promise<T> };

export interface InTurnOptions {
  readonly rounds: number;
  /** Called at the end of each round. */
  readonly onRound: (round: number) => void;
  /** Called when a peer fails; it takes no further part. */
  readonly onFailure: (name: string, error: unknown) => void;
}

/**
 * Measures everybody in each round. The order turns from round to round, so that nobody always runs on the machine that
 * another one has heated.
 * @returns the measurements of each, as many as rounds; a peer that failed is absent.
 * @throws what `ours` throws.
 */
export async function inTurn<T>(
  entrants: Entrants<T>,
  { rounds, onRound, onFailure }: InTurnOptions,
): Promise<Record<string, T[]>> {
  const measured = new Map<string, T[]>(Object.keys(entrants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const names = [...measured.keys()];
    for (let place = 0; place < names.length; place++) {
      const name = names[(round + place) % names.length] ?? "ours";
      try {
        const value = await entrants[name]?.();
        if (value !== undefined) measured.get(name)?.push(value);
      } catch (error) {
        if (name === "ours") throw error;
        onFailure(name, error);
        measured.delete(name);
      }
    }
    onRound(round + 1);
  }
  return Object.fromEntries(measured);
}
