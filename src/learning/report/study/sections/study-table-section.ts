import type { Estimate } from "../../../metrics/metric-set.ts";
import { formatDecimal, formatInterval, formatPercentNumber } from "../../number-text.ts";
import { type Html, type HtmlValue, html } from "../../page/html.ts";
import type { Section } from "../../page/page.ts";
import { color } from "../../page/palette.ts";
import { capitalize, countOf } from "../../wording.ts";
import { type BarScale, barScale, drawBarAxis, drawIntervalBar } from "../figures/interval-bar.ts";
import { paperTileAccuracy } from "../paper-results.ts";
import type { RankedModel } from "../ranked-models.ts";
import type { StudyReportInput } from "../study-input.ts";
import { formatBriefDuration, formatParameters, formatRate } from "../study-numbers.ts";

interface Column {
  readonly head: HtmlValue;
  readonly style: string;
  readonly cell: (model: RankedModel) => HtmlValue;
}

/** The table of the study, best model first; `undefined` without models. */
export function studyTableSection(
  input: StudyReportInput,
  models: readonly RankedModel[],
): Section | undefined {
  if (models.length === 0) return;
  const columns = chooseColumns(input, models);
  const heads = columns.map(({ head, style }) => html`<th scope="col" class="${style}">${head}</th>`);
  const rows = models.map((model) => {
    const cells = columns.map(({ style, cell }) => html`<td class="${style}">${cell(model)}</td>`);
    return html`<tr><th scope="row" class="name">${renderName(model)}</th>${cells}</tr>
`;
  });
  const body = html`<div class="wide" tabindex="0" role="group" aria-label="Results of all models"><table class="study">
<caption><b class="numbered table-number">Results of all models.</b> ${writeCaption(input, models)}</caption>
<thead><tr><th scope="col">Model</th>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>
`;
  return { id: "table", title: "All models", body };
}

function chooseColumns({ data }: StudyReportInput, models: readonly RankedModel[]): readonly Column[] {
  const accuracies = models.map(({ image }) => image.accuracy);
  const scale = barScale(accuracies);
  const tiled = models.some(({ metrics }) => metrics.levels.tile);
  const grouped = models.some(({ metrics }) => metrics.levels.group);
  const known = (pick: (model: RankedModel) => number | null): boolean =>
    models.some((model) => pick(model) !== null);
  const columns: (Column | false)[] = [
    {
      head: html`Image accuracy<small>%</small>`,
      style: "number",
      cell: ({ image }) => percentCell(image.accuracy),
    },
    { head: drawBarAxis(scale), style: "bar", cell: (model) => barCell(model, scale) },
    {
      head: "Letters",
      style: "letters",
      cell: ({ letters }) => letters,
    },
    tiled && {
      head: html`Tile accuracy<small>%</small>`,
      style: "number",
      cell: ({ metrics }) => percentCell(metrics.levels.tile?.accuracy),
    },
    grouped && {
      head: html`${capitalize(data.groupName ?? "group")} accuracy<small>%</small>`,
      style: "number",
      cell: ({ metrics }) => percentCell(metrics.levels.group?.accuracy),
    },
    { head: "Macro AUC", style: "number", cell: ({ image }) => decimalCell(image.macroAuc) },
    {
      head: "Calibration error",
      style: "number",
      cell: ({ image }) => decimalCell(image.expectedCalibrationError),
    },
    known(({ trainSeconds }) => trainSeconds) && {
      head: "Training time",
      style: "number",
      cell: ({ trainSeconds }) => formatBriefDuration(trainSeconds),
    },
    known(({ imagesPerSecond }) => imagesPerSecond) && {
      head: html`Images<br>per s`,
      style: "number",
      cell: ({ imagesPerSecond }) => formatRate(imagesPerSecond),
    },
    known(({ parameterCount }) => parameterCount) && {
      head: "Para\u00admeters",
      style: "number",
      cell: ({ parameterCount }) => formatParameters(parameterCount),
    },
    models.some(({ paper }) => paper) && {
      head: html`Li et al.<small>other data</small>`,
      style: "number paper",
      cell: ({ paper }) => (paper === undefined ? "–" : formatPercentNumber(paperTileAccuracy[paper])),
    },
  ];
  return columns.filter((column) => column !== false);
}

function renderName({ title, folder, color: hue }: RankedModel): Html {
  const name = html`<bdi>${title}</bdi>`;
  const target = folder === undefined ? undefined : runLink(folder);
  const linked = target === undefined ? name : html`<a href="${target}">${name}</a>`;
  return html`<span class="swatch" style="background: ${color(hue)}"></span>${linked}`;
}

/** A link to the report within a run folder; none for anything that is not a plain relative path. */
export function runLink(folder: string): string | undefined {
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(folder) || folder.split("/").includes("..")) return;
  return `${folder}/report.html`;
}

function barCell({ image, color: hue }: RankedModel, scale: BarScale): Html {
  return drawIntervalBar(image.accuracy, scale, hue);
}

function percentCell(estimate: Estimate | undefined): HtmlValue {
  return estimate === undefined ? "–" : stack(estimate, formatPercentNumber);
}

function decimalCell(estimate: Estimate): HtmlValue {
  return stack(estimate, formatDecimal);
}

function stack(estimate: Estimate, format: (value: number | null) => string): Html {
  const interval = formatInterval(estimate, format);
  return html`${format(estimate.value)}${interval && html`<small>${interval}</small>`}`;
}

function writeCaption({ comparison, data, folds }: StudyReportInput, models: readonly RankedModel[]): Html {
  const group = data.groupName ?? "group";
  const clusters = comparison.grouped ? ` from ${countOf(comparison.clusters, group)}` : "";
  const how =
    folds > 1
      ? `Each image was scored once, by the models of the fold in which it was held out (${folds} folds).`
      : "Each image was held out from training.";
  const test =
    comparison.decidedBy === "bootstrap"
      ? `paired bootstrap over ${countOf(comparison.clusters, group)}`
      : "McNemar’s exact test";
  const paper = models.some(({ paper }) => paper)
    ? " Right of the line, for orientation only: the share of 720 test tiles that the model of this name had right in Li et al. (2021). Those are other images, tiles instead of images, and another preparation: the columns cannot be compared."
    : "";
  return html`${countOf(comparison.images, "image")}${clusters}. ${how} Beneath each value, and as bars: its 95 % interval. Models that share a letter do not differ in image accuracy (${test}, Holm’s correction, level ${formatDecimal(1 - comparison.level, 2)}). Calibration error: expected, 15 bins. Training time is that of the whole study, images per second that of prediction.${paper}`;
}
