import { describe, expect, it } from "vitest";
import { toMarkup } from "../../../../src/learning/report/page/html.ts";
import type { Int8Facts } from "../../../../src/learning/report/report-input.ts";
import { int8Section } from "../../../../src/learning/report/sections/int8-section.ts";
import { sampleReport } from "../../../support/report-sample.ts";

const facts: Int8Facts = {
  calibrationImages: 128,
  maxLoss: 0.5,
  choice: { part: "val", images: 200, loss: 0.005, met: true, keptForAccuracy: 1 },
  layers: [{ precision: "float32" }, { precision: "int8" }, { precision: "int8" }],
  scored: {
    part: "test",
    images: 400,
    float32Accuracy: 0.9,
    int8Accuracy: 0.8975,
    loss: { value: 0.0025, low: -0.005, high: 0.01 },
    changed: 0.0125,
  },
  speed: {
    batch: 64,
    threads: 2,
    float32MsPerImage: 2.7,
    int8MsPerImage: 1.7,
    speedup: { median: 1.59, low: 1.5, high: 1.7 },
  },
  bytes: { float32: 20_200_000, int8: 5_100_000 },
};

function textOf(changes: Partial<Int8Facts> = {}): string {
  const section = int8Section({ ...sampleReport(), int8: { ...facts, ...changes } });
  return section === undefined
    ? ""
    : toMarkup(section.body)
        .replace(/<[^>]*>/g, "")
        .replaceAll("\u00a0", " ");
}

describe("the section on 8 bits", () => {
  it("is left out where there is no such model", () => {
    expect(int8Section(sampleReport())).toBeUndefined();
  });

  it("states loss, interval, changed verdicts, speed, and how layers were chosen", () => {
    const text = textOf();
    for (const wanted of [
      "loses 0.25 points of accuracy (95 % interval −0.50 to 1.00). The verdict changes for 1.3 % of the images.",
      "1.59 times as fast (1.50 to 1.70)",
      "2.7 ms",
      "20.2 MB",
      "Of 3 layers with weights, 2 compute in 8 bits; 1 stays in float32 for the sake of accuracy.",
      "accuracy on 200 images of the validation part (at most 0.5 points allowed, 0.5 % found)",
    ]) {
      expect(text).toContain(wanted);
    }
  });

  it("hides neither a loss that is too great nor a network that became slower", () => {
    const text = textOf({
      scored: { ...facts.scored, int8Accuracy: 0.88, loss: { value: 0.02, low: 0.01, high: 0.03 } },
      speed: { ...facts.speed, speedup: { median: 0.8, low: 0.7, high: 0.9 } },
      choice: { ...facts.choice, met: false, loss: 0.02 },
    });
    expect(text).toContain(
      "loses 2.00 points of accuracy (95 % interval 1.00 to 3.00), more than the 0.5 points allowed",
    );
    expect(text).toContain("more slowly: 0.80 times the speed");
    expect(text).toContain("no choice of layers met it");
  });

  it("speaks of a gain as of none", () => {
    expect(textOf({ scored: { ...facts.scored, loss: { value: -0.01, low: null, high: null } } })).toContain(
      "loses no accuracy: it has 1.00 points more.",
    );
  });
});
