import { formatDecimal } from "../../number-text.ts";
import { html } from "../../page/html.ts";
import { renderFigure, renderWide, type Section } from "../../page/page.ts";
import { countOf } from "../../wording.ts";
import { drawForestPlot, type ForestRow } from "../figures/forest-plot.ts";
import { drawPairMatrix, type MatrixPair } from "../figures/pair-matrix.ts";
import type { RankedModel } from "../ranked-models.ts";
import { decidingP, findPair } from "../study-headline.ts";
import type { StudyReportInput } from "../study-input.ts";

/** Which differences are real; `undefined` for a single model. */
export function differencesSection(
  input: StudyReportInput,
  models: readonly RankedModel[],
): Section | undefined {
  const [best, ...others] = models;
  const { comparison } = input;
  if (best === undefined || others.length === 0) return;
  const rows = others.flatMap(({ name, title }): ForestRow[] => {
    const pair = findPair(comparison, best.name, name);
    if (pair === undefined || pair.accuracy.value === null) return [];
    const { value, low, high } = pair.accuracy;
    return [
      {
        title,
        value: flip(value),
        low: high === null ? null : flip(high),
        high: low === null ? null : flip(low),
        p: decidingP(comparison, pair),
        differs: pair.differs,
      },
    ];
  });
  const rankOf = new Map(models.map(({ name, rank }) => [name, rank]));
  const pairs = comparison.pairs.flatMap((pair): MatrixPair[] => {
    const [better, worse] = [rankOf.get(pair.first), rankOf.get(pair.second)];
    if (better === undefined || worse === undefined) return [];
    return [
      {
        better,
        worse,
        difference: pair.accuracy.value,
        p: decidingP(comparison, pair),
        differs: pair.differs,
      },
    ];
  });
  const noun = comparison.grouped ? (input.data.groupName ?? "group") : "image";
  const resampled = `${countOf(comparison.resamples, "resample")} of ${countOf(comparison.clusters, noun)}, the same for all models`;
  const deciding =
    comparison.decidedBy === "bootstrap"
      ? `p values come from a paired bootstrap over ${countOf(comparison.clusters, noun)}`
      : "p values are those of McNemar’s exact test";
  const forest = renderFigure(
    "Distance to the best model",
    html`Accuracy of each model less that of <bdi>${best.title}</bdi> on the same images, with 95 % intervals of single comparisons (${resampled}). Filled: a real difference; ${deciding}, corrected for all ${countOf(pairs.length, "pair")} (Holm).`,
    renderWide("Distance to the best model", drawForestPlot(best.title, rows)),
  );
  const matrix =
    others.length > 1 &&
    renderFigure(
      "Every pair of models",
      `Above the diagonal: accuracy of the better model (row) less that of the worse (column), in percentage points, pale where it is not shown to be real. Below: corrected p value of the pair, blue where it is below ${formatDecimal(1 - comparison.level, 2)}, stronger below 0.01 and 0.001. ${pairs.filter(({ differs }) => differs).length} of ${countOf(pairs.length, "pair")} differ.`,
      renderWide(
        "Every pair of models",
        drawPairMatrix(
          models.map(({ title }) => title),
          pairs,
        ),
      ),
    );
  return { id: "differences", title: "Which differences are real", body: html`${forest}${matrix}` };
}

/** Without a negative zero. */
function flip(value: number): number {
  return value === 0 ? 0 : -value;
}
