import { writeMethods } from "../methods-text.ts";
import { formatCount, formatDuration } from "../number-text.ts";
import { type Html, html } from "../page/html.ts";
import { renderTerms, type Section } from "../page/page.ts";
import type { Facts, ReportInput } from "../report-input.ts";
import { capitalize } from "../wording.ts";

/** The command, what it ran on, the methods text and the works to cite. */
export function reproduceSection(input: ReportInput): Section {
  const { run } = input;
  const command = run.command === null ? false : html`<pre><code>${run.command}</code></pre>`;
  const facts = renderTerms([
    ["Seed", run.seed === null ? null : String(run.seed)],
    ["Device", run.device],
    ["Parameters", run.parameterCount === null ? null : formatCount(run.parameterCount)],
    ...Object.entries(run.versions),
    ...Object.entries(run.machine).map(([name, value]) => [capitalize(name), printFact(value)] as const),
    ...Object.entries(run.timings).map(
      ([step, seconds]) => [`Time, ${step}`, formatDuration(seconds)] as const,
    ),
  ]);
  const hash =
    run.dataHash !== null &&
    html`<p class="hash"><span class="muted">Data set, SHA-256</span> <code>${run.dataHash}</code></p>
`;
  const body = html`${command}${hash}${facts}${renderSpec(run.spec)}${renderMethods(input)}${renderCitations()}`;
  return { id: "reproduce", title: "How to reproduce", body };
}

function renderSpec(spec: Facts): Html | false {
  const entries = Object.entries(spec);
  if (entries.length === 0) return false;
  const terms = entries.map(([name, value]) => [name, printFact(value)] as const);
  return html`<details><summary>Every option of the run</summary><div class="spec">${renderTerms(terms)}</div></details>
`;
}

function renderMethods(input: ReportInput): Html {
  const paragraphs = writeMethods(input).map((paragraph) => html`<p>${paragraph}</p>`);
  return html`<h3>Methods text</h3>
<div class="methods">${paragraphs}</div>
`;
}

function renderCitations(): Html {
  return html`<h3>Please cite</h3>
<ol class="citations">
<li>Li J, Peng J, Jiang X, Rea AC, Peng J, Hu J. DeepLearnMOR: a deep-learning framework for fluorescence image-based classification of organelle morphology. <i>Plant Physiology</i> <b>186</b>, 1786–1799 (2021). <a href="https://doi.org/10.1093/plphys/kiab223">doi:10.1093/plphys/kiab223</a></li>
<li>ONNX Runtime developers. ONNX Runtime (2018 onwards). onnxruntime.ai</li>
</ol>
`;
}

function printFact(value: Facts[string] | undefined): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
