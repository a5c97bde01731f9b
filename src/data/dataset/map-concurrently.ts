import { throwIfCancelled } from "../../errors.ts";

export interface ConcurrencyOptions {
  /** How many items are worked on at once; at least 1. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each item. */
  readonly onDone?: ((done: number) => void) | undefined;
}

/**
 * Applies an asynchronous function to all items, `limit` at a time; results stand in the order of the items.
 * When items fail, no new ones are begun and the error of the earliest failed item is thrown.
 *
 * @throws MorError `cancelled` when the signal fires, once the items in work have ended.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  options: ConcurrencyOptions,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const failures: { index: number; error: unknown }[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0 && !options.signal?.aborted) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T, index); // index < items.length
        options.onDone?.(++done);
      } catch (error) {
        failures.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.limit, items.length) }, worker));
  throwIfCancelled(options.signal);
  const first = failures.sort((a, b) => a.index - b.index)[0];
  if (first) throw first.error;
  return results;
}
