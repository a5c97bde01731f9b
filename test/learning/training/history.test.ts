import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHistory, type HistoryRow, parseHistory } from "../../../src/learning/training/history.ts";

const number = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
const optional = fc.option(number);
const rows: fc.Arbitrary<HistoryRow[]> = fc.array(
  fc.record({
    epoch: fc.nat(),
    step: fc.nat(),
    learningRate: number,
    trainLoss: number,
    trainAccuracy: number,
    valLoss: optional,
    valAccuracy: optional,
    valMacroF1: optional,
    seconds: number,
  }),
);

describe("history.csv", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(rows, (history) => {
        expect(parseHistory(formatHistory(history))).toEqual(history);
      }),
    );
  });

  it("has the columns of the run folder, and a header alone before the first epoch", () => {
    expect(formatHistory([])).toBe(
      "epoch,step,learningRate,trainLoss,trainAccuracy,valLoss,valAccuracy,valMacroF1,seconds\n",
    );
    expect(parseHistory(formatHistory([]))).toEqual([]);
  });
});
