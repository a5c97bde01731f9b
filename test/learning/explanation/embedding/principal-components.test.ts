import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { matrix } from "../../../../src/learning/classical/matrix.ts";
import { principalComponents } from "../../../../src/learning/explanation/embedding/principal-components.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly data: readonly number[];
  readonly scores: readonly number[];
  readonly components: readonly number[];
  readonly explained: readonly number[];
}

const reference: Readonly<Record<"tall" | "wide", Case>> = JSON.parse(
  readFileSync(new URL("../../../fixtures/embedding.json", import.meta.url), "utf8"),
);

describe("principalComponents", () => {
  it.each(["tall", "wide"] as const)("agrees with scikit-learn on a %s table", (shape) => {
    const { rows, columns, data, scores, components, explained } = reference[shape];
    const found = principalComponents(matrix(Float32Array.from(data), rows, columns), 3);
    expect(distance(found.scores, scores)).toBeLessThan(1e-5);
    expect(distance(found.components, components)).toBeLessThan(1e-5);
    expect(distance(found.explained, explained)).toBeLessThan(1e-7);
  });

  it("is exact where the subspace that it iterates is a small part of the whole", () => {
    const random = createRandom(1);
    const [rows, columns] = [90, 60];
    const data = Float32Array.from({ length: rows * columns }, () => random.normal());
    const { components, scores } = principalComponents(matrix(data, rows, columns), 2);
    const [first, second] = [components.subarray(0, columns), components.subarray(columns)];
    expect(Math.abs(product(first, second))).toBeLessThan(1e-9);
    expect(product(first, first)).toBeCloseTo(1, 12);
    // Scores of different components are uncorrelated only if these are eigenvectors.
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (scores[2 * row] ?? 0) * (scores[2 * row + 1] ?? 0);
    expect(Math.abs(sum) / rows).toBeLessThan(1e-9);
  });

  it("gives zeros beyond the rank, and nothing for nothing", () => {
    const line = matrix(Float32Array.from([0, 0, 1, 2, 2, 4]), 3, 2);
    const { scores, explained } = principalComponents(line, 2);
    expect(explained[0]).toBeCloseTo(1, 12);
    expect([scores[1], scores[3], scores[5]]).toEqual([0, 0, 0]);
    expect(principalComponents(matrix(new Float32Array(0), 0, 4), 2).scores).toHaveLength(0);
    const same = principalComponents(matrix(new Float32Array(6).fill(3), 3, 2), 2);
    expect(Array.from(same.explained)).toEqual([0, 0]);
  });
});

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
