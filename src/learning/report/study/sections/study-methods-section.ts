import { formatCount, formatDuration } from "../../number-text.ts";
import { type Html, html } from "../../page/html.ts";
import { renderTable, renderTerms, type Section } from "../../page/page.ts";
import { capitalize, partName, pluralOf } from "../../wording.ts";
import type { RankedModel } from "../ranked-models.ts";
import type { ReproduceFacts, StudyReportInput } from "../study-input.ts";
import { writeStudyMethods } from "../study-methods.ts";

/** The command, the data, results and methods as text, and the works to cite. */
export function studyMethodsSection(input: StudyReportInput, models: readonly RankedModel[]): Section {
  const { command, dataHash } = input.reproduce;
  const hash =
    dataHash !== null &&
    html`<p class="hash"><span class="muted">Data set, SHA-256</span> <code>${dataHash}</code></p>
`;
  const paragraphs = writeStudyMethods(input, models).map(
    ({ title, text }) => html`<h3>${title}</h3><p>${text}</p>`,
  );
  const body = html`${command !== null && html`<pre><code>${command}</code></pre>`}${hash}${renderMachine(input.reproduce)}${renderData(input)}<h3>Results and methods, as text</h3>
<div class="methods">${paragraphs}</div>
${renderCitations(input)}`;
  return { id: "methods", title: "Methods and how to reproduce", body };
}

function renderMachine({ seed, versions, machine, seconds }: ReproduceFacts): Html {
  return renderTerms([
    ["Seed", seed === null ? null : String(seed)],
    ["Time, whole study", seconds === undefined ? null : formatDuration(seconds)],
    ...Object.entries(versions),
    ...Object.entries(machine).map(
      ([name, value]) => [capitalize(name), value === null ? "–" : String(value)] as const,
    ),
  ]);
}

function renderData({ data }: StudyReportInput): Html | false {
  if (data.counts.length === 0) return false;
  const columns = [
    "Part",
    ...data.classes.map((label) => html`<bdi>${label}</bdi>`),
    "Images",
    capitalize(pluralOf(data.groupName ?? "group")),
  ];
  const rows = data.counts.map(({ part, perClass, groups }) => [
    data.counts.length === 1 ? "All" : capitalize(partName(part)),
    ...data.classes.map((_, k) => formatCount(perClass[k] ?? 0)),
    formatCount(perClass.reduce((sum, n) => sum + n, 0)),
    groups === null ? "–" : formatCount(groups),
  ]);
  return renderTable("Images of each class", "In every part of the data.", columns, rows);
}

function renderCitations({ doubtfulLabels, comparison }: StudyReportInput): Html {
  return html`<h3>Please cite</h3>
<ol class="citations">
<li>Li J, Peng J, Jiang X, Rea AC, Peng J, Hu J. DeepLearnMOR: a deep-learning framework for fluorescence image-based classification of organelle morphology. <i>Plant Physiology</i> <b>186</b>, 1786–1799 (2021). <a href="https://doi.org/10.1093/plphys/kiab223">doi:10.1093/plphys/kiab223</a></li>
<li>Holm S. A simple sequentially rejective multiple test procedure. <i>Scandinavian Journal of Statistics</i> <b>6</b>, 65–70 (1979).</li>
${
  comparison.decidedBy === "mcnemar" &&
  html`<li>McNemar Q. Note on the sampling error of the difference between correlated proportions or percentages. <i>Psychometrika</i> <b>12</b>, 153–157 (1947). doi:10.1007/BF02295996</li>`
}${
  doubtfulLabels !== undefined &&
  html`<li>Northcutt CG, Jiang L, Chuang IL. Confident learning: estimating uncertainty in dataset labels. <i>Journal of Artificial Intelligence Research</i> <b>70</b>, 1373–1411 (2021). doi:10.1613/jair.1.12125</li>`
}<li>ONNX Runtime developers. ONNX Runtime (2018 onwards). onnxruntime.ai</li>
</ol>
`;
}
