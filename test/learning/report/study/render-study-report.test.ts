import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { compareModels } from "../../../../src/learning/comparison/compare-models.ts";
import { renderStudyReport } from "../../../../src/learning/report/study/render-study-report.ts";
import type { StudyReportInput } from "../../../../src/learning/report/study/study-input.ts";
import { sampleStudy } from "./study-sample.ts";

const small = { groupsPerClass: 4, imagesPerGroup: 4, resamples: 60 };
const sample = sampleStudy(small);

function parse(input: StudyReportInput): {
  readonly document: ReturnType<typeof parseHTML>["document"];
  readonly text: string;
} {
  const { document } = parseHTML(renderStudyReport(input));
  return { document, text: document.querySelector("body")?.textContent ?? "" };
}

describe("the report of a study", () => {
  const { document, text } = parse(sample);

  it("has every section, the models in the order of the comparison", () => {
    const ids = [...document.querySelectorAll("main > section")].map(({ id }) => id);
    expect(ids).toEqual([
      "result",
      "table",
      "differences",
      "roc",
      "confusions",
      "calibration",
      "cost",
      "forecast",
      "labels",
      "models",
      "methods",
    ]);
    const names = [...document.querySelectorAll("table.study tbody th bdi")].map((name) => name.textContent);
    const titles = new Map(sample.models.map(({ name, title }) => [name, title]));
    expect(names).toEqual(sample.comparison.models.map(({ name }) => titles.get(name)));
  });

  it("says which model is best, and marks the paper's figures as other data", () => {
    expect(document.querySelector(".study-lead")?.textContent).toMatch(
      / is right most often: on [\d.]+\u00a0% of 96 images/,
    );
    expect(text).toContain("the columns cannot be compared");
    expect(document.querySelectorAll("td.paper")).toHaveLength(12);
    expect(text).toContain("rule-made: not ImageNet");
    expect(text).toMatch(/ran with weights made by a rule, not those of ImageNet/);
  });

  it("draws a panel for each class and each model, and spells every figure out", () => {
    expect(document.querySelectorAll(".class-panels svg")).toHaveLength(6);
    expect(document.querySelectorAll(".confusion-panels svg")).toHaveLength(12);
    for (const drawing of document.querySelectorAll("svg:not([aria-hidden])")) {
      expect(drawing.getAttribute("aria-label")).toMatch(/\w/);
      expect(drawing.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it("gives the same bytes for the same input", () => {
    expect(renderStudyReport(sample)).toBe(renderStudyReport(sampleStudy(small)));
  });

  it("takes one model, two classes, no groups, and nothing beyond the scores", () => {
    const { learningCurves, doubtfulLabels, ...rest } = sampleStudy({
      ...small,
      models: 1,
      classes: ["a", "b"],
      grouped: false,
    });
    const bare: StudyReportInput = {
      ...rest,
      folds: 1,
      models: rest.models.map((model) => ({
        ...model,
        trainSeconds: null,
        imagesPerSecond: null,
        parameterCount: null,
        curves: { ...model.curves, classes: [], reliability: [] },
      })),
      reproduce: { command: null, seed: null, versions: {}, machine: {}, dataHash: null },
    };
    const { document: page, text: words } = parse(bare);
    expect([...page.querySelectorAll("main > section")].map(({ id }) => id)).toEqual([
      "result",
      "table",
      "confusions",
      "models",
      "methods",
    ]);
    expect(words).toContain("There is no other model to compare it with.");
    expect(words).toContain("every image counts as independent");
    expect(words).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(learningCurves).toBeDefined();
    expect(doubtfulLabels).toBeDefined();
  });

  it("takes a study in which every model failed", () => {
    const empty: StudyReportInput = {
      ...sample,
      models: [],
      comparison: { ...sample.comparison, models: [], pairs: [] },
      failures: [{ name: "vgg16", reason: "its weights are missing." }],
    };
    const { text: words } = parse(empty);
    expect(words).toContain("No model was scored.");
    expect(words).toContain("vgg16 has no result: its weights are missing.");
  });

  it("refuses a compared model without metrics", () => {
    expect(() => renderStudyReport({ ...sample, models: sample.models.slice(1) })).toThrow(
      'Expected metrics of images for the model "densenet169", got none.',
    );
  });
});

describe("the report of a study of hostile data", () => {
  const attack = `<script>alert("1")</script>'"&amp;]]><img src=x onerror=alert(1)>😀`;
  const classes = [attack, `"><svg onload=alert(1)>`, "__proto__"];
  const made = sampleStudy({ ...small, classes, models: 4 });
  const thumbnails = [
    {
      path: made.doubtfulLabels?.result.labels[0]?.path ?? "",
      image: `data:image/svg+xml,<svg onload="alert(1)"/>`,
    },
  ];
  const hostile: StudyReportInput = {
    ...made,
    title: attack,
    generated: attack,
    data: { ...made.data, groupName: attack, warnings: [attack], broken: [{ path: attack, reason: attack }] },
    models: made.models.map((model, index) => ({
      ...model,
      title: `${attack} ${index}`,
      family: attack,
      methods: attack,
      folder: index === 0 ? "javascript:alert(1)//" : index === 1 ? "../../etc" : "runs/a-1",
      weights: { origin: attack, licence: attack, citation: attack },
    })),
    ...(made.doubtfulLabels ? { doubtfulLabels: { ...made.doubtfulLabels, thumbnails } } : {}),
    failures: [{ name: attack, reason: attack }],
    reproduce: {
      command: attack,
      seed: 1,
      versions: { [attack]: attack },
      machine: { [attack]: attack },
      dataHash: attack,
    },
    warnings: [attack],
  };
  const markup = renderStudyReport(hostile);
  const { document } = parseHTML(markup);

  it("loads and runs nothing", () => {
    expect(
      document.querySelectorAll("script, link, iframe, object, embed, form, base, use, image, animate"),
    ).toHaveLength(0);
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on/i);
        if (name === "src") expect(value).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/=]+$/);
        if (name === "href")
          expect(value).toMatch(
            /^(#[a-z]+|runs\/a-1\/report\.html|https:\/\/doi\.org\/10\.1093\/plphys\/kiab223)$/,
          );
        if (name === "style") expect(value).not.toMatch(/url\(|expression/i);
      }
    }
    expect(markup).not.toMatch(/<script|<img src=x|<svg onload/i);
    expect(markup).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
  });

  it("shows names as they are written", () => {
    expect(document.querySelector("h1")?.textContent).toBe(attack);
    const names = [...document.querySelectorAll("bdi")].map((name) => name.textContent);
    expect(names.filter((name) => name === attack).length).toBeGreaterThan(2);
    expect(names).toContain("__proto__");
  });
});

describe("the verdict of a study", () => {
  const withDiffers = (differs: boolean | null): StudyReportInput => ({
    ...sample,
    comparison: {
      ...sample.comparison,
      pairs: sample.comparison.pairs.map((pair) => ({
        ...pair,
        differs,
        accuracy: { ...pair.accuracy, value: 0.04, low: 0.01, high: 0.07, corrected: 0.0004 },
      })),
    },
  });

  it.each([
    [true, /is real \(p\u00a0<\u00a00.001\).*ahead of every other model of the 12 beyond chance/],
    [false, /is not shown to be real.*None of the other models differs from it/],
    [null, /rests on too little to say/],
  ])("of models that differ: %s", (differs, words) => {
    const { document } = parse(withDiffers(differs));
    expect(document.querySelector(".study-verdict")?.textContent).toMatch(words);
  });

  it("of two equal models names no single best", () => {
    const [one] = sample.models;
    if (one === undefined) throw new Error("twelve models were made");
    const table = { classes: ["a", "b"], predictions: [{ path: "x", label: "a", probability: [1, 0] }] };
    const comparison = compareModels(
      [
        { name: one.name, predictions: table },
        { name: "twin", predictions: table },
      ],
      { resamples: 10 },
    );
    const { text } = parse({ ...sample, models: [one, { ...one, name: "twin", title: "Twin" }], comparison });
    expect(text).toContain("Twin is right exactly as often, so there is no single best model.");
    expect(text).toContain("Too few images (1)");
  });
});
