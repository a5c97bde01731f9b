import { type Html, html } from "../../page/html.ts";
import type { Section } from "../../page/page.ts";
import type { RankedModel } from "../ranked-models.ts";
import { summarizeStudy } from "../study-headline.ts";
import type { StudyReportInput } from "../study-input.ts";
import { collectStudyWarnings } from "../study-warnings.ts";

/** Which model is best, whether its lead is real, and what speaks against believing it. */
export function studyResultSection(input: StudyReportInput, models: readonly RankedModel[]): Section {
  const headline = summarizeStudy(input, models);
  const body =
    headline === undefined
      ? html`<p class="lead">No model was scored.</p>`
      : html`<p class="study-lead">${headline.result}</p>
<p class="study-verdict">${headline.lead} ${headline.peers}</p>
`;
  return {
    id: "result",
    title: "Result",
    body: html`${body}${renderWarnings(collectStudyWarnings(input, models))}`,
  };
}

function renderWarnings(warnings: readonly string[]): Html | false {
  return (
    warnings.length > 0 &&
    html`<aside class="warnings" aria-labelledby="warnings-title">
<h3 id="warnings-title">Read with care</h3>
<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
</aside>
`
  );
}
