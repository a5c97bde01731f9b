import {
  drawConfidenceHistogram,
  drawReliabilityDiagram,
  filledBins,
} from "../figures/reliability-diagram.ts";
import { formatPercent, formatPercentNumber } from "../number-text.ts";
import { html } from "../page/html.ts";
import { renderFigure, renderTerms, type Section } from "../page/page.ts";
import type { ReliabilityBin, ReportInput } from "../report-input.ts";
import { levelNoun } from "../wording.ts";
import { renderEstimate } from "./metrics-section.ts";

/** Whether confidences can be read as probabilities; `undefined` without bins or scores of their level. */
export function calibrationSection(input: ReportInput): Section | undefined {
  const { reliability, level } = input.curves;
  const set = input.metrics.levels[level];
  if (set === undefined || !reliability.some(({ count }) => count > 0)) return;
  const terms = renderTerms([
    ["Expected calibration error", renderEstimate(set.expectedCalibrationError)],
    ["Brier score", renderEstimate(set.brierScore)],
    ["Log loss", renderEstimate(set.logLoss)],
  ]);
  const body = html`<div class="beside"><div>${drawReliabilityDiagram(reliability)}${drawConfidenceHistogram(reliability)}</div>
<div>${terms}<p>${describeBias(reliability)}</p></div></div>`;
  const caption = `Above: share right against mean confidence in ${reliability.length} bins, at the level of the ${levelNoun(level, input.data)}; the area of a dot grows with its count, whiskers are 95 % Wilson intervals, and on the dashed diagonal confidences are true probabilities. Below: how often each confidence was given.`;
  return {
    id: "calibration",
    title: "Calibration",
    body: renderFigure("Reliability of the confidences", caption, body),
  };
}

/** Mean confidence less accuracy, in words. */
function describeBias(bins: readonly ReliabilityBin[]): string {
  const filled = filledBins(bins);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  const confidence = filled.reduce((sum, bin) => sum + bin.count * bin.meanConfidence, 0) / total;
  const accuracy = filled.reduce((sum, bin) => sum + bin.count * bin.accuracy, 0) / total;
  const gap = confidence - accuracy;
  const means = `On average the model is ${formatPercent(confidence)} confident and ${formatPercent(accuracy)} right`;
  if (Math.abs(gap) < 0.01) return `${means}: it is neither too sure nor too modest.`;
  return `${means}: it is ${gap > 0 ? "too sure" : "too modest"} by ${formatPercentNumber(Math.abs(gap))} percentage points.`;
}
