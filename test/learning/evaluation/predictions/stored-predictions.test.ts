import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { metricsAtLevels } from "../../../../src/learning/evaluation/metrics-at-levels.ts";
import { readPredictions } from "../../../../src/learning/evaluation/predictions/read-predictions.ts";

const folder = resolve(import.meta.dirname, "../../../../../shared/reference/deeplearnmor-predictions");

interface Reference {
  readonly classes: readonly string[];
  readonly models: Readonly<
    Record<
      string,
      {
        readonly n: number;
        readonly accuracy: number;
        readonly confusion: readonly (readonly number[])[];
        readonly precision: readonly number[];
        readonly recall: readonly number[];
        readonly f1: readonly number[];
        readonly macro_f1: number;
        readonly kappa: number;
        readonly mcc: number;
        readonly auc_per_class: readonly number[];
        readonly macro_auc: number;
      }
    >
  >;
}

/** Macro AUC and calibration error as printed with the predictions, and images right by the mean of 4 tiles. */
const printed = [
  { model: "densenet169", auc: "0.9995", calibration: "0.007", images: 180 },
  { model: "CNN", auc: "0.9986", calibration: "0.022", images: 180 },
  { model: "inception_v3", auc: "0.9974", calibration: "0.017", images: 179 },
  { model: "vgg16", auc: "0.985", calibration: "0.045", images: 176 },
  { model: "mobilenet_v2", auc: "0.939", calibration: "0.157", images: 152 },
  { model: "SVM", auc: "0.910", calibration: "0.053", images: 127 },
] as const;

describe.skipIf(!existsSync(folder))("the paper's stored predictions (needs ../shared)", () => {
  it.each(printed)("give the figures of $model", async ({ model, auc, calibration, images }) => {
    // The file belongs to the predictions and has exactly this form.
    const reference = JSON.parse(readFileSync(resolve(folder, "metrics.json"), "utf8")) as Reference;
    const wanted = reference.models[model] ?? expect.unreachable();
    const table = await readPredictions(resolve(folder, `${model}.h5`));
    expect(table.classes).toEqual(reference.classes);
    const { levels } = metricsAtLevels(table, { bootstrap: 200 });
    const tile = levels.tile ?? expect.unreachable();
    const within = (got: number | null, value: number | undefined, tolerance: number): void =>
      expect(Math.abs((got ?? Number.NaN) - (value ?? Number.NaN))).toBeLessThanOrEqual(tolerance);

    expect([tile.count, tile.clusters]).toEqual([wanted.n, 180]);
    expect(tile.confusion.counts).toEqual(wanted.confusion);
    within(tile.accuracy.value, wanted.accuracy, 1e-9);
    within(tile.macroF1.value, wanted.macro_f1, 1e-9);
    within(tile.cohenKappa.value, wanted.kappa, 1e-9);
    within(tile.matthewsCorrelation.value, wanted.mcc, 1e-9);
    within(tile.macroAuc.value, wanted.macro_auc, 1e-6);
    tile.perClass.forEach((one, k) => {
      within(one.precision.value, wanted.precision[k], 1e-9);
      within(one.recall.value, wanted.recall[k], 1e-9);
      within(one.f1.value, wanted.f1[k], 1e-9);
      within(one.auc.value, wanted.auc_per_class[k], 1e-6);
    });

    expect(tile.macroAuc.value?.toFixed(auc.length - 2)).toBe(auc);
    expect(tile.expectedCalibrationError.value?.toFixed(3)).toBe(calibration);
    expect(levels.image?.count).toBe(180);
    expect(levels.image?.accuracy.value).toBeCloseTo(images / 180, 12);
    expect(levels.image?.accuracy.method).toBe("wilson");
    expect(levels.group).toBeUndefined();
  });
});
