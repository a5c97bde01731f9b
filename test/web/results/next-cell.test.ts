import { describe, expect, it } from "vitest";
import { nextCell, type Place } from "../../../web/src/results/figures/next-cell.ts";

const counts = [
  [5, 0, 1],
  [0, 0, 0],
  [0, 2, 7],
];
const canChoose = ([row, column]: Place) => (counts[row]?.[column] ?? 0) > 0;
const go = (from: Place, key: string) => nextCell(canChoose, 3, from, key);

describe("nextCell", () => {
  it("passes over empty cells and empty rows", () => {
    expect(go([0, 0], "ArrowRight")).toEqual([0, 2]);
    expect(go([0, 2], "ArrowLeft")).toEqual([0, 0]);
    expect(go([0, 2], "ArrowDown")).toEqual([2, 2]);
    expect(go([0, 0], "ArrowDown")).toEqual([2, 1]);
    expect(go([2, 1], "ArrowUp")).toEqual([0, 0]);
  });

  it("goes to the ends of a row, and nowhere at the edge or by other keys", () => {
    expect(go([2, 2], "Home")).toEqual([2, 1]);
    expect(go([0, 0], "End")).toEqual([0, 2]);
    expect(go([0, 0], "ArrowUp")).toBeUndefined();
    expect(go([0, 2], "ArrowRight")).toBeUndefined();
    expect(go([0, 0], "a")).toBeUndefined();
  });
});
