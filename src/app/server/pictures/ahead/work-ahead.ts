import { setTimeout as delay } from "node:timers/promises";

/** What is to be done while nobody waits. */
export interface AheadOptions {
  /** How many steps are done at once, as long as they are short. */
  readonly lanes: number;
  /** Milliseconds since somebody has waited for something. */
  readonly quietFor: () => number;
  /** Whether the machine has other work, so that this takes a tenth of the time. */
  readonly isBusy: () => boolean;
  readonly signal: AbortSignal;
}

/** Who scrolls comes back after moments. */
const quiet = 300;
/** A step that takes longer must leave room for what somebody asks for meanwhile. */
const long = 100;

/** Does all steps, in their order, whenever it is quiet. A step that fails is passed over. */
export async function workAhead(
  steps: Iterator<() => Promise<unknown>>,
  options: AheadOptions,
): Promise<void> {
  const { lanes, quietFor, isBusy, signal } = options;
  let longest = 0;
  const lane = async (index: number): Promise<void> => {
    while (!signal.aborted) {
      const isOff = index > 0 && (longest > long || isBusy());
      if (quietFor() < quiet || isOff) {
        await rest(isOff ? quiet : quiet - quietFor());
        continue;
      }
      const step = steps.next();
      if (step.done) return;
      const begin = performance.now();
      await step.value().catch(() => {});
      const took = performance.now() - begin;
      // Falls slowly, so that a few long steps among short ones count.
      longest = Math.max(took, 0.98 * longest);
      if (isBusy()) await rest(Math.min(10_000, 9 * took));
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
}

/** Keeps no process alive. */
async function rest(milliseconds: number): Promise<void> {
  await delay(Math.max(1, milliseconds), undefined, { ref: false });
}
