/** One piece of work after the other. */
export interface Turns {
  /** Begins when all that was asked before is done, or has failed. */
  readonly take: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Whether something is under way. */
  readonly isBusy: () => boolean;
}

/** Keeps work in the order in which it was asked for, so that an undo right after a label finds that label. */
export function inTurn(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async take(work) {
      waiting++;
      const turn = last.then(work);
      last = turn.catch(() => {});
      try {
        return await turn;
      } finally {
        waiting--;
      }
    },
    isBusy: () => waiting > 0,
  };
}
