import { describe, expect, it } from "vitest";
import { scoreRows } from "../../../web/src/compare/found/score-rows.ts";

describe("the figure of scores", () => {
  it("draws no interval where none is known, and says so", () => {
    const models = [
      { title: "Forest", accuracy: { value: 0.9, low: 0.8, high: 0.95 } },
      { title: "Network", accuracy: { value: 0.7, low: null, high: null } },
      { title: "SVM", accuracy: { value: null, low: null, high: null } },
    ];
    const { dots, whiskers, missing } = scoreRows(models);
    expect(dots.map(({ title }) => title)).toEqual(["Forest", "Network"]);
    expect(whiskers).toEqual([{ title: "Forest", low: 0.8, high: 0.95 }]);
    expect(missing).toMatch(/^Without an interval, .*: Network\./);
    expect(scoreRows(models.slice(0, 1)).missing).toBeNull();
  });
});
