import { describe, expect, it } from "vitest";
import { computeMetrics } from "../../../src/learning/metrics/compute-metrics.ts";
import type { MetricSet } from "../../../src/learning/metrics/metric-set.ts";
import { summarizeHeadline } from "../../../src/learning/report/headline.ts";
import { collectWarnings } from "../../../src/learning/report/honest-warnings.ts";
import type { ReportInput } from "../../../src/learning/report/report-input.ts";
import { sampleReport } from "../../support/report-sample.ts";

const sample = sampleReport();
const image = sample.metrics.levels.image as MetricSet; // the sample has all three levels

describe("headline", () => {
  it("says how many are right, with the interval", () => {
    const set: MetricSet = {
      ...image,
      clusters: image.count,
      accuracy: { value: 172 / 180, low: 0.9148, high: 0.9772, method: "wilson" },
      confusion: {
        labels: ["a", "b"],
        counts: [
          [90, 4],
          [4, 82],
        ],
      },
    };
    const headline = summarizeHeadline({ ...sample, metrics: { part: "test", levels: { image: set } } });
    expect(headline?.result).toBe("172 of 180 images right: 95.6\u00a0% (91.5–97.7)");
    expect(headline?.basis).toBe(
      "Scored on the test part, from 30 plants; no plant of it was used for training. 95\u00a0% Wilson score interval.",
    );
    expect(headline?.meaning).toContain("expect between 91.5 and 97.7\u00a0% right");
    expect(headline?.chance).toBeCloseTo(94 / 180, 12);
  });

  it("does not say that images count as independent where all agree and each plant counts once", () => {
    const truth = Array.from({ length: 24 }, (_, row) => (row < 12 ? 0 : 1));
    const set = computeMetrics({
      classes: ["a", "b"],
      truth,
      probability: Float64Array.from(truth.flatMap((label) => (label === 0 ? [0.9, 0.1] : [0.1, 0.9]))),
      cluster: truth.map((_, row) => `plant ${row >> 2}`),
    });
    const input = { ...sample, metrics: { part: "test", levels: { image: set } } };
    expect(set.accuracy.low).toBeCloseTo(0.61, 2); // Wilson, 6 of 6
    expect(summarizeHeadline(input)?.basis).toContain(
      "Wilson score interval over 6 plants, each counted once.",
    );
    expect(collectWarnings(input).join()).not.toMatch(/independent/);
  });

  it("takes images, else groups, else tiles, else nothing", () => {
    const { tile = image, group = image } = sample.metrics.levels;
    const levelOf = (levels: ReportInput["metrics"]["levels"]) =>
      summarizeHeadline({ ...sample, metrics: { part: "test", levels } })?.level;
    expect(levelOf({ tile, image, group })).toBe("image");
    expect(levelOf({ tile, group })).toBe("group");
    expect(levelOf({ tile })).toBe("tile");
    expect(levelOf({})).toBeUndefined();
  });
});

describe("warnings", () => {
  const withImage = (change: Partial<MetricSet>, part = "test"): ReportInput => ({
    ...sample,
    metrics: { part, levels: { image: { ...image, warnings: [], ...change } } },
  });

  it.each([
    ["scores of the validation part", withImage({}, "val"), /they flatter the model/],
    ["scores of the training part", withImage({}, "train"), /say nothing about new images/],
    [
      "a wide interval",
      withImage({ accuracy: { value: 0.8, low: 0.7, high: 0.88, method: "bootstrap" } }),
      /18 percentage points wide/,
    ],
    [
      "chance within the interval",
      withImage({ accuracy: { value: 0.2, low: 0.15, high: 0.24, method: "bootstrap" } }),
      /not been shown to have learnt/,
    ],
    [
      "tiles alone",
      { ...sample, metrics: { part: "test", levels: { tile: image } } },
      /tiles of one image are not independent/,
    ],
    ["nothing scored", { ...sample, metrics: { part: "test", levels: {} } }, /Nothing was scored/],
    [
      "no groups",
      {
        ...sample,
        data: { ...sample.data, counts: sample.data.counts.map((part) => ({ ...part, groups: null })) },
      },
      /No groups/,
    ],
    ["broken images", sample, /2 images could not be read/],
    [
      "duplicates across parts",
      {
        ...sample,
        data: { ...sample.data, duplicates: [{ first: "a", second: "b", kind: "exact", acrossParts: true }] },
      },
      /1 pair of duplicate images stands in different parts/,
    ],
    [
      "shared groups",
      {
        ...sample,
        data: { ...sample.data, partition: { origin: "given", stratified: false, grouped: false } },
      },
      /may stand on both sides/,
    ],
  ] satisfies [string, ReportInput, RegExp][])("are given for %s", (_, input, expected) => {
    expect(collectWarnings(input).join("\n")).toMatch(expected);
  });

  it("repeat those of the data and the metrics, each once", () => {
    const input = withImage({ warnings: [sample.data.warnings[0] ?? "", "Class x has 3 images."] });
    const warnings = collectWarnings(input);
    expect(warnings).toContain("Class x has 3 images.");
    expect(new Set(warnings).size).toBe(warnings.length);
  });
});
