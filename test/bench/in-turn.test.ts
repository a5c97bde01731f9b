import { describe, expect, it } from "vitest";
import { inTurn } from "../../bench/harness/in-turn.ts";

describe("inTurn", () => {
  it("lets another one go first in each round", async () => {
    const order: string[] = [];
    const go = (name: string) => async () => order.push(name);
    const measured = await inTurn(
      { ours: go("ours"), a: go("a"), b: go("b") },
      { rounds: 3, onRound: () => order.push("|"), onFailure: () => {} },
    );
    expect(order.join(" ")).toBe("ours a b | a b ours | b ours a |");
    expect(Object.keys(measured)).toEqual(["ours", "a", "b"]);
    expect(measured.ours).toHaveLength(3);
  });

  it("goes on without a peer that fails, and not without ours", async () => {
    const failed: string[] = [];
    const options = { rounds: 2, onRound: () => {}, onFailure: (name: string) => failed.push(name) };
    const fail = () => Promise.reject(new Error("broken"));
    expect(await inTurn({ ours: async () => 1, a: fail }, options)).toEqual({ ours: [1, 1] });
    expect(failed).toEqual(["a"]);
    await expect(inTurn({ ours: fail }, options)).rejects.toThrow("broken");
  });
});
