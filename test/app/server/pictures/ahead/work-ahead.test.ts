import { describe, expect, it } from "vitest";
import { evenOrder } from "../../../../../src/app/server/pictures/ahead/even-order.ts";
import { workAhead } from "../../../../../src/app/server/pictures/ahead/work-ahead.ts";

describe("evenOrder", () => {
  it("gives each number once, the first ones spread over all", () => {
    for (const count of [0, 1, 15, 16, 100]) {
      const order = [...evenOrder(count)];
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at));
    }
    expect([...evenOrder(64)].slice(0, 5)).toEqual([0, 16, 32, 48, 8]);
  });
});

describe("workAhead", () => {
  const free = { lanes: 2, quietFor: () => Number.POSITIVE_INFINITY, isBusy: () => false };

  /** Steps of which each lasts until the next turn of the event loop; how many have begun, and the most at once. */
  function steps(count: number) {
    const seen = { done: 0, most: 0, atOnce: 0 };
    const step = async (): Promise<void> => {
      seen.most = Math.max(seen.most, ++seen.atOnce);
      await new Promise((settle) => setImmediate(settle));
      seen.atOnce--;
      if (seen.done++ === 1) throw new Error("broken");
    };
    return { seen, steps: Array.from({ length: count }, () => step).values() };
  }

  it("takes all lanes while it is quiet, past steps that fail", async () => {
    const { seen, steps: all } = steps(20);
    await workAhead(all, { ...free, signal: new AbortController().signal });
    expect(seen).toEqual({ done: 20, most: 2, atOnce: 0 });
  });

  it("takes one lane and a tenth of the time beside other work", async () => {
    const { seen, steps: all } = steps(5);
    await workAhead(all, { ...free, isBusy: () => seen.done < 5, signal: new AbortController().signal });
    expect(seen).toMatchObject({ done: 5, most: 1 });
  });

  it("waits while somebody waits, and ends when it is told to", async () => {
    const { seen, steps: all } = steps(5);
    const end = new AbortController();
    let isQuiet = false;
    const work = workAhead(all, {
      ...free,
      quietFor: () => (isQuiet ? 1000 : 290),
      signal: end.signal,
    });
    await new Promise((settle) => setTimeout(settle, 50));
    expect(seen.done).toBe(0);
    isQuiet = true;
    await expect.poll(() => seen.done).toBe(5);
    end.abort();
    await work;
  });
});
