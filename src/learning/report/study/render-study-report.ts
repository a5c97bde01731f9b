import { type Html, html } from "../page/html.ts";
import { renderPage, type Section } from "../page/page.ts";
import { countOf } from "../wording.ts";
import { rankModels } from "./ranked-models.ts";
import { calibrationOverlaySection } from "./sections/calibration-overlay-section.ts";
import { confusionsSection } from "./sections/confusions-section.ts";
import { costSection } from "./sections/cost-section.ts";
import { differencesSection } from "./sections/differences-section.ts";
import { doubtfulLabelsSection } from "./sections/doubtful-labels-section.ts";
import { forecastSection } from "./sections/forecast-section.ts";
import { modelsSection } from "./sections/models-section.ts";
import { rocSection } from "./sections/roc-section.ts";
import { studyMethodsSection } from "./sections/study-methods-section.ts";
import { studyResultSection } from "./sections/study-result-section.ts";
import { studyTableSection } from "./sections/study-table-section.ts";
import type { StudyReportInput } from "./study-input.ts";
import { studyStyles } from "./study-styles.ts";

/**
 * A study of several models as one HTML document without scripts and without requests to anywhere. The same input gives
 * the same bytes. Everything that comes from data is escaped; sections without data are left out.
 *
 * @throws MorError `run-invalid` when a compared model has no metrics of images.
 */
export function renderStudyReport(input: StudyReportInput): string {
  const models = rankModels(input);
  const sections: readonly (Section | undefined)[] = [
    studyResultSection(input, models),
    studyTableSection(input, models),
    differencesSection(input, models),
    rocSection(input, models),
    confusionsSection(models),
    calibrationOverlaySection(models),
    costSection(models),
    forecastSection(input, models),
    doubtfulLabelsSection(input),
    modelsSection(models),
    studyMethodsSection(input, models),
  ];
  const present = sections.filter((section) => section !== undefined);
  const footer = html`deeplearnmor · ${input.generated}`;
  return renderPage(input.title, renderHeader(input), present, footer, studyStyles);
}

function renderHeader({
  title,
  generated,
  data,
  models,
  comparison,
  folds,
  reproduce,
}: StudyReportInput): Html {
  const facts = [
    countOf(models.length, "model"),
    `${countOf(comparison.images, "scored image")}`,
    comparison.grouped ? countOf(comparison.clusters, data.groupName ?? "group") : undefined,
    countOf(data.classes.length, "class"),
    folds > 1 ? `${folds}-fold cross-validation` : "one held-out part",
    reproduce.seed === null ? undefined : `seed ${reproduce.seed}`,
  ].filter((fact) => fact !== undefined);
  return html`<p class="kicker">deeplearnmor study <span>${generated}</span></p>
<h1>${title}</h1>
<p class="facts">${facts.join(" · ")}</p>`;
}
