import { join } from "node:path";
import { writeManifest } from "../../../../data/dataset/write-manifest.ts";
import { makeFolder } from "../../../../files/make-folder.ts";
import type { ComparisonResult } from "../../../../learning/comparison/compare-models.ts";
import type { NamedLearningCurve } from "../../../../learning/comparison/comparison-tables.ts";
import { fitLearningCurve, type LearningPoint } from "../../../../learning/comparison/learning-curve.ts";
import { readMetrics } from "../../run/score-run.ts";
import type { StudyData } from "../folder/study-data.ts";
import { studyFiles } from "../folder/study-record.ts";
import type { ChosenModel } from "../models/choose-models.ts";
import { type PlannedRun, type TrainAllContext, trainAll } from "../runs/train-all.ts";
import { cutTrainingSubsets } from "../runs/training-subsets.ts";
import type { ModelResult } from "./collect-results.ts";

/** Models for which a learning curve is drawn when none are named, and trainings of each size for cheap and other ones. */
const [modelsShown, cheapRepeats] = [2, 2];

/**
 * Trains the chosen models again on parts of the training images (of the first fold), scores them on the same images
 * as before, and fits what more images would bring.
 */
export async function measureCurves(
  chosen: readonly ModelResult[],
  { cuts }: StudyData,
  context: TrainAllContext,
): Promise<readonly NamedLearningCurve[]> {
  const { spec, journal } = context;
  const [cut] = cuts;
  if (cut === undefined) return [];
  const subsets = cutTrainingSubsets(cut, { repeats: cheapRepeats, seed: spec.seed });
  const folder = join(spec.out, studyFiles.curve, studyFiles.subsets);
  await makeFolder(folder);
  for (const { images, repeat, dataset } of subsets) {
    await writeManifest(join(folder, `${nameOf(images, repeat)}.csv`), dataset.samples);
  }
  const planned = chosen.flatMap(({ model }) =>
    subsets
      .filter(({ repeat }) => repeat <= (isCheap(model) ? cheapRepeats : 1))
      .map(
        ({ images, repeat, dataset }): PlannedRun => ({
          folder: `${studyFiles.curve}/${model.folder}/${nameOf(images, repeat)}`,
          model,
          dataset: { ...dataset, warnings: [] },
          manifest: `${studyFiles.curve}/${studyFiles.subsets}/${nameOf(images, repeat)}.csv`,
          images,
        }),
      ),
  );
  await trainAll(planned, context);
  const whole = cut.samples.filter(({ part }) => part === "train").length;
  const curves: NamedLearningCurve[] = [];
  for (const { model, folders } of chosen) {
    const finished = planned.filter(
      (run) => run.model.name === model.name && journal.find(run.folder)?.state === "finished",
    );
    const measured = [
      ...finished.map((run) => ({ images: run.images ?? 0, folder: run.folder })),
      ...folders.slice(0, 1).map((run) => ({ images: whole, folder: run })),
    ];
    const points = await Promise.all(
      measured.map(({ images, folder: run }) => readPoint(images, join(spec.out, run))),
    );
    curves.push({ name: model.name, curve: fitLearningCurve(points.flat(), { seed: spec.seed }) });
  }
  return curves;
}

/** The best models that cost little to train again, else the best of all. */
export function chooseCurveModels(
  results: readonly ModelResult[],
  comparison: ComparisonResult,
): readonly ModelResult[] {
  const ranked = comparison.models.flatMap(({ name }) => results.filter(({ model }) => model.name === name));
  const cheap = ranked.filter(({ model }) => isCheap(model));
  return cheap.length > 0 ? cheap.slice(0, modelsShown) : ranked.slice(0, 1);
}

/** Features are stored, and classical models learn fast. */
function isCheap({ kind, training }: ChosenModel): boolean {
  return kind === "classical" || (kind === "backbone" && training.fineTune === undefined);
}

function nameOf(images: number, repeat: number): string {
  return `n-${images}-${repeat}`;
}

async function readPoint(images: number, run: string): Promise<LearningPoint[]> {
  const { levels } = await readMetrics(run);
  const { value, low, high } = levels.image?.accuracy ?? { value: null, low: null, high: null };
  return value === null ? [] : [{ images, accuracy: value, low, high }];
}
