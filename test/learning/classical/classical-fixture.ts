import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Matrix, matrix } from "../../../src/learning/classical/matrix.ts";
import { createRandom } from "../../../src/tensor/random.ts";

export interface ClassicalFixture {
  readonly logistic: readonly (FixtureData & {
    readonly regularisation: number;
    readonly balanced: boolean;
    readonly weights: readonly number[];
    readonly bias: readonly number[];
  })[];
  readonly machines: readonly (FixtureData & {
    readonly cost: number;
    readonly gamma: number;
    readonly scale: boolean;
    readonly supports: number;
    readonly others: readonly number[];
    readonly decisions: readonly number[];
    readonly predictions: readonly number[];
  })[];
}

interface FixtureData {
  readonly name: string;
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
  readonly x: readonly number[];
  readonly labels: readonly number[];
}

/** Values of scikit-learn, written by scripts/fixtures/classical.py. */
export function readClassicalFixture(): ClassicalFixture {
  const path = resolve(import.meta.dirname, "../../fixtures/classical.json");
  return JSON.parse(readFileSync(path, "utf8")) as ClassicalFixture; // the script writes this form
}

/** Classes around centres of their own, in groups of five rows of one class each. */
export function madeRows(
  rows: number,
  features: number,
  classCount: number,
  seed: number,
  spread = 1,
): { x: Matrix; labels: Int32Array; groups: string[] } {
  const random = createRandom(seed);
  const centres = Float64Array.from({ length: classCount * features }, () => random.normal());
  const labels = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 5) % classCount);
  const data = Float32Array.from({ length: rows * features }, (_, index) => {
    const label = labels[Math.floor(index / features)] ?? 0;
    return (centres[label * features + (index % features)] ?? 0) + random.normal(0, spread);
  });
  const groups = Array.from(labels, (_, row) => `group ${Math.floor(row / 5)}`);
  return { x: matrix(data, rows, features), labels, groups };
}
