import { describe, expect, it } from "vitest";
import { chooseRegularisation } from "../../../../src/learning/classical/logistic/choose-regularisation.ts";
import { fitLogisticRegression } from "../../../../src/learning/classical/logistic/logistic-regression.ts";
import { madeRows } from "../classical-fixture.ts";

describe("chooseRegularisation", () => {
  it("refits with the C that the folds prefer, and says what it tried", async () => {
    const { x, labels, groups } = madeRows(120, 6, 3, 2, 2);
    const seen: [number, number][] = [];
    const chosen = await chooseRegularisation(x, labels, {
      classCount: 3,
      groups,
      seed: 1,
      onProgress: (done, total) => seen.push([done, total]),
    });
    const losses = chosen.tried.map(({ score }) => score.logLoss);
    expect(chosen.score.logLoss).toBe(Math.min(...losses));
    expect(chosen.score.accuracy).toBeGreaterThan(0.5);
    expect(seen.at(-1)).toEqual([46, 46]);
    const refit = await fitLogisticRegression(x, labels, {
      classCount: 3,
      regularisation: chosen.regularisation,
    });
    expect(chosen.model).toEqual(refit.model);
  });

  it("judges by the validation rows where there are some", async () => {
    const { x, labels } = madeRows(90, 6, 3, 2, 2);
    const other = madeRows(90, 6, 3, 2, 2);
    const chosen = await chooseRegularisation(x, labels, {
      classCount: 3,
      validation: { x: other.x, labels: other.labels },
      grid: [0.001, 1],
      criterion: "accuracy",
      seed: 1,
    });
    expect(chosen.tried.map(({ regularisation }) => regularisation)).toEqual([0.001, 1]);
  });

  it("stops when it is told to, and refuses an empty grid", async () => {
    const { x, labels } = madeRows(60, 3, 3, 2);
    const signal = AbortSignal.abort();
    await expect(chooseRegularisation(x, labels, { classCount: 3, seed: 1, signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    await expect(chooseRegularisation(x, labels, { classCount: 3, seed: 1, grid: [] })).rejects.toMatchObject(
      {
        code: "usage",
      },
    );
  });
});
