import type { LabelChange } from "../../../../src/app/protocol/image-api.ts";

/** A change of labels, and what takes it back. */
export interface LabelStep {
  readonly before: readonly LabelChange[];
  readonly after: readonly LabelChange[];
}

/** Asks the server for changes; answers how many of them, from the first on, are on the disk. */
export type SendLabels = (changes: readonly LabelChange[]) => Promise<number>;

/** What has become of a step; undefined: there was none to undo or redo. */
export interface LabelOutcome {
  readonly kept: number;
  readonly asked: number;
}

/** Labels that were given, one request after the other, and what can be undone of them. */
export interface LabelHistory {
  readonly give: (step: LabelStep, send: SendLabels) => Promise<LabelOutcome>;
  readonly undo: (send: SendLabels) => Promise<LabelOutcome | undefined>;
  readonly redo: (send: SendLabels) => Promise<LabelOutcome | undefined>;
  readonly canUndo: () => boolean;
  readonly canRedo: () => boolean;
}

/**
 * A history that holds only what the server has kept. A step waits for the one before it, so that the disk sees them in
 * their order and an undo right after a label finds it.
 */
export function labelHistory(): LabelHistory {
  const past: LabelStep[] = [];
  const future: LabelStep[] = [];
  /** Labels that were refused, and what the images have instead, for steps that were made before this was known. */
  const refused = new Map<string, LabelChange & { readonly instead: string | null }>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    waiting++;
    const turn = last.then(work);
    last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      waiting--;
      if (waiting === 0) refused.clear();
    }
  };

  const give = async (step: LabelStep, send: SendLabels): Promise<LabelOutcome> => {
    const before = step.before.map(({ path, label }) => {
      const other = refused.get(path);
      return { path, label: other !== undefined && other.label === label ? other.instead : label };
    });
    const asked = step.after.length;
    const kept = await send(step.after);
    if (kept > 0) {
      past.push({ before: before.slice(0, kept), after: step.after.slice(0, kept) });
      future.length = 0;
    }
    for (let at = kept; at < asked; at++) {
      const [to, from] = [step.after[at], before[at]];
      if (to !== undefined && from !== undefined) refused.set(to.path, { ...to, instead: from.label });
    }
    return { kept, asked };
  };

  /** A step that was not wholly kept stays where it was: the same again does no harm. */
  const shift = async (
    from: LabelStep[],
    to: LabelStep[],
    side: "before" | "after",
    send: SendLabels,
  ): Promise<LabelOutcome | undefined> => {
    const step = from.at(-1);
    if (step === undefined) return undefined;
    const kept = await send(step[side]);
    if (kept === step[side].length) {
      from.pop();
      to.push(step);
    }
    return { kept, asked: step[side].length };
  };

  return {
    give: (step, send) => inTurn(() => give(step, send)),
    undo: (send) => inTurn(() => shift(past, future, "before", send)),
    redo: (send) => inTurn(() => shift(future, past, "after", send)),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}
