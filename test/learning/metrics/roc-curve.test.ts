import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aucRoc, rocCurve } from "../../../src/learning/metrics/roc-curve.ts";
import { agree, readMetricsFixture } from "./metrics-fixture.ts";

const cases = readMetricsFixture().cases;

describe("rocCurve", () => {
  it.each(cases.filter(({ roc }) => roc !== undefined))("agrees with scikit-learn: $name", (wanted) => {
    for (let k = 0; k < wanted.classes; k++) {
      const score = wanted.truth.map((_, row) => wanted.probability[row * wanted.classes + k] ?? 0);
      const curve = rocCurve(
        score,
        wanted.truth.map((label) => label === k),
      );
      const [alarms, hits, threshold] = wanted.roc[k] ?? [];
      if (alarms === undefined) {
        expect(curve).toBeNull();
        continue;
      }
      expect(curve?.threshold.slice(1)).toEqual(threshold?.slice(1));
      expect(curve?.threshold[0]).toBe(Number.POSITIVE_INFINITY);
      expect(curve?.falsePositiveRate.every((value, i) => agree(value, alarms[i]))).toBe(true);
      expect(curve?.truePositiveRate.every((value, i) => agree(value, hits?.[i]))).toBe(true);
    }
  });

  it("is null without positives, without negatives, without rows", () => {
    expect([rocCurve([0.1, 0.2], [0, 0]), rocCurve([0.1, 0.2], [1, 1]), rocCurve([], [])]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe("aucRoc", () => {
  it("weighs rows as scikit-learn does", () => {
    const { classes, truth, probability, weight, auc } =
      cases.find(({ name }) => name === "weighted") ?? expect.unreachable();
    for (let k = 0; k < classes; k++) {
      const score = truth.map((_, row) => probability[row * classes + k] ?? 0);
      const area = aucRoc(
        score,
        truth.map((label) => label === k),
        Float64Array.from(weight ?? []),
      );
      expect(agree(area, auc[k])).toBe(true);
    }
  });

  it("is the share of pairs in the right order, ties counted half", () => {
    const row = fc.record({ score: fc.integer({ min: 0, max: 5 }), positive: fc.boolean() });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const positives = rows.filter(({ positive }) => positive);
        const negatives = rows.filter(({ positive }) => !positive);
        let won = 0;
        for (const high of positives) {
          for (const low of negatives) won += high.score > low.score ? 1 : high.score === low.score ? 0.5 : 0;
        }
        const pairs = positives.length * negatives.length;
        const area = aucRoc(
          rows.map(({ score }) => score),
          rows.map(({ positive }) => positive),
        );
        expect(agree(area, pairs === 0 ? null : won / pairs)).toBe(true);
      }),
    );
  });
});
