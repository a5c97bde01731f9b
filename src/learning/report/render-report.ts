import { formatCount } from "./number-text.ts";
import { type Html, html } from "./page/html.ts";
import { renderPage, type Section } from "./page/page.ts";
import type { ReportInput } from "./report-input.ts";
import { calibrationSection } from "./sections/calibration-section.ts";
import { classSection } from "./sections/class-section.ts";
import { curvesSection } from "./sections/curves-section.ts";
import { dataSection } from "./sections/data-section.ts";
import { explanationSection } from "./sections/evidence/explanation-section.ts";
import { gallerySection } from "./sections/evidence/gallery-section.ts";
import { headlineSection } from "./sections/headline-section.ts";
import { int8Section } from "./sections/int8-section.ts";
import { learningSection } from "./sections/learning-section.ts";
import { metricsSection } from "./sections/metrics-section.ts";
import { mistakesSection } from "./sections/mistakes-section.ts";
import { reproduceSection } from "./sections/reproduce-section.ts";
import { countOf, partName } from "./wording.ts";

/**
 * A run as one HTML document without scripts and without requests to anywhere. The same input gives the same bytes.
 * Everything that comes from data is escaped; sections without data are left out.
 */
export function renderReport(input: ReportInput): string {
  const sections: readonly (Section | undefined)[] = [
    headlineSection(input),
    metricsSection(input),
    dataSection(input),
    learningSection(input),
    classSection(input),
    curvesSection(input),
    calibrationSection(input),
    mistakesSection(input),
    explanationSection(input.explanation),
    gallerySection(input.gallery),
    int8Section(input),
    reproduceSection(input),
  ];
  const present = sections.filter((section) => section !== undefined);
  return renderPage(input.title, renderHeader(input), present, html`deeplearnmor · ${input.generated}`);
}

function renderHeader({ title, generated, data, metrics, run }: ReportInput): Html {
  const images = data.counts.reduce((sum, { perClass }) => sum + perClass.reduce((all, n) => all + n, 0), 0);
  const facts = [
    data.counts.length === 0 ? undefined : countOf(images, "image"),
    countOf(data.classes.length, "class"),
    `scored on the ${partName(metrics.part)}`,
    run.methods?.architecture,
    run.parameterCount === null ? undefined : `${formatCount(run.parameterCount)} parameters`,
    run.seed === null ? undefined : `seed ${run.seed}`,
  ].filter((fact) => fact !== undefined);
  return html`<p class="kicker">deeplearnmor report <span>${generated}</span></p>
<h1>${title}</h1>
<p class="facts">${facts.join(" · ")}</p>`;
}
