import { describe, expect, it } from "vitest";
import { formatDoubtfulLabels } from "../../../src/learning/comparison/comparison-tables.ts";
import { findDoubtfulLabels } from "../../../src/learning/comparison/doubtful-labels.ts";
import type { PredictionTable } from "../../../src/learning/evaluation/predictions/prediction.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { makeStudy, readComparisonFixture } from "./comparison-fixture.ts";

const classes = ["a", "b", "c", "d"];
const options = { groups: 60, imagesPerGroup: 8, classes, groupSpread: 0.3, skills: [4.5, 4.2, 4] };

/** The same tables with a share of labels changed to another class, and the paths of those. */
function plantErrors(
  tables: readonly PredictionTable[],
  share: number,
): [PredictionTable[], Map<string, string>] {
  const random = createRandom(7);
  const truths = new Map<string, string>();
  const labels = (tables[0]?.predictions ?? []).map(({ path, label = "" }) => {
    if (random.uniform() >= share) return label;
    truths.set(path, label);
    return random.pick(classes.filter((other) => other !== label));
  });
  const changed = tables.map(({ predictions }) => ({
    classes,
    predictions: predictions.map((row, index) => ({ ...row, label: labels[index] ?? "" })),
  }));
  return [changed, truths];
}

const named = (tables: readonly PredictionTable[]) =>
  tables.map((predictions, index) => ({ name: `model ${index}`, predictions }));

describe("doubtful labels", () => {
  it.each(readComparisonFixture().confident)(
    "of $classes classes are those of the paper's equations",
    (known) => {
      const names = Array.from({ length: known.classes }, (_, k) => `class ${k}`);
      const predictions = known.probability.map((probability, row) => ({
        path: String(row),
        label: names[known.given[row] ?? 0] ?? "",
        probability,
      }));
      const found = findDoubtfulLabels([{ name: "m", predictions: { classes: names, predictions } }], {
        resamples: 50,
      });
      expect(found.noiseRate.value).toBeCloseTo(known.noiseRate, 12);
      known.joint.forEach((line, i) => {
        line.forEach((share, j) => {
          expect(found.joint[i]?.[j]).toBeCloseTo(share, 12);
        });
      });
      expect(found.labels.map(({ path }) => Number(path)).sort((a, b) => a - b)).toEqual(known.doubtful);
    },
  );

  it("finds planted errors, names the true class, and puts the gravest first", () => {
    const [tables, truths] = plantErrors(makeStudy(options), 0.08);
    const found = findDoubtfulLabels(named(tables), { resamples: 200 });
    const hits = found.labels.filter(({ path }) => truths.has(path));
    expect(hits.length / truths.size).toBeGreaterThan(0.85); // recall: the mean of the models is not always right
    expect(hits.length / found.labels.length).toBeGreaterThan(0.8); // precision
    expect(
      hits.filter(({ path, suggested }) => truths.get(path) === suggested).length / hits.length,
    ).toBeGreaterThan(0.95);
    expect(found.labels.slice(0, 20).every(({ path }) => truths.has(path))).toBe(true);
    const planted = truths.size / found.images;
    expect(found.noiseRate.low).toBeLessThan(planted);
    expect(found.noiseRate.high).toBeGreaterThan(planted);
    const margins = found.labels.map(({ margin }) => margin);
    expect(margins).toEqual(margins.toSorted((a, b) => b - a));
    expect(found.labels[0]).toMatchObject({ agreeing: 3 });
  });

  it("finds hardly any in clean labels of good models", () => {
    const found = findDoubtfulLabels(named(makeStudy({ ...options, skills: [7, 7] })), { resamples: 100 });
    expect(found.noiseRate.value).toBeLessThan(0.01);
    expect(found.labels.length).toBeLessThan(5);
  });

  it("takes one certain model, a class without images, and no images", () => {
    const certain = {
      classes: ["a", "b", "never"],
      predictions: ["a", "b", "a"].map((label, i) => ({
        path: `${i}`,
        label,
        probability: [label === "a" ? 1 : 0, label === "a" ? 0 : 1, 0],
      })),
    };
    const found = findDoubtfulLabels(named([certain]));
    expect(found).toMatchObject({ labels: [], noiseRate: { value: 0, low: null } });
    expect(found.notes.join()).toContain('Fewer than 10 images have the label "a", "b", "never"');
    const empty = findDoubtfulLabels(named([{ classes: ["a"], predictions: [] }]));
    expect(empty.noiseRate).toMatchObject({ value: null, note: "There are no images." });
  });

  it("prints one row for each", () => {
    const [tables] = plantErrors(makeStudy({ ...options, groups: 12 }), 0.1);
    const found = findDoubtfulLabels(named(tables), { resamples: 20 });
    const lines = formatDoubtfulLabels(found).trimEnd().split("\n");
    expect(lines[0]).toBe(
      "path,group,label,suggested,margin,probabilityOfLabel,probabilityOfSuggested,modelsAgreeing",
    );
    expect(lines).toHaveLength(found.labels.length + 1);
  });

  it("refuses models that speak of different images", () => {
    const [first, second] = makeStudy(options);
    if (first === undefined || second === undefined) throw new Error("two tables were made");
    const cut = { classes, predictions: second.predictions.slice(1) };
    expect(() => findDoubtfulLabels(named([first, cut]))).toThrow("to have a row for g0/0.png");
    expect(() => findDoubtfulLabels([])).toThrow("at least one model");
  });
});
