import { allRows, type Matrix, selectRows } from "../../classical/matrix.ts";
import { columnMoments, standardize } from "../../classical/standardize.ts";

export interface TypicalImages {
  /** Rows nearest to the mean of the class, of those classified right with high confidence; nearest first. */
  readonly typical: readonly number[];
  /** Rows of the class farthest from its mean, whatever the verdict; farthest first. Labels may be wrong here. */
  readonly untypical: readonly number[];
}

export interface TypicalityOptions {
  /** Class of each row. */
  readonly labels: Int32Array;
  /** [rows, K] */
  readonly probabilities: Matrix;
  readonly count: number;
  /** Confidence below which a verdict is not taken for typical. */
  readonly sure?: number;
}

/**
 * For each class the images that stand for it, and those that do not seem to belong, by the distance of their
 * standardised features from the mean of the class. Where too few are classified right with confidence, the others of
 * the class that are classified right follow. Empty for a class without images.
 */
export function classTypicality(features: Matrix, options: TypicalityOptions): TypicalImages[] {
  const { labels, probabilities, count, sure = 0.9 } = options;
  const standard = standardize(features, columnMoments(features, allRows(features.rows)));
  return Array.from({ length: probabilities.columns }, (_, label) => {
    const members = [...allRows(features.rows)].filter((row) => labels[row] === label);
    const distance = distancesFromMean(standard, members);
    const far = (row: number): number => distance.get(row) ?? 0;
    const near = members.toSorted((a, b) => far(a) - far(b) || a - b);
    const confident = (row: number): number => probabilities.data[row * probabilities.columns + label] ?? 0;
    const right = near.filter((row) => isLargest(probabilities, row, label));
    const typical = [
      ...right.filter((row) => confident(row) >= sure),
      ...right.filter((row) => confident(row) < sure),
    ].slice(0, count);
    const shown = new Set(typical);
    return {
      typical,
      untypical: near
        .toReversed()
        .filter((row) => !shown.has(row))
        .slice(0, count),
    };
  });
}

function distancesFromMean(features: Matrix, rows: readonly number[]): Map<number, number> {
  const { data, columns } = selectRows(features, rows);
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) {
    mean[i % columns] = (mean[i % columns] ?? 0) + (data[i] ?? 0) / rows.length;
  }
  return new Map(
    rows.map((row, at) => {
      let sum = 0;
      for (let f = 0; f < columns; f++) sum += ((data[at * columns + f] ?? 0) - (mean[f] ?? 0)) ** 2;
      return [row, Math.sqrt(sum)];
    }),
  );
}

function isLargest({ data, columns }: Matrix, row: number, column: number): boolean {
  const values = data.subarray(row * columns, (row + 1) * columns);
  return values.every((value, k) => k === column || value < (values[column] ?? 0));
}
