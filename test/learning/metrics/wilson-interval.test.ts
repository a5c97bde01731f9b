import { describe, expect, it } from "vitest";
import { wilsonInterval } from "../../../src/learning/metrics/wilson-interval.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { readMetricsFixture } from "./metrics-fixture.ts";

describe("wilsonInterval", () => {
  it.each(readMetricsFixture().wilson)("agrees with SciPy: $hits of $count at $confidence", (wanted) => {
    const got = wilsonInterval(wanted.hits, wanted.count, wanted.confidence);
    expect(got?.low).toBeCloseTo(wanted.low, 12);
    expect(got?.high).toBeCloseTo(wanted.high, 12);
  });

  it("is null for no trials", () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  it.each([0.5, 0.9])("covers a proportion of %d in about 95 % of studies", (share) => {
    const random = createRandom(11);
    let covered = 0;
    for (let study = 0; study < 1000; study++) {
      let hits = 0;
      for (let row = 0; row < 80; row++) if (random.uniform() < share) hits++;
      const interval = wilsonInterval(hits, 80);
      if (interval && interval.low <= share && share <= interval.high) covered++;
    }
    expect(covered / 1000).toBeGreaterThan(0.92);
    expect(covered / 1000).toBeLessThan(0.98);
  });
});
