import { describe, expect, it } from "vitest";
import {
  fitPairwiseMachines,
  pairwiseDecisions,
} from "../../../../src/learning/classical/kernel/one-versus-one.ts";
import { squaredDistances } from "../../../../src/learning/classical/kernel/squared-distances.ts";
import {
  fitSupportVectorMachine,
  gammaScale,
  predictSupportVectorMachine,
} from "../../../../src/learning/classical/kernel/support-vector-machine.ts";
import { allRows, matrix, selectRows } from "../../../../src/learning/classical/matrix.ts";
import { madeRows, readClassicalFixture } from "../classical-fixture.ts";

const pause = async () => {};

describe("fitPairwiseMachines", () => {
  it.each(readClassicalFixture().machines)("decides as LIBSVM in scikit-learn: $name", async (wanted) => {
    const { rows, features, classes } = wanted;
    const x = matrix(Float32Array.from(wanted.x), rows, features);
    const others = matrix(Float32Array.from(wanted.others), wanted.others.length / features, features);
    const gamma = wanted.scale ? gammaScale(x) : wanted.gamma;
    expect(gamma / wanted.gamma).toBeCloseTo(1, 6);
    const machines = await fitPairwiseMachines(
      await squaredDistances(x, x, pause),
      Int32Array.from(wanted.labels),
      allRows(rows),
      {
        classCount: classes,
        cost: wanted.cost,
        gamma,
        classWeights: new Float64Array(classes).fill(1),
        tolerance: 1e-6,
        pause,
      },
    );
    expect(machines.supports).toHaveLength(wanted.supports);
    const distances = await squaredDistances(others, selectRows(x, machines.supports), pause);
    const count = machines.supports.length;
    const ours: number[] = [];
    for (let row = 0; row < others.rows; row++) {
      const kernel = Float64Array.from(distances.subarray(row * count, (row + 1) * count), (square) =>
        Math.exp(-gamma * square),
      );
      const decisions = new Float64Array(classes * classes);
      pairwiseDecisions(machines, kernel, decisions);
      for (let i = 0; i < classes; i++) {
        for (let j = i + 1; j < classes; j++) ours.push(decisions[i * classes + j] ?? 0);
      }
    }
    // With two classes scikit-learn counts the other way round.
    const sign = classes === 2 ? -1 : 1;
    const gap = Math.max(
      ...ours.map((value, index) => Math.abs(value - sign * (wanted.decisions[index] ?? 0))),
    );
    expect(gap).toBeLessThan(2e-5);
  });
});

describe("fitSupportVectorMachine", () => {
  it("chooses cost and gamma, gives probabilities, and the same bits again", async () => {
    const { x, labels, groups } = madeRows(150, 5, 3, 4, 1.2);
    const steps: [number, number][] = [];
    const learn = () =>
      fitSupportVectorMachine(x, labels, {
        classCount: 3,
        groups,
        seed: 1,
        folds: 3,
        costs: [0.01, 1],
        gammaFactors: [1],
        onProgress: (done, total) => steps.push([done, total]),
      });
    const first = await learn();
    expect(steps.at(-1)).toEqual([7, 7]);
    expect(first.score.accuracy).toBeGreaterThan(0.7);
    const probabilities = await predictSupportVectorMachine(first.model, x);
    let hits = 0;
    for (const [row, label] of labels.entries()) {
      const own = probabilities.subarray(3 * row, 3 * row + 3);
      expect(own.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
      if (own.indexOf(Math.max(...own)) === label) hits++;
    }
    expect(hits / 150).toBeGreaterThan(0.75);
    expect((await learn()).model).toEqual(first.model);
    const alone = await predictSupportVectorMachine(first.model, selectRows(x, [7]));
    expect([...alone]).toEqual([...probabilities.subarray(21, 24)]);
  });

  it("lives with a class that the folds cannot learn, and with a class without rows", async () => {
    const { x, labels, groups } = madeRows(60, 4, 3, 4);
    const lonely = groups.map((group, row) => (labels[row] === 2 ? "one" : group));
    const { model } = await fitSupportVectorMachine(x, labels, {
      classCount: 4,
      groups: lonely,
      seed: 1,
      folds: 3,
      costs: [1],
      gammaFactors: [1],
      standardized: false,
    });
    const probabilities = await predictSupportVectorMachine(model, x);
    expect(probabilities.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it("refuses no rows, rows of another length, and stops when told to", async () => {
    const { x, labels } = madeRows(30, 2, 2, 1);
    const none = matrix(new Float32Array(), 0, 2);
    await expect(
      fitSupportVectorMachine(none, new Int32Array(), { classCount: 2, seed: 1 }),
    ).rejects.toMatchObject({ code: "dataset-invalid" });
    await expect(
      fitSupportVectorMachine(x, labels, { classCount: 2, seed: 1, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
