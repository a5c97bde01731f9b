import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mapConcurrently } from "../../../src/data/dataset/map-concurrently.ts";

describe("mapConcurrently", () => {
  it("keeps the order of the items and the limit", async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrently(
      [5, 1, 4, 2, 3],
      async (item) => {
        most = Math.max(most, ++running);
        await setTimeout(item);
        running--;
        return item * 10;
      },
      { limit: 2 },
    );
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it("throws the error of the earliest item that failed and begins no more", async () => {
    const begun: number[] = [];
    const work = mapConcurrently(
      [3, 1, 2, 4, 5],
      async (item, index) => {
        begun.push(index);
        await setTimeout(item * 5);
        throw new Error(`item ${index}`);
      },
      { limit: 2 },
    );
    await expect(work).rejects.toThrow("item 0");
    expect(begun).toEqual([0, 1]);
  });

  it("gives nothing for nothing", async () => {
    expect(await mapConcurrently([], async (item) => item, { limit: 4 })).toEqual([]);
  });
});
