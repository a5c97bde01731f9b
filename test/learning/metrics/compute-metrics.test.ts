import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeMetrics } from "../../../src/learning/metrics/compute-metrics.ts";
import type { Estimate, MetricSet, Scores } from "../../../src/learning/metrics/metric-set.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { agree, type MetricsCase, readMetricsFixture } from "./metrics-fixture.ts";

const { cases } = readMetricsFixture();
const names = [
  "accuracy",
  "balancedAccuracy",
  "macroF1",
  "macroAuc",
  "logLoss",
  "brierScore",
  "expectedCalibrationError",
  "cohenKappa",
  "matthewsCorrelation",
] as const;

function toScores({ classes, truth, probability }: MetricsCase): Scores {
  return {
    classes: Array.from({ length: classes }, (_, k) => `c${k}`),
    truth,
    probability: Float64Array.from(probability),
    cluster: truth.map((_, row) => `row ${row}`),
  };
}

/** Rows of `size` tiles per image; tiles of an image share its difficulty. */
function simulate(seed: number, images: number, size: number, classes = 3): Scores {
  const random = createRandom(seed);
  const truth: number[] = [];
  const probability: number[] = [];
  const cluster: string[] = [];
  for (let image = 0; image < images; image++) {
    const label = random.integer(classes);
    const skill = random.normal(0.7, 1);
    for (let tile = 0; tile < size; tile++) {
      const powers = Array.from({ length: classes }, (_, k) =>
        Math.exp(random.normal() * 0.5 + (k === label ? skill : 0)),
      );
      const sum = powers.reduce((a, b) => a + b, 0);
      truth.push(label);
      cluster.push(`image ${image}`);
      probability.push(...powers.map((power) => power / sum));
    }
  }
  const labels = Array.from({ length: classes }, (_, k) => `c${k}`);
  return { classes: labels, truth, probability: Float64Array.from(probability), cluster };
}

function estimates(metrics: MetricSet): Estimate[] {
  const perClass = metrics.perClass.flatMap(({ precision, recall, f1, auc }) => [precision, recall, f1, auc]);
  return [...names.map((name) => metrics[name]), ...perClass];
}

describe("computeMetrics", () => {
  it.each(cases.filter(({ weight }) => weight === undefined))("agrees with scikit-learn: $name", (wanted) => {
    const got = computeMetrics(toScores(wanted), { bootstrap: 20 });
    for (const name of names) {
      expect(agree(got[name].value, wanted[name]), `${name}: ${got[name].value}, ${wanted[name]}`).toBe(true);
    }
    for (const name of ["precision", "recall", "f1", "auc"] as const) {
      const values = got.perClass.map((one) => one[name].value);
      expect(
        values.every((value, k) => agree(value, wanted[name][k])),
        `${name}: ${values}`,
      ).toBe(true);
    }
    expect(got.confusion.counts).toEqual(wanted.confusion);
    expect(got.count).toBe(wanted.truth.length);
  });

  it.each(cases.filter(({ weight }) => weight === undefined))("gives whole estimates: $name", (wanted) => {
    for (const estimate of estimates(computeMetrics(toScores(wanted), { bootstrap: 50 }))) {
      const { value, low, high, method, note } = estimate;
      expect([value, low, high].some(Number.isNaN)).toBe(false);
      if (low === null || high === null || value === null) {
        expect([low, high, method]).toEqual([null, null, "none"]);
        expect(note).toMatch(/^[A-Z].*\.$/);
      } else {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }
    }
  });

  it("gives Wilson intervals to proportions of independent rows, else a bootstrap", () => {
    const alone = computeMetrics(simulate(1, 60, 1), { bootstrap: 50 });
    expect([alone.accuracy.method, alone.perClass[0]?.recall.method]).toEqual(["wilson", "wilson"]);
    expect([alone.macroF1.method, alone.perClass[0]?.auc.method]).toEqual(["bootstrap", "bootstrap"]);
    const tiled = computeMetrics(simulate(1, 60, 4), { bootstrap: 50 });
    expect([tiled.accuracy.method, tiled.perClass[0]?.precision.method]).toEqual(["bootstrap", "bootstrap"]);
    expect([tiled.count, tiled.clusters]).toEqual([240, 60]);
  });

  it("is wider for clusters than for as many independent rows", () => {
    const tiled = simulate(2, 60, 4);
    const apart = { ...tiled, cluster: tiled.cluster.map((name, row) => `${name} ${row}`) };
    const width = ({ low, high }: Estimate): number => (high ?? Number.NaN) - (low ?? Number.NaN);
    const [clustered, independent] = [computeMetrics(tiled), computeMetrics(apart)];
    for (const name of ["accuracy", "macroAuc", "logLoss"] as const) {
      expect(width(clustered[name])).toBeGreaterThan(1.3 * width(independent[name]));
    }
  });

  it("gives the same bits for the same seed and other intervals for another", () => {
    const scores = simulate(3, 30, 4);
    const first = computeMetrics(scores, { bootstrap: 100, seed: 5 });
    expect(computeMetrics(scores, { bootstrap: 100, seed: 5 })).toEqual(first);
    expect(computeMetrics(scores, { bootstrap: 100, seed: 6 }).logLoss.low).not.toBe(first.logLoss.low);
  });

  it("takes each cluster as one trial when all its rows are right", () => {
    const truth = Array.from({ length: 80 }, (_, row) => Math.floor(row / 40));
    const probability = Float64Array.from(truth.flatMap((label) => (label === 0 ? [0.9, 0.1] : [0.2, 0.8])));
    const cluster = truth.map((_, row) => `image ${Math.floor(row / 4)}`);
    const { accuracy, macroAuc } = computeMetrics({ classes: ["a", "b"], truth, probability, cluster });
    expect(accuracy).toMatchObject({ value: 1, high: 1, method: "wilson" });
    expect(accuracy.low).toBeCloseTo(0.8389, 4); // Wilson for 20 of 20
    expect(accuracy.note).toContain("20 groups or images");
    expect(macroAuc).toMatchObject({ value: 1, low: null, high: null, method: "none" });
  });

  it("says what is missing when there are no rows, or no classes", () => {
    for (const classes of [["a", "b"], []]) {
      const empty = { classes, truth: [], probability: new Float64Array(0), cluster: [] };
      const metrics = computeMetrics(empty);
      for (const { value, note } of names.map((name) => metrics[name])) {
        expect(value).toBeNull();
        expect(note).toBe("There is nothing to score.");
      }
      expect(metrics.warnings).toEqual(["There is nothing to score."]);
      expect(metrics.perClass.every(({ recall }) => recall.value === null)).toBe(true);
    }
  });

  it("warns of few rows, few clusters, rare and absent classes", () => {
    const few = computeMetrics(simulate(4, 4, 4), { bootstrap: 10 });
    expect(few.warnings.join(" ")).toMatch(/Only 16 were scored.*only 4 groups or images/);
    expect(few.accuracy).toMatchObject({ low: null, method: "none" });
    const rough = computeMetrics(simulate(4, 7, 8), { bootstrap: 200 });
    expect(rough.logLoss).toMatchObject({
      method: "bootstrap",
      note: expect.stringContaining("7 groups or images"),
    });
    const scores = simulate(5, 40, 1, 2);
    const wider = Float64Array.from({ length: 120 }, (_, i) =>
      i % 3 === 2 ? 0 : (scores.probability[Math.floor(i / 3) * 2 + (i % 3)] ?? 0),
    );
    const absent = computeMetrics({ ...scores, classes: ["a", "b", 'c "quoted", ü'], probability: wider });
    expect(absent.warnings).toEqual([
      expect.stringContaining('Nothing that was scored is of the class "c "quoted", ü"'),
    ]);
    expect(absent.perClass[2]?.auc).toMatchObject({
      value: null,
      note: expect.stringContaining("Nothing that was scored is of the class"),
    });
  });

  it.each([
    ["NaN", [Number.NaN, 1]],
    ["a sum of 1.1", [0.5, 0.6]],
    ["a negative number", [-0.1, 1.1]],
    ["infinity", [Number.POSITIVE_INFINITY, 0]],
  ])("refuses probabilities with %s", (_, row) => {
    const scores = { classes: ["a", "b"], truth: [0], probability: Float64Array.from(row), cluster: ["x"] };
    expect(() => computeMetrics(scores)).toThrowError(
      expect.objectContaining({ name: "MorError", code: "predictions-invalid" }),
    );
  });

  it.each([
    ["a truth that is no class", { truth: [2] }],
    ["a fractional truth", { truth: [0.5] }],
    ["too few probabilities", { probability: Float64Array.of(1) }],
    ["too few clusters", { cluster: [] }],
    ["a class twice", { classes: ["a", "a"] }],
  ])("refuses %s", (_, change) => {
    const good = { classes: ["a", "b"], truth: [0], probability: Float64Array.of(0.5, 0.5), cluster: ["x"] };
    expect(() => computeMetrics({ ...good, ...change })).toThrowError(
      expect.objectContaining({ code: "predictions-invalid" }),
    );
  });

  it.each([{ bootstrap: 0 }, { bootstrap: 1.5 }, { confidence: 1 }, { confidence: Number.NaN }])(
    "refuses the options %j",
    (options) => {
      expect(() => computeMetrics(simulate(1, 5, 1), options)).toThrowError(
        expect.objectContaining({ code: "usage" }),
      );
    },
  );

  it("never gives NaN, and keeps bounds, on any scores", () => {
    const table = fc.integer({ min: 1, max: 4 }).chain((classes) =>
      fc.record({
        classes: fc.constant(Array.from({ length: classes }, (_, k) => `c${k}`)),
        rows: fc.array(
          fc.record({
            truth: fc.nat(classes - 1),
            cluster: fc.nat(8),
            powers: fc.array(fc.constantFrom(0.01, 0.5, 1, 3), { minLength: classes, maxLength: classes }),
          }),
          { maxLength: 30 },
        ),
      }),
    );
    fc.assert(
      fc.property(table, ({ classes, rows }) => {
        const probability = rows.flatMap(({ powers }) => {
          const sum = powers.reduce((a, b) => a + b, 0);
          return powers.map((power) => power / sum);
        });
        const metrics = computeMetrics(
          {
            classes,
            truth: rows.map(({ truth }) => truth),
            probability: Float64Array.from(probability),
            cluster: rows.map(({ cluster }) => `${cluster}`),
          },
          { bootstrap: 10 },
        );
        for (const { value, low, high, method, note } of estimates(metrics)) {
          for (const number of [value, low, high]) expect(number).not.toBeNaN();
          expect(low === null).toBe(method === "none");
          expect(high === null).toBe(method === "none");
          if (value === null) expect(note).toBeDefined();
          if (low !== null && high !== null && value !== null) {
            expect(low <= value && value <= high).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("scores 10,000 rows of 16 classes with 1,000 resamples in seconds", () => {
    const scores = simulate(7, 2500, 4, 16);
    const start = performance.now();
    expect(computeMetrics(scores).macroAuc.method).toBe("bootstrap");
    expect(performance.now() - start).toBeLessThan(20_000); // about 1.5 s on a free core
  });
});
