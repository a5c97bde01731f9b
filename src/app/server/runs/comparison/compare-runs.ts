import { MorError } from "../../../../errors.ts";
import type { ModelPredictions } from "../../../../learning/comparison/align-predictions.ts";
import { compareModels } from "../../../../learning/comparison/compare-models.ts";
import type { RunComparison, RunSummary } from "../../../protocol/run/run-document.ts";

export interface ComparedRun {
  readonly summary: RunSummary;
  /** Absent for a run without predictions. */
  readonly predictions: ModelPredictions["predictions"] | undefined;
}

/** So many resamples of so many images that a page does not wait: about a second for two models; never fewer than are of use. */
const [mostResamples, fewestResamples, imagesDrawn] = [2000, 100, 1_000_000];

/** With fewer resamples than this the ends of an interval are rough. */
const usualResamples = 1000;

/** Runs side by side; in pairs where all have scored the same images with the same labels, else a note says why not. */
export function compareRuns(runs: readonly ComparedRun[]): RunComparison {
  const scored = runs.flatMap(({ summary, predictions }) =>
    predictions ? [{ name: summary.name, predictions }] : [],
  );
  const summaries = (lettersOf: (name: string) => string | null) =>
    runs.map(({ summary }) => ({ summary, letters: lettersOf(summary.name) }));
  const none = (notes: readonly string[]): RunComparison => ({
    runs: summaries(() => null),
    pairs: [],
    images: null,
    notes,
  });
  if (scored.length < 2) return none(["There is nothing to compare before two runs have a score."]);
  try {
    const images = Math.max(1, scored[0]?.predictions.predictions.length ?? 1);
    const affordable = Math.round(imagesDrawn / images / scored.length);
    const resamples = Math.min(mostResamples, Math.max(fewestResamples, affordable));
    const compared = compareModels(scored, { resamples });
    return {
      runs: summaries((name) => compared.models.find((model) => model.name === name)?.letters ?? null),
      pairs: compared.pairs.map(({ first, second, accuracy: { value, low, high, corrected }, differs }) => ({
        first,
        second,
        accuracy: { value, low, high },
        p: corrected,
        differs,
      })),
      images: compared.images,
      notes: resamples < usualResamples ? [...compared.notes, roughNote(resamples)] : compared.notes,
    };
  } catch (error) {
    if (!(error instanceof MorError) || error.code !== "predictions-invalid") throw error;
    return none([
      "These runs were not scored on the same images, so their scores do not show which is better: keep a partition, then train both anew.",
      error.message,
    ]);
  }
}

function roughNote(resamples: number): string {
  return `These are many images, so the intervals rest on ${resamples} resamples alone, and their ends are rough.`;
}
