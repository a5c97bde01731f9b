import { describe, expect, it } from "vitest";
import { formatLearningCurves } from "../../../src/learning/comparison/comparison-tables.ts";
import { fitLearningCurve, type LearningPoint } from "../../../src/learning/comparison/learning-curve.ts";
import { errorAt, fitPowerLaw, imagesForError } from "../../../src/learning/comparison/power-law.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { readComparisonFixture } from "./comparison-fixture.ts";

const few = { resamples: 200 };

function pointsOf(
  law: (images: number) => number,
  sizes: readonly number[],
  half = 0.012,
  noise: () => number = () => 0,
): LearningPoint[] {
  return sizes.map((images) => {
    const accuracy = Math.min(1, 1 - law(images) + noise());
    return { images, accuracy, low: Math.max(0, accuracy - half), high: Math.min(1, accuracy + half) };
  });
}

describe("a power law", () => {
  it.each(readComparisonFixture().power)("$name is fitted as well as SciPy does", (known) => {
    const points = known.images.map((images, i) => ({
      images,
      error: known.error[i] ?? 0,
      standardError: known.standardError[i] ?? 1,
    }));
    const fit = fitPowerLaw(points);
    // Both minimise the same sum; 1e-6 is what SciPy's own steps leave open.
    expect(fit.chiSquare).toBeLessThanOrEqual(known.chiSquare + 1e-6);
    expect(errorAt(fit, known.images.at(-1) ?? 1)).toBeCloseTo(known.atLargest, 4);
    expect(errorAt(fit, 2 * (known.images.at(-1) ?? 1))).toBeCloseTo(known.atDouble, 4);
  });

  it("without noise is found again, and inverted", () => {
    const law = { floor: 0.03, scale: 2, rate: 0.6 };
    const fit = fitPowerLaw(
      [20, 60, 180, 540].map((images) => ({ images, error: errorAt(law, images), standardError: 0.01 })),
    );
    expect(fit.floor).toBeCloseTo(law.floor, 4);
    expect(fit.rate).toBeCloseTo(law.rate, 3);
    expect(imagesForError(law, errorAt(law, 700))).toBeCloseTo(700, 6);
    expect(imagesForError(law, 0.03)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a learning curve", () => {
  it("that still rises says that more images are worth taking", () => {
    const curve = fitLearningCurve(
      pointsOf((n) => 2.5 * n ** -0.4, [50, 100, 200, 400, 800]),
      few,
    );
    expect(curve.verdict).toBe("worth-it");
    expect(curve.sentence).toMatch(/^More images are worth taking\. Twice the 800 images/);
    const truth = 1 - 2.5 * 1600 ** -0.4;
    expect(curve.forecasts[0]?.low).toBeLessThanOrEqual(truth);
    expect(curve.forecasts[0]?.high).toBeGreaterThanOrEqual(truth);
    expect(curve.imagesForOnePoint?.value).toBeGreaterThan(50);
    expect(curve.imagesForOnePoint?.value).toBeLessThan(150);
  });

  it("that is flat says that they are not", () => {
    const curve = fitLearningCurve(
      pointsOf((n) => 0.08 + 40 * n ** -1.5, [50, 100, 200, 400, 800, 1600], 0.006),
      few,
    );
    expect(curve.verdict).toBe("not-worth-it");
    expect(curve.sentence).toMatch(/hardly worth taking/);
  });

  it("that falls by chance is held to be flat", () => {
    const curve = fitLearningCurve(
      pointsOf((n) => 0.1 + n / 1e5, [100, 200, 400, 800], 0.004),
      few,
    );
    expect(curve.fit?.scale).toBe(0);
    expect(curve.forecasts[0]?.gain.value).toBe(0);
    expect(curve.imagesForOnePoint?.value).toBe(Number.POSITIVE_INFINITY);
    expect(curve.sentence).toMatch(/no number of images/);
  });

  it("of a few rough points says that it cannot tell", () => {
    const curve = fitLearningCurve(
      pointsOf((n) => 0.1 + 1.2 * n ** -0.5, [100, 200, 400], 0.05),
      few,
    );
    expect(curve.verdict).toBe("cannot-tell");
    expect(curve.sentence).toMatch(/cannot be told for sure.*rests on only 3 numbers/);
  });

  it.each([
    [[100, 200], "2 different numbers of training images"],
    [[], "0 different numbers"],
    [[100, 120, 150], "the largest number of training images, 150, is less than twice the smallest, 100"],
  ])("of %j images has no fit", (sizes, reason) => {
    const curve = fitLearningCurve(
      pointsOf(() => 0.1, sizes),
      few,
    );
    expect(curve).toMatchObject({
      fit: null,
      verdict: "cannot-tell",
      curve: [],
      forecasts: [],
      resampled: "none",
    });
    expect(curve.sentence).toContain(reason);
  });

  it("resamples repeats where there are three of each, and is seeded", () => {
    const random = createRandom(3);
    const sizes = [50, 100, 200, 400].flatMap((size) => [size, size, size]);
    const points = pointsOf(
      (n) => n ** -0.45,
      sizes,
      0.02,
      () => random.normal(0, 0.01),
    );
    const curve = fitLearningCurve(points, few);
    expect(curve.resampled).toBe("repeats");
    expect(fitLearningCurve(points, few)).toEqual(curve);
    expect(fitLearningCurve(points.slice(1), few).resampled).toBe("intervals");
  });

  it("takes points without an interval, and perfect ones", () => {
    const bare = [50, 100, 200].map((images) => ({ images, accuracy: 1, low: null, high: null }));
    const curve = fitLearningCurve(bare, few);
    expect(curve.fit?.floor).toBe(0);
    expect(curve.forecasts[0]?.value).toBe(1);
    expect(curve.verdict).not.toBe("worth-it");
  });

  it("forecasts twice the images within its interval in nearly all of 60 studies", () => {
    const law = (n: number): number => 0.04 + 1.5 * n ** -0.5;
    let covered = 0;
    const studies = 60;
    for (let study = 0; study < studies; study++) {
      const random = createRandom(study);
      const points = pointsOf(law, [60, 120, 240, 480, 960], 0.0196, () => random.normal(0, 0.01));
      const [forecast] = fitLearningCurve(points, { resamples: 100, seed: study }).forecasts;
      const truth = 1 - law(1920);
      if (forecast && forecast.low <= truth && truth <= forecast.high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(53);
  });

  it("refuses points out of their range", () => {
    expect(() => fitLearningCurve([{ images: 0, accuracy: 0.5, low: null, high: null }])).toThrow(
      "got 0 (point 0)",
    );
    expect(() => fitLearningCurve([{ images: 9, accuracy: 0.5, low: 0.6, high: 0.7 }])).toThrow(
      "within its interval",
    );
    expect(() => fitLearningCurve([{ images: 9, accuracy: Number.NaN, low: null, high: null }])).toThrow(
      "accuracy",
    );
  });

  it("prints its points and forecasts", () => {
    const curve = fitLearningCurve(
      pointsOf((n) => n ** -0.4, [50, 100, 200]),
      few,
    );
    const lines = formatLearningCurves([{ name: "cnn, small", curve }])
      .trimEnd()
      .split("\n");
    expect(lines[0]).toBe("model,kind,trainingImages,accuracy,low,high");
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(/^"cnn, small",measured,50,0\.79/);
    expect(lines[5]).toMatch(/,forecast,800,/);
  });
});
