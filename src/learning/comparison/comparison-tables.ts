import { stringify } from "csv-stringify/sync";
import type { ComparisonResult } from "./compare-models.ts";
import type { DoubtfulLabels } from "./doubtful-labels.ts";
import type { LearningCurve } from "./learning-curve.ts";

/** `comparison.csv`: one row for each pair of models; differences are first less second; empty where not known. */
export function formatComparison({ pairs }: ComparisonResult): string {
  const measures = ["accuracy", "macroF1", "macroAuc"] as const;
  const header = [
    "first",
    "second",
    ...measures.flatMap((name) => [
      `${name}Difference`,
      `${name}Low`,
      `${name}High`,
      `${name}P`,
      `${name}PHolm`,
    ]),
    "bothRight",
    "onlyFirstRight",
    "onlySecondRight",
    "bothWrong",
    "mcnemarExactP",
    "mcnemarExactPHolm",
    "mcnemarMidP",
    "mcnemarMidPHolm",
    "differs",
  ];
  const rows = pairs.map(({ first, second, mcnemar, bothRight, bothWrong, differs, ...pair }) => [
    first,
    second,
    ...measures.flatMap((name) => {
      const { value, low, high, p, corrected } = pair[name];
      return [value, low, high, p, corrected];
    }),
    bothRight,
    mcnemar.onlyFirst,
    mcnemar.onlySecond,
    bothWrong,
    mcnemar.exact,
    mcnemar.correctedExact,
    mcnemar.midP,
    mcnemar.correctedMidP,
    differs === null ? null : differs ? "yes" : "no",
  ]);
  return toCsv(header, rows);
}

/** `doubtful-labels.csv`: one row for each doubtful image, the gravest first. */
export function formatDoubtfulLabels({ labels }: DoubtfulLabels): string {
  const header = [
    "path",
    "group",
    "label",
    "suggested",
    "margin",
    "probabilityOfLabel",
    "probabilityOfSuggested",
    "modelsAgreeing",
  ];
  const rows = labels.map((row) => [
    row.path,
    row.group ?? null,
    row.label,
    row.suggested,
    row.margin,
    row.probabilityOfLabel,
    row.probabilityOfSuggested,
    row.agreeing,
  ]);
  return toCsv(header, rows);
}

/** A learning curve of a model that has a name. */
export interface NamedLearningCurve {
  readonly name: string;
  readonly curve: LearningCurve;
}

/** `learning-curve.csv`: measured points, then forecasts, of each model. */
export function formatLearningCurves(curves: readonly NamedLearningCurve[]): string {
  const rows = curves.flatMap(({ name, curve }) => [
    ...curve.points.map(({ images, accuracy, low, high }) => [name, "measured", images, accuracy, low, high]),
    ...curve.forecasts.map(({ images, value, low, high }) => [name, "forecast", images, value, low, high]),
  ]);
  return toCsv(["model", "kind", "trainingImages", "accuracy", "low", "high"], rows);
}

function toCsv(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  // Numbers as JavaScript prints them; a lone carriage return is not quoted otherwise.
  const cells = rows.map((row) => row.map((cell) => (cell === null ? "" : String(cell))));
  return stringify([[...header], ...cells], { quoted_match: /\r/ });
}
