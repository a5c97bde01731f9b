import { describe, expect, it } from "vitest";
import { balancedClassWeights } from "../../../../src/learning/classical/grouped-cross-validation.ts";
import {
  fitLogisticRegression,
  predictLogisticRegression,
} from "../../../../src/learning/classical/logistic/logistic-regression.ts";
import { allRows, matrix } from "../../../../src/learning/classical/matrix.ts";
import { madeRows, readClassicalFixture } from "../classical-fixture.ts";

describe("fitLogisticRegression", () => {
  it.each(readClassicalFixture().logistic)("agrees with scikit-learn: $name", async (wanted) => {
    const x = matrix(Float32Array.from(wanted.x), wanted.rows, wanted.features);
    const labels = Int32Array.from(wanted.labels);
    const { model, converged } = await fitLogisticRegression(x, labels, {
      classCount: wanted.classes,
      regularisation: wanted.regularisation,
      tolerance: 1e-9,
      ...(wanted.balanced && {
        classWeights: balancedClassWeights(labels, allRows(x.rows), wanted.classes),
      }),
    });
    expect(converged).toBe(true);
    for (const [name, ours, theirs] of [
      ["weights", model.weights, wanted.weights],
      ["bias", model.bias, wanted.bias],
    ] as const) {
      const size = Math.max(...theirs.map(Math.abs));
      const gap = Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN))));
      expect(gap / size, name).toBeLessThan(1e-5);
    }
  });

  it("gives the same bits again, learns only the rows it is told to, and starts from an earlier fit", async () => {
    const { x, labels } = madeRows(60, 4, 3, 1);
    const rows = allRows(40);
    const learn = () => fitLogisticRegression(x, labels, { classCount: 3, rows, tolerance: 1e-8 });
    const first = await learn();
    expect((await learn()).model).toEqual(first.model);
    const alone = matrix(x.data.slice(0, 160), 40, 4);
    const other = await fitLogisticRegression(alone, labels.slice(0, 40), { classCount: 3, tolerance: 1e-8 });
    expect(other.model).toEqual(first.model);
    const warm = await fitLogisticRegression(x, labels, {
      classCount: 3,
      rows,
      tolerance: 1e-8,
      start: first.parameters,
    });
    expect(warm.iterations).toBe(0);
    const probabilities = predictLogisticRegression(first.model, x);
    expect(probabilities.slice(0, 3).reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
  });

  it("refuses no rows, values that are not finite, and rows of another length", async () => {
    const { x, labels } = madeRows(10, 2, 2, 1);
    await expect(
      fitLogisticRegression(x, labels, { classCount: 2, rows: new Int32Array() }),
    ).rejects.toMatchObject({ code: "dataset-invalid" });
    const { model } = await fitLogisticRegression(x, labels, { classCount: 2 });
    expect(() => predictLogisticRegression(model, matrix(new Float32Array(3), 1, 3))).toThrow(/2 features/);
    x.data[5] = Number.NaN;
    await expect(fitLogisticRegression(x, labels, { classCount: 2 })).rejects.toMatchObject({
      code: "dataset-invalid",
    });
  });
});
