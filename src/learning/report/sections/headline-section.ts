import { drawHeadlineInterval } from "../figures/headline-interval.ts";
import { summarizeHeadline } from "../headline.ts";
import { collectWarnings } from "../honest-warnings.ts";
import { formatPercent } from "../number-text.ts";
import { type Html, html } from "../page/html.ts";
import type { Section } from "../page/page.ts";
import type { Level, ReportInput } from "../report-input.ts";
import { countOf, levelNoun } from "../wording.ts";

/** The result in one sentence and one drawing, what it means, and what speaks against believing it. */
export function headlineSection(input: ReportInput): Section {
  return {
    id: "result",
    title: "Result",
    body: html`${renderResult(input)}${renderWarnings(collectWarnings(input))}`,
  };
}

function renderResult(input: ReportInput): Html {
  const headline = summarizeHeadline(input);
  if (headline === undefined) return html`<p class="lead">Nothing was scored.</p>`;
  const levels: readonly Level[] = ["tile", "image", "group"];
  const rows = levels.flatMap((level) => {
    const set = input.metrics.levels[level];
    return set ? [{ name: countOf(set.count, levelNoun(level, input.data)), accuracy: set.accuracy }] : [];
  });
  return html`<div class="headline">
<div>
<p class="big" aria-hidden="true">${formatPercent(headline.set.accuracy.value)}</p>
<p class="lead">${headline.result}</p>
<p>${headline.basis} ${headline.meaning}</p>
</div>
<figure class="plain">${drawHeadlineInterval(rows, headline.chance)}
<figcaption>Accuracy and its 95 % interval at each level; dashed, the score of always naming the commonest class.</figcaption></figure>
</div>
`;
}

function renderWarnings(warnings: readonly string[]): Html {
  if (warnings.length === 0) return html``;
  return html`<aside class="warnings" aria-labelledby="warnings-title">
<h3 id="warnings-title">Read with care</h3>
<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
</aside>
`;
}
