import { describe, expect, it } from "vitest";
import { inTurn } from "../../../web/src/images/history/in-turn.ts";

describe("inTurn", () => {
  it("does one after the other, also after one that has failed", async () => {
    const turns = inTurn();
    const order: string[] = [];
    const work = async (name: string): Promise<string> => {
      order.push(`${name} begins`);
      await Promise.resolve();
      if (name === "b") throw new Error("refused");
      order.push(`${name} ends`);
      return name;
    };
    const asked = ["a", "b", "c"].map((name) => turns.take(() => work(name)));
    expect(turns.isBusy()).toBe(true);
    const [a, b, c] = await Promise.allSettled(asked);
    expect(order).toEqual(["a begins", "a ends", "b begins", "c begins", "c ends"]);
    expect([a?.status, b?.status, c?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(turns.isBusy()).toBe(false);
  });
});
