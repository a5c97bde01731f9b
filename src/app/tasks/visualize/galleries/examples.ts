import { predictedClasses } from "../../../../learning/metrics/confusion-matrix.ts";
import type { GalleryContext, Verdict } from "./gallery.ts";

export interface Example {
  /** Position of the class. */
  readonly label: number;
  readonly image: number;
  readonly input: number;
}

/**
 * The image of a class that is classified right with the highest confidence, of the scored part if there is one, else of
 * any, and of its tiles the surest; undefined when none is classified right.
 */
export function bestExample({ looked, scoredPart }: GalleryContext, label: number): Example | undefined {
  const { probabilities, labels, perImage, survey } = looked;
  const sure = (image: number): number => probabilities.data[image * probabilities.columns + label] ?? 0;
  const right = (image: number): boolean => labels[image] === label && verdictOn(looked, image) === label;
  const candidates = [looked.of(scoredPart), looked.images.map((_, image) => image)]
    .map((images) => images.filter(right))
    .find(({ length }) => length > 0);
  const image = candidates?.reduce((best, other) => (sure(other) > sure(best) ? other : best));
  if (image === undefined) return undefined;
  const columns = probabilities.columns;
  const tiles = Array.from({ length: perImage }, (_, tile) => image * perImage + tile);
  const input = tiles.reduce((best, other) =>
    (survey.probabilities.data[other * columns + label] ?? 0) >
    (survey.probabilities.data[best * columns + label] ?? 0)
      ? other
      : best,
  );
  return { label, image, input };
}

/** The verdict of the run; of an image that it did not score that of one look, where the eyes are the model's own. */
export function verdictOf({ looked, verdicts, eyes }: GalleryContext, image: number): Verdict | undefined {
  const verdict = verdicts.get(looked.images[image]?.path ?? "");
  if (verdict || eyes !== "own") return verdict;
  const predicted = verdictOn(looked, image);
  return {
    predicted,
    confidence: looked.probabilities.data[image * looked.probabilities.columns + predicted] ?? 0,
  };
}

/** The class that one look at an image finds most probable. */
export function verdictOn({ probabilities }: GalleryContext["looked"], image: number): number {
  const { data, columns } = probabilities;
  return predictedClasses(data.subarray(image * columns, (image + 1) * columns), columns)[0] ?? 0;
}
