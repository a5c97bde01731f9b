import { html } from "./page/html.ts";
import { renderPage } from "./page/page.ts";
import type { ExplanationFacts } from "./report-input.ts";
import { explanationSection } from "./sections/evidence/explanation-section.ts";
import { countOf } from "./wording.ts";

export interface ExplanationPageFacts {
  /** The run whose model was explained. */
  readonly run: string;
  /** When the page was made, as it shall be printed. */
  readonly generated: string;
}

/** Explanations as one HTML document of their own, without scripts and without requests to anywhere. */
export function renderExplanationPage(
  facts: ExplanationFacts,
  { run, generated }: ExplanationPageFacts,
): string {
  const section = explanationSection(facts);
  const header = html`<p class="kicker">deeplearnmor explanations <span>${generated}</span></p>
<h1>What the verdicts rest on</h1>
<p class="facts">${countOf(facts.images, "image")} · ${facts.methods.map(({ title }) => title).join(", ")} · ${run}</p>`;
  return renderPage(
    "What the verdicts rest on",
    header,
    section ? [section] : [],
    html`deeplearnmor · ${generated}`,
  );
}
