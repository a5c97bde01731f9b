import { drawShadeKey } from "../../figures/confusion-matrix.ts";
import { formatPercent } from "../../number-text.ts";
import { html } from "../../page/html.ts";
import { renderFigure, type Section } from "../../page/page.ts";
import { drawSmallConfusion } from "../figures/small-confusion.ts";
import type { RankedModel } from "../ranked-models.ts";

/** The confusion matrix of every model; `undefined` without models. */
export function confusionsSection(models: readonly RankedModel[]): Section | undefined {
  const [first] = models;
  if (first === undefined) return;
  const { labels } = first.image.confusion;
  const key = labels.map((label, index) => html`<li><b>${index + 1}</b> <bdi>${label}</bdi></li>`);
  const panels = models.map(
    ({ title, image }) =>
      html`<div><p><strong><bdi>${title}</bdi></strong><span class="muted">${formatPercent(image.accuracy.value)} right</span></p>${drawSmallConfusion(title, image.confusion)}</div>`,
  );
  const figure = renderFigure(
    "Confusion matrices",
    `${labels.length > 12 ? "Point at a cell for its number of images." : "Numbers of images; blank: none."} Rows: true class; columns: predicted class, numbered as in the key; shade: share of the row.`,
    html`<div class="confusion-head"><ul class="class-key">${key}</ul>${drawShadeKey()}</div><div class="confusion-panels">${panels}</div>`,
  );
  return { id: "confusions", title: "Confusions", body: html`${figure}${describeHardest(models)}` };
}

/** The confusion that the models make most often together. */
function describeHardest(models: readonly RankedModel[]): ReturnType<typeof html> | false {
  const labels = models[0]?.image.confusion.labels ?? [];
  const pairs = labels.flatMap((truth, i) =>
    labels.flatMap((predicted, j) => {
      if (i === j) return [];
      const shares = models.map(({ image }) => {
        const row = image.confusion.counts[i] ?? [];
        return (
          (row[j] ?? 0) /
          Math.max(
            1,
            row.reduce((sum, n) => sum + n, 0),
          )
        );
      });
      return [{ truth, predicted, share: shares.reduce((sum, share) => sum + share, 0) / models.length }];
    }),
  );
  const [worst] = pairs.sort((a, b) => b.share - a.share);
  if (worst === undefined || worst.share === 0) return false;
  return html`<p>Over all models the commonest confusion is <bdi>${worst.truth}</bdi> taken for <bdi>${worst.predicted}</bdi>: ${formatPercent(worst.share)} of its images on average.</p>
`;
}
