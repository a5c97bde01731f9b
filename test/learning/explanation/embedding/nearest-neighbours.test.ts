import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matrix } from "../../../../src/learning/classical/matrix.ts";
import { nearestTrainingImages } from "../../../../src/learning/explanation/embedding/nearest-neighbours.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

describe("nearestTrainingImages", () => {
  it("finds what comparing all pairs finds", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, rows, columns) => {
          const random = createRandom(seed);
          const data = Float32Array.from({ length: rows * columns }, () => random.normal());
          const query = Float32Array.from({ length: columns }, () => random.normal());
          const cosine = (row: number): number => {
            const x = data.subarray(row * columns, (row + 1) * columns);
            const dot = x.reduce((sum, value, f) => sum + value * (query[f] ?? 0), 0);
            return dot / Math.hypot(...x) / Math.hypot(...query);
          };
          const found = nearestTrainingImages(matrix(data, rows, columns), query, 4);
          expect(found).toHaveLength(Math.min(4, rows));
          const others = Array.from({ length: rows }, (_, row) => row).filter(
            (row) => !found.some((near) => near.row === row),
          );
          const last = Math.min(...found.map(({ similarity }) => similarity));
          for (const { row, similarity } of found) expect(similarity).toBeCloseTo(cosine(row), 9);
          for (const row of others) expect(cosine(row)).toBeLessThanOrEqual(last + 1e-9);
          expect(found.map(({ similarity }) => similarity)).toEqual(
            found.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it("leaves out the query itself, takes the lower row among equals, and a row of zeros for unlike", () => {
    const features = matrix(Float32Array.from([1, 0, 2, 0, 0, 0, 0, 1]), 4, 2);
    const found = nearestTrainingImages(features, Float32Array.from([3, 0]), 3, 0);
    expect(found).toEqual([
      { row: 1, similarity: 1 },
      { row: 2, similarity: 0 },
      { row: 3, similarity: 0 },
    ]);
  });
});
