import { describe, expect, it } from "vitest";
import {
  bootstrapInterval,
  numberClusters,
  resampleClusters,
} from "../../../src/learning/metrics/cluster-bootstrap.ts";
import { computeMetrics } from "../../../src/learning/metrics/compute-metrics.ts";
import type { Scores } from "../../../src/learning/metrics/metric-set.ts";
import { normalQuantile } from "../../../src/learning/metrics/normal-distribution.ts";
import { createRandom, type Random } from "../../../src/tensor/random.ts";

/** Images of 4 tiles that share the image's difficulty, so that tiles are far from independent. */
function drawStudy(random: Random, images: number): Scores {
  const truth: number[] = [];
  const probability: number[] = [];
  const cluster: string[] = [];
  for (let image = 0; image < images; image++) {
    const label = image % 2;
    const ease = random.normal(1, 1);
    for (let tile = 0; tile < 4; tile++) {
      const given = 1 / (1 + Math.exp(-ease - random.normal(0, 0.7)));
      truth.push(label);
      probability.push(...(label === 0 ? [given, 1 - given] : [1 - given, given]));
      cluster.push(`image ${image}`);
    }
  }
  return { classes: ["a", "b"], truth, probability: Float64Array.from(probability), cluster };
}

describe("the cluster bootstrap", () => {
  it("moves the rows of a cluster together, and draws as many clusters as there are", () => {
    const clusters = numberClusters(["a", "b", "a", "c", "b"]);
    expect(clusters).toEqual({ index: Int32Array.of(0, 1, 0, 2, 1), count: 3 });
    let visits = 0;
    resampleClusters(clusters, 20, createRandom(1), ([a, b, a2, c, b2]) => {
      expect([a2, b2]).toEqual([a, b]);
      expect((a ?? 0) + (b ?? 0) + (c ?? 0)).toBe(3);
      visits++;
    });
    expect(visits).toBe(20);
  });

  it("has no interval when all replicates are equal, or most are not defined", () => {
    expect(bootstrapInterval(1, new Float64Array(50).fill(1), 20)).toBeNull();
    expect(bootstrapInterval(1, new Float64Array(50).fill(Number.NaN), 20)).toBeNull();
    expect(bootstrapInterval(1, new Float64Array(0), 20)).toBeNull();
  });

  it("moves against the bias of the replicates, and always holds the value", () => {
    const around = (centre: number): Float64Array =>
      Float64Array.from({ length: 9999 }, (_, i) => centre + normalQuantile((i + 0.5) / 9999));
    const fair = bootstrapInterval(0, around(0), 1000);
    expect(fair?.high).toBeCloseTo(1.963, 2); // Student's t, and almost the normal 1.960
    expect(fair?.low).toBeCloseTo(-1.963, 2);
    const biased = bootstrapInterval(0, around(0.3), 1000);
    expect(biased?.high).toBeCloseTo(1.963 - 0.3, 2);
    expect(biased?.low).toBeCloseTo(-1.963 - 0.3, 1);
    expect(bootstrapInterval(0, around(9), 1000)).toMatchObject({ low: 0 });
  });

  it.each([12, 40])("of %d images covers the truth in about 95 of 100 studies", (images) => {
    const random = createRandom(images);
    const truth = computeMetrics(drawStudy(random, 20_000), { bootstrap: 1 });
    const names = ["accuracy", "macroF1", "macroAuc", "logLoss", "brierScore"] as const;
    const covered = new Map<string, number>(names.map((name) => [name, 0]));
    const studies = 300;
    for (let study = 0; study < studies; study++) {
      const metrics = computeMetrics(drawStudy(random, images), { bootstrap: 200, seed: study });
      for (const name of names) {
        const { low, high } = metrics[name];
        const value = truth[name].value ?? Number.NaN;
        if (low !== null && high !== null && low <= value && value <= high) {
          covered.set(name, (covered.get(name) ?? 0) + 1);
        }
      }
    }
    for (const [name, count] of covered) {
      expect(count / studies, name).toBeGreaterThanOrEqual(0.9);
      expect(count / studies, name).toBeLessThanOrEqual(0.98);
    }
  });
});
