import type { EvaluationDetails, EvaluationFacts } from "../../../../src/app/protocol/evaluation-api.ts";
import { countOf, partWords } from "../number-words.ts";

/** The last part of a path, of a file with its folder: "day-2", "day-2/labels.csv". */
export function placeName(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean);
  return parts.slice(/\.csv$/i.test(path) ? -2 : -1).join("/") || path;
}

/** Why a score on images that the model was trained on is none; null where there are no such images. */
export function leakWords({ seen, images }: Pick<EvaluationFacts, "seen" | "images">): string | null {
  if (seen === null || seen.learnt === 0) return null;
  const which =
    seen.learnt === images
      ? images === 1
        ? "The image was"
        : `All ${countOf(seen.learnt, "image")} were`
      : `${countOf(seen.learnt, "image")} of ${images?.toLocaleString("en") ?? "all"} ${seen.learnt === 1 ? "was" : "were"}`;
  return `${which} used to train or choose this model: it has seen the answers, so the score is too good. Take them out and test again.`;
}

/**
 * What the difference to the run's own score means, as full sentences; null where it means nothing: its interval
 * holds for images that are others than those of the run.
 */
export function differenceWords({ facts, own, difference, missing }: EvaluationDetails): string | null {
  const { learnt, tested } = facts.seen ?? { learnt: 0, tested: 0 };
  if (own === null || difference?.value == null || learnt + tested > 0) return null;
  const { value, low, high } = difference;
  const there = `its own ${partWords(own.part)} images`;
  if (low === null || high === null) {
    return `${points(value)} points ${value < 0 ? "less" : "more"} than on ${there}; there are too few images to say whether that is chance.`;
  }
  const range = `the difference lies between ${signed(low)} and ${signed(high)} points`;
  const verdict =
    high < 0
      ? own.part === "val"
        ? `Worse than on ${there}, on which it was also chosen, so some loss is expected: ${range}.`
        : `Worse than on ${there}: ${range}. What differs here (day, plants, staining, microscope) matters to this model.`
      : low > 0
        ? `Better than on ${there}: ${range}. These images may be easier.`
        : `No clear difference to ${there}: ${range}, so chance alone could explain it.`;
  return missing.length === 0
    ? verdict
    : `${verdict} But not all classes are here, so the two shares are not of the same mix of classes.`;
}

function points(value: number): string {
  return Math.abs(100 * value).toFixed(1);
}

/** "+3.2", "−4.1". */
function signed(value: number): string {
  return `${value < 0 ? "\u2212" : "+"}${points(value)}`;
}
