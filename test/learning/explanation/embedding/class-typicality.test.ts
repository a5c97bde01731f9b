import { describe, expect, it } from "vitest";
import { matrix } from "../../../../src/learning/classical/matrix.ts";
import { classTypicality } from "../../../../src/learning/explanation/embedding/class-typicality.ts";

describe("classTypicality", () => {
  // Class 0 lies around 0 on a line, class 1 around 10; row 4 has the label of class 0 and lies in class 1.
  const features = matrix(Float32Array.from([-1, 0, 0.4, 1, 10, 9, 10, 11]), 8, 1);
  const labels = Int32Array.from([0, 0, 0, 0, 0, 1, 1, 1]);
  const sureOf = [0, 0, 0, 0, 1, 1, 1, 1];
  const probabilities = matrix(
    Float32Array.from(sureOf.flatMap((k) => (k === 0 ? [0.95, 0.05] : [0.05, 0.95]))),
    8,
    2,
  );

  it("finds the images near the middle of their class, and those that do not belong", () => {
    const [first, second] = classTypicality(features, { labels, probabilities, count: 2 });
    expect(first?.typical).toEqual([3, 2]); // the mean is 2.08, drawn up by row 4
    expect(first?.untypical[0]).toBe(4);
    expect(second?.typical[0]).toBe(6);
  });

  it("prefers sure verdicts, and never shows a wrong one as typical", () => {
    const unsure = matrix(
      Float32Array.from(
        sureOf.flatMap((k, row) => (row === 3 ? [0.6, 0.4] : k === 0 ? [0.95, 0.05] : [0.05, 0.95])),
      ),
      8,
      2,
    );
    const [first] = classTypicality(features, { labels, probabilities: unsure, count: 5 });
    expect(first?.typical).toEqual([2, 1, 0, 3]);
    expect(first?.untypical).toEqual([4]);
  });

  it("gives nothing for a class without images", () => {
    const [, second] = classTypicality(features, { labels: new Int32Array(8), probabilities, count: 2 });
    expect(second).toEqual({ typical: [], untypical: [] });
  });
});
