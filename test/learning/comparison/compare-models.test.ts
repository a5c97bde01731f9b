import { describe, expect, it } from "vitest";
import type { ModelPredictions } from "../../../src/learning/comparison/align-predictions.ts";
import { compareModels } from "../../../src/learning/comparison/compare-models.ts";
import { formatComparison } from "../../../src/learning/comparison/comparison-tables.ts";
import { metricsAtLevels } from "../../../src/learning/evaluation/metrics-at-levels.ts";
import type { Prediction } from "../../../src/learning/evaluation/predictions/prediction.ts";
import { type MadeStudy, makeStudy } from "./comparison-fixture.ts";

const few = { resamples: 300 };

function studyOf(options: Partial<MadeStudy>, names = ["worse", "better", "third"]): ModelPredictions[] {
  return makeStudy(options).map((predictions, index) => ({ name: names[index] ?? "", predictions }));
}

describe("a comparison of models", () => {
  const models = studyOf({ skills: [1.2, 3, 2.9], groups: 40 });
  const result = compareModels(models, few);

  it("ranks them, finds the difference that is there, and leaves the other", () => {
    expect(result.models.map(({ name }) => name)).toContain("better");
    expect(result.models.at(-1)).toMatchObject({ name: "worse", letters: "b" });
    expect(result.models.slice(0, 2).map(({ letters }) => letters)).toEqual(["a", "a"]);
    expect(result.pairs.map(({ differs }) => differs)).toEqual([false, true, true]);
    expect(result).toMatchObject({
      images: 240,
      clusters: 40,
      grouped: true,
      decidedBy: "bootstrap",
      notes: [],
    });
  });

  it("gives differences that are those of the metrics", () => {
    const scored = new Map(
      models.map(({ name, predictions }) => [
        name,
        metricsAtLevels(predictions, { bootstrap: 1 }).levels.image,
      ]),
    );
    for (const { first, second, accuracy, macroF1, macroAuc, ...pair } of result.pairs) {
      const [a, b] = [scored.get(first), scored.get(second)];
      for (const [difference, name] of [
        [accuracy, "accuracy"],
        [macroF1, "macroF1"],
        [macroAuc, "macroAuc"],
      ] as const) {
        const wanted = (a?.[name].value ?? Number.NaN) - (b?.[name].value ?? Number.NaN);
        expect(difference.value).toBeCloseTo(wanted, 12);
        expect(difference.low).toBeLessThanOrEqual(wanted);
        expect(difference.high).toBeGreaterThanOrEqual(wanted);
        expect(difference.corrected).toBeGreaterThanOrEqual(difference.p ?? Number.NaN);
      }
      const { onlyFirst, onlySecond } = pair.mcnemar;
      expect(onlyFirst + onlySecond + pair.bothRight + pair.bothWrong).toBe(240);
      expect((onlyFirst - onlySecond) / 240).toBeCloseTo(accuracy.value ?? Number.NaN, 12);
    }
  });

  it("has p values that agree with its intervals", () => {
    for (let seed = 0; seed < 12; seed++) {
      const drawn = studyOf({ seed, skills: [2, 2.5], groups: 20, imagesPerGroup: 3 });
      const [pair] = compareModels(drawn, { resamples: 1000, seed }).pairs;
      const { low, high, p } = pair?.accuracy ?? { low: null, high: null, p: null };
      expect((p ?? 1) < 0.05).toBe((low ?? 0) > 1e-12 || (high ?? 0) < -1e-12);
    }
  });

  it("is the same for the same seed, whatever the order of images and classes", () => {
    const turned = models.map(({ name, predictions: { classes, predictions } }, index) => ({
      name,
      predictions:
        index === 0
          ? { classes, predictions }
          : {
              classes: [...classes].reverse(),
              predictions: predictions
                .map((row): Prediction => ({ ...row, probability: Array.from(row.probability).reverse() }))
                .reverse(),
            },
    }));
    expect(compareModels(turned, few)).toEqual(result);
    expect(compareModels(models, { ...few, seed: 1 })).not.toEqual(result);
  });

  it("averages tiles", () => {
    const [first, second] = models;
    if (first === undefined || second === undefined) throw new Error("two models were made");
    const tiled: ModelPredictions = {
      name: first.name,
      predictions: {
        classes: first.predictions.classes,
        predictions: first.predictions.predictions.flatMap((row) => [row, row]),
      },
    };
    expect(compareModels([tiled, second], few)).toEqual(compareModels([first, second], few));
  });

  it("leaves the verdict to McNemar's test, and says so, where no groups are known", () => {
    const alone = compareModels(studyOf({ skills: [1, 3], named: false }), few);
    expect(alone).toMatchObject({ decidedBy: "mcnemar", grouped: false, clusters: 180 });
    expect(alone.notes.join()).toMatch(/every image counts as independent/);
    expect(alone.pairs[0]?.differs).toBe(true);
  });

  it("does not decide from 4 groups", () => {
    const result = compareModels(studyOf({ skills: [0, 4], groups: 4 }), few);
    expect(result.pairs[0]).toMatchObject({ differs: null, accuracy: { low: null, p: null } });
    expect(result.models.map(({ letters }) => letters)).toEqual(["a", "a"]);
    expect(result.notes.join()).toMatch(/Too few groups \(4\)/);
  });

  it("finds no difference between a model and itself", () => {
    const [one] = models;
    if (one === undefined) throw new Error("three models were made");
    const [pair] = compareModels([one, { ...one, name: "again" }], few).pairs;
    expect(pair).toMatchObject({ differs: false, accuracy: { value: 0, p: 1 }, mcnemar: { exact: 1 } });
  });

  it("finds a difference in about 5 of 100 studies without one", () => {
    let found = 0;
    const studies = 120;
    for (let seed = 0; seed < studies; seed++) {
      const [pair] = compareModels(studyOf({ seed, groups: 25, skills: [1.5, 1.5], groupSpread: 1 }), {
        resamples: 200,
        seed,
      }).pairs;
      if (pair?.differs) found++;
    }
    expect(found / studies).toBeLessThanOrEqual(0.09);
    expect(found / studies).toBeGreaterThanOrEqual(0.01);
  });

  it("prints one row for each pair", () => {
    const lines = formatComparison(result).trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^first,second,accuracyDifference,accuracyLow,/);
    expect(new Set(lines.map((line) => line.split(",").length)).size).toBe(1);
    expect(lines.map((line) => line.split(",").at(-1))).toEqual(["differs", "no", "yes", "yes"]);
  });
});

describe("predictions that cannot be compared", () => {
  const [first, second] = studyOf({ skills: [2, 2], groups: 6 });
  if (first === undefined || second === undefined) throw new Error("two models were made");
  const changed = (change: (rows: readonly Prediction[]) => readonly Prediction[]): ModelPredictions => ({
    name: "other",
    predictions: { ...second.predictions, predictions: change(second.predictions.predictions) },
  });
  const classesOf = (classes: readonly string[]): ModelPredictions => ({
    name: "other",
    predictions: { ...second.predictions, classes },
  });

  it.each([
    [
      "a missing image",
      changed((rows) => rows.slice(1)),
      'Expected "other" to have a row for g0/0.png, got none (36 images of "worse", 35 of "other").',
    ],
    [
      "an image too many",
      changed((rows) => [...rows, { ...(rows[0] as Prediction), path: "x.png" }]),
      'Expected "other" to have the images of "worse", got x.png besides.',
    ],
    [
      "another label",
      changed((rows) => rows.map((row, i) => (i === 7 ? { ...row, label: "c" } : row))),
      'Expected the label "b" of g1/1.png as in "worse", got "c" ("other").',
    ],
    [
      "another group",
      changed((rows) => rows.map((row, i) => (i === 7 ? { ...row, group: "x" } : row))),
      'Expected the group "g1" of g1/1.png as in "worse", got "x" ("other").',
    ],
    [
      "another class",
      classesOf(["a", "b", "x"]),
      'Expected "other" to know the class "c" as "worse" does, got "a", "b", "x".',
    ],
    [
      "a class too many",
      classesOf(["a", "b", "c", "d"]),
      'Expected "other" to have the classes of "worse", got "d" besides.',
    ],
    [
      "the same name",
      { ...second, name: "worse" },
      'Expected models to have different names, got "worse" twice.',
    ],
  ])("are refused for %s", (_, other, message) => {
    expect(() => compareModels([first, other], few)).toThrow(message);
  });

  it("are refused for no models, no label and wrong options", () => {
    expect(() => compareModels([])).toThrow("Expected predictions of at least one model");
    const unlabelled = { classes: ["a"], predictions: [{ path: "p", probability: [1] }] };
    expect(() => compareModels([{ name: "m", predictions: unlabelled }])).toThrow('got none (p, "m")');
    expect(() => compareModels([first], { level: 1 })).toThrow("Expected level to be between 0 and 1");
    expect(() => compareModels([first], { resamples: 0 })).toThrow("Expected resamples");
  });

  it("are not: one model has a result without pairs", () => {
    expect(compareModels([first], few)).toMatchObject({ pairs: [], models: [{ letters: "a" }] });
  });
});
