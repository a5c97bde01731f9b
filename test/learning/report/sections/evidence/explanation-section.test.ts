import { describe, expect, it } from "vitest";
import { renderExplanationPage } from "../../../../../src/learning/report/explanation-page.ts";
import { renderReport } from "../../../../../src/learning/report/render-report.ts";
import type { EstimateFacts, ExplanationFacts } from "../../../../../src/learning/report/report-input.ts";
import { sampleReport } from "../../../../support/report-sample.ts";

const near = (value: number, half = 0.05): EstimateFacts => ({
  value,
  low: value - half,
  high: value + half,
});
const image = "data:image/jpeg;base64,AAAA";

const good = {
  deletionAuc: near(0.21),
  insertionAuc: near(0.71),
  randomDeletionAuc: near(0.48),
  randomInsertionAuc: near(0.48),
  pointingGame: near(0.83),
  pointingChance: near(0.12),
  massAccuracy: near(0.44),
  massChance: near(0.12),
  randomisation: near(0.08),
  randomisationPasses: true,
  advantages: {
    deletion: near(0.27),
    insertion: near(0.23),
    pointingGame: near(0.71),
    massAccuracy: near(0.32),
  },
};

const facts: ExplanationFacts = {
  images: 24,
  part: "test",
  tested: 64,
  layer: "block2.second/add",
  methods: [
    {
      name: "grad-cam",
      title: "Grad-CAM",
      signed: false,
      isGrainy: false,
      source: "a",
      warnings: [],
      faithfulness: good,
    },
    {
      name: "guided-backprop",
      title: "Guided backpropagation",
      signed: false,
      isGrainy: true,
      source: "b",
      warnings: ["Guided backpropagation: the area under deletion is no better than a random order."],
      faithfulness: {
        ...good,
        randomisation: near(0.9),
        randomisationPasses: false,
        advantages: { deletion: near(-0.02), insertion: near(0.01) },
      },
    },
  ],
  pictures: [
    {
      path: "mito/<b>.png",
      label: "mito_normal",
      predicted: "pex_normal",
      mostProbable: "pex_normal",
      confidence: 0.731,
      explained: "pex_normal",
      panels: [
        { title: "Image", image },
        { title: "Grad-CAM", image },
      ],
    },
    {
      path: "odd.png",
      predicted: null,
      mostProbable: "pex_normal",
      confidence: 0.31,
      explained: "mito_normal",
      panels: [{ title: "Image", image: "javascript:alert(1)" }],
    },
  ],
};

const page = (changes: Partial<ExplanationFacts> = {}): string =>
  renderExplanationPage({ ...facts, ...changes }, { run: "runs/<leaf>", generated: "2026-01-01 12:00" });

describe("explanationSection", () => {
  it("stands in a report only where there are explanations, and is escaped", () => {
    const report = sampleReport();
    expect(renderReport(report)).not.toContain("What the verdicts rest on");
    expect(renderReport({ ...report, explanation: facts })).toContain("What the verdicts rest on");
    const text = page();
    expect(text).toContain("mito/&lt;b&gt;.png");
    expect(text).toContain("runs/&lt;leaf&gt;");
    expect(text).not.toContain("javascript:");
  });

  it("says of each method how it fares against chance", () => {
    const text = page();
    expect(text).toContain("Hiding what it marks lowers the model&#39;s confidence faster");
    expect(text).toContain("Its hottest point lies on an organelle in 83\u00a0% of the images");
    expect(text).toContain("do not read anything into these maps");
    expect(text).toContain("they show the image rather than the network");
    expect(text).toContain("Before you believe these maps");
    expect(text.match(/class="passed"/g)).toHaveLength(5);
    expect(text.match(/class="wrong" title/g)).toHaveLength(3);
  });

  it("tells a wrong verdict, one of none of these, and another class that was asked for", () => {
    const text = page();
    expect(text).toContain("true class mito_normal");
    expect(text).toContain("none of these (nearest: pex_normal, 31.0\u00a0%)");
    expect(text).toContain("evidence for mito_normal");
  });

  it("warns where nothing was tested, and where there were too few images", () => {
    const untested = facts.methods.map(({ faithfulness: _, ...method }) => ({ ...method, warnings: [] }));
    const text = page({ tested: 0, methods: untested });
    expect(text).toContain("They were not tested");
    expect(text).not.toContain("Tests of the maps");
    const unknown: EstimateFacts = { value: 0.3, low: null, high: null };
    const nothing: EstimateFacts = { value: null, low: null, high: null };
    const few = {
      ...good,
      deletionAuc: nothing,
      randomisation: unknown,
      advantages: { deletion: nothing, insertion: unknown },
    };
    const [method] = facts.methods;
    const scarce = page({ tested: 2, methods: method ? [{ ...method, faithfulness: few }] : [] });
    expect(scarce).toContain("too few images");
    expect(scarce).not.toContain('class="wrong" title');
  });
});

describe("gallerySection", () => {
  it("shows each gallery with its caption", () => {
    const gallery = { galleries: [{ title: "Filters", caption: "What excites <them>", image }] };
    const text = renderReport({ ...sampleReport(), gallery });
    expect(text).toContain("What the network has learnt");
    expect(text).toContain("What excites &lt;them&gt;");
    expect(renderReport({ ...sampleReport(), gallery: { galleries: [] } })).not.toContain(
      "What the network has learnt",
    );
  });
});
