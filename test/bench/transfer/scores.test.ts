import { expect, it } from "vitest";
import { compareAnswers, scoreAnswers } from "../../../bench/transfer/scores.ts";

const truths = {
  labels: Int32Array.from({ length: 40 }, (_, row) => row % 2),
  groups: Array.from({ length: 40 }, (_, row) => `movie ${Math.floor(row / 4)}`),
  classCount: 2,
};
const rows = Array.from({ length: 40 }, (_, row) => row);
/** Wrong on every fourth row. */
const good = { rows, predicted: rows.map((row) => (row % 4 === 0 ? 1 : row % 2)) };
const always = { rows, predicted: rows.map(() => 0) };

it("scores answers with intervals over groups", () => {
  const mixed = { rows, predicted: rows.map((row) => (row < 10 ? 0 : row % 2)) };
  const { accuracy, balancedAccuracy, macroF1 } = scoreAnswers(mixed, truths);
  expect(accuracy.value).toBeCloseTo(35 / 40, 12);
  expect(balancedAccuracy.value).toBeCloseTo((1 + 15 / 20) / 2, 12);
  expect(macroF1.value).toBeCloseTo((40 / 45 + 30 / 35) / 2, 12);
  expect(accuracy.low).toBeLessThan(accuracy.value);
  expect(accuracy.high).toBeGreaterThan(accuracy.value);
});

it("counts a row that is judged twice twice", () => {
  const twice = { rows: [...rows, ...rows], predicted: [...good.predicted, ...always.predicted] };
  expect(scoreAnswers(twice, truths).accuracy.value).toBeCloseTo((0.75 + 0.5) / 2, 12);
});

it("compares two models image by image, on the images that both have judged", () => {
  expect(compareAnswers(good, always, truths).value).toBeCloseTo(0.25, 12);
  const half = { rows: rows.slice(20), predicted: always.predicted.slice(20) };
  expect(compareAnswers(good, half, truths).value).toBeCloseTo(0.25, 12);
  expect(compareAnswers(good, { rows: [], predicted: [] }, truths).value).toBeNaN();
});
