import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { MetricSet } from "../../../src/learning/metrics/metric-set.ts";
import { renderReport } from "../../../src/learning/report/render-report.ts";
import type { ReportInput } from "../../../src/learning/report/report-input.ts";
import { sampleReport, sixteenClasses, unknownEstimate } from "../../support/report-sample.ts";

const sample = sampleReport();
const page = renderReport(sample);
const { document } = parseHTML(page);

describe("the report", () => {
  it("has every section, each with a heading and an anchor", () => {
    const titles = [...document.querySelectorAll("section > h2")].map((heading) => heading.textContent);
    expect(titles).toEqual([
      "Result",
      "All metrics",
      "Data",
      "Learning",
      "Classes",
      "ROC and precision–recall",
      "Calibration",
      "Mistakes",
      "How to reproduce",
    ]);
    for (const link of document.querySelectorAll("nav a")) {
      expect(document.querySelector(`section${link.getAttribute("href")}`)).not.toBeNull();
    }
    expect(document.querySelectorAll("h1")).toHaveLength(1);
    expect(document.documentElement.getAttribute("lang")).toBe("en");
  });

  it("can be read without seeing it", () => {
    for (const svg of document.querySelectorAll("svg")) {
      expect(svg.getAttribute("role")).toBe("img");
      expect(svg.getAttribute("aria-label")?.length).toBeGreaterThan(10);
    }
    for (const image of document.querySelectorAll("img")) expect(image.getAttribute("alt")).toBeTruthy();
    for (const figure of document.querySelectorAll("figure")) {
      expect(figure.querySelector("figcaption")?.textContent?.length).toBeGreaterThan(20);
    }
    for (const head of document.querySelectorAll("th"))
      expect(head.getAttribute("scope")).toMatch(/^(row|col)$/);
  });

  it("prints the numbers of the run", () => {
    const image = sample.metrics.levels.image as MetricSet; // the sample has all three levels
    const right = image.confusion.counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
    const text = document.body.textContent ?? "";
    expect(text).toContain(`${right} of 180 images right: ${((right / 180) * 100).toFixed(1)}\u00a0%`);
    for (const { macroF1, logLoss, brierScore } of [image]) {
      for (const { value } of [macroF1, logLoss, brierScore]) expect(text).toContain(value?.toFixed(3));
    }
    for (const { label, precision, recall } of image.perClass) {
      expect(text).toContain(label);
      expect(text).toContain(precision.value?.toFixed(3));
      expect(text).toContain(recall.value?.toFixed(3));
    }
    for (const fact of [
      sample.run.dataHash,
      sample.run.command,
      "1,236,742",
      "best, 48",
      "10.1093/plphys/kiab223",
    ]) {
      expect(text).toContain(fact);
    }
    const cells = [...document.querySelectorAll('svg[aria-label^="Confusion matrix"] title')];
    const titles = cells.map((title) => title.textContent ?? "");
    expect(titles.filter((title) => title.includes(" called "))).toHaveLength(36);
    expect(document.querySelectorAll(".gallery img")).toHaveLength(sample.mistakes.length);
    expect(document.querySelectorAll(".strip img")).toHaveLength(24);
  });

  it("draws a panel for each class and one for their mean", () => {
    expect(document.querySelectorAll('svg[aria-label^="ROC curve of"]')).toHaveLength(6);
    expect(document.querySelectorAll('svg[aria-label^="Precision-recall curve of"]')).toHaveLength(6);
    expect(document.querySelectorAll('svg[aria-label^="Mean "]')).toHaveLength(2);
  });

  it("is pure", () => expect(renderReport(sampleReport())).toBe(page));

  it("takes less than two seconds of processor time for 16 classes and 1,000 epochs", () => {
    const large = sampleReport({ classes: sixteenClasses, support: 24, epochs: 1000, skill: 1.5 });
    const start = process.cpuUsage();
    renderReport(large);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(2); // processor time: other work on the machine does not count
  });
});

describe("every kind of run", () => {
  const image = sample.metrics.levels.image as MetricSet; // the sample has all three levels
  const nothing = unknownEstimate("There are no images of this class.");
  const withoutGroups: ReportInput["data"] = {
    classes: sample.data.classes,
    counts: sample.data.counts.map(({ part, perClass }) => ({ part, perClass, groups: null })),
    warnings: [],
    broken: [],
    duplicates: [],
  };
  const unknown: MetricSet = {
    ...image,
    accuracy: nothing,
    balancedAccuracy: nothing,
    macroF1: nothing,
    macroAuc: nothing,
    logLoss: nothing,
    brierScore: nothing,
    expectedCalibrationError: nothing,
    cohenKappa: nothing,
    matthewsCorrelation: nothing,
    perClass: image.perClass.map(({ label }) => ({
      label,
      support: 0,
      precision: nothing,
      recall: nothing,
      f1: nothing,
      auc: nothing,
    })),
  };
  const withoutCurves = {
    level: "image",
    classes: sample.data.classes.map((label) => ({ label, roc: null, precisionRecall: null })),
    reliability: [],
  } as const;
  const twenty = Array.from({ length: 20 }, (_, index) => `a rather long name of class number ${index + 1}`);

  const runs: readonly [string, ReportInput, RegExp][] = [
    ["one level", { ...sample, metrics: { part: "test", levels: { image } } }, /Image level/],
    [
      "tiles alone",
      {
        ...sample,
        metrics: { part: "test", levels: { tile: image } },
        curves: { ...sample.curves, level: "tile" },
      },
      /180 tiles right/,
    ],
    ["no groups", { ...sample, data: withoutGroups }, /No groups/],
    [
      "null metrics with notes",
      { ...sample, metrics: { part: "test", levels: { image: unknown } }, curves: withoutCurves },
      /There are no images of this class/,
    ],
    [
      "nothing scored",
      { ...sample, metrics: { part: "test", levels: {} }, mistakes: [] },
      /Nothing was scored/,
    ],
    ["two classes", sampleReport({ classes: ["wt", "mutant"] }), /60 images right/],
    [
      "twenty classes with long names",
      sampleReport({ classes: twenty, support: 6, epochs: 3 }),
      /a rather long name of class number 20/,
    ],
    [
      "no mistakes",
      {
        ...sample,
        mistakes: [],
        metrics: { part: "test", levels: { image: { ...image, accuracy: { ...image.accuracy, value: 1 } } } },
      },
      /No image of the test part was classified wrongly/,
    ],
    ["evaluation only", { ...sample, history: [], bestEpoch: null }, /images right/],
    ["one epoch", sampleReport({ epochs: 1 }), /best, 1/],
    [
      "a part of its own name",
      { ...sample, metrics: { ...sample.metrics, part: "greenhouse 2" } },
      /greenhouse 2 part/,
    ],
    [
      "epochs without validation and with NaN",
      {
        ...sample,
        bestEpoch: null,
        history: sample.history.map((row) => ({
          ...row,
          valLoss: null,
          valAccuracy: null,
          trainLoss: Number.NaN,
        })),
      },
      /Learning curves/,
    ],
    [
      "no facts",
      {
        ...sample,
        run: {
          spec: {},
          seed: null,
          versions: {},
          dataHash: null,
          machine: {},
          timings: {},
          device: null,
          parameterCount: null,
          command: null,
        },
      },
      /Please cite/,
    ],
    [
      "no examples and no images",
      { ...sample, examples: [], data: { ...withoutGroups, counts: [] } },
      /How to reproduce/,
    ],
  ];

  it.each(runs)("is reported: %s", (_, input, expected) => {
    const markup = renderReport(input);
    const { document: parsed } = parseHTML(markup);
    const text = parsed.body.textContent ?? "";
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/\bNaN\b|undefined|Infinity|\[object/);
    for (const path of parsed.querySelectorAll("svg *")) {
      for (const { value } of path.attributes) expect(value).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it("leaves out the sections that have nothing to show", () => {
    const { document: parsed } = parseHTML(
      renderReport({ ...sample, history: [], metrics: { part: "test", levels: {} } }),
    );
    const ids = [...parsed.querySelectorAll("section")].map((section) => section.id);
    expect(ids).toEqual(["result", "data", "mistakes", "reproduce"]);
  });
});
