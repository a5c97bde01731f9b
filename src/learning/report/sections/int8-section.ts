import { formatCount, formatPercent, formatSignificant } from "../number-text.ts";
import { html } from "../page/html.ts";
import { renderTable, type Section } from "../page/page.ts";
import type { Int8Facts, ReportInput } from "../report-input.ts";
import { countOf, partName } from "../wording.ts";

/** What the model in 8 bits gains and costs; `undefined` when there is none. */
export function int8Section({ int8 }: ReportInput): Section | undefined {
  if (int8 === undefined) return;
  const { scored, speed, bytes } = int8;
  const rows = [
    [
      html`Accuracy <span class="muted">${countOf(scored.images, "image")} of the ${partName(scored.part)}</span>`,
      formatPercent(scored.float32Accuracy),
      formatPercent(scored.int8Accuracy),
    ],
    [
      html`Time per image <span class="muted">network alone</span>`,
      milliseconds(speed.float32MsPerImage),
      milliseconds(speed.int8MsPerImage),
    ],
    ["Size of the model file", megabytes(bytes.float32), megabytes(bytes.int8)],
  ];
  const caption = `Both models on the same images. Times are medians of runs in turn, batches of ${speed.batch} on ${countOf(speed.threads, "thread")}; other processors differ.`;
  const body = html`<p>${describeLoss(int8)} ${describeSpeed(int8)}</p>
${renderTable("In 8 bits", caption, ["", "float32", "8 bits"], rows)}
<p>${describeChoice(int8)}</p>`;
  return { id: "int8", title: "The model in 8 bits", body };
}

function describeLoss({ scored, maxLoss }: Int8Facts): string {
  const { loss, changed } = scored;
  const lost = loss.value ?? 0;
  const interval =
    loss.low === null || loss.high === null
      ? ""
      : ` (95 % interval ${points(loss.low)} to ${points(loss.high)})`;
  const verdict =
    lost <= 0
      ? `In 8 bits the model loses no accuracy${lost < 0 ? `: it has ${points(-lost)} points more` : ""}${interval}`
      : `In 8 bits the model loses ${points(lost)} points of accuracy${interval}`;
  const bound = lost * 100 > maxLoss ? `, more than the ${maxLoss} points allowed` : "";
  return `${verdict}${bound}. The verdict changes for ${formatPercent(changed)} of the images.`;
}

function describeSpeed({ speed: { speedup } }: Int8Facts): string {
  const [median, low, high] = [speedup.median, speedup.low, speedup.high].map((ratio) => ratio.toFixed(2));
  return speedup.median >= 1
    ? `The network runs ${median} times as fast (${low} to ${high}).`
    : `The network runs more slowly: ${median} times the speed of float32 (${low} to ${high}).`;
}

function describeChoice({ calibrationImages, choice, layers, maxLoss }: Int8Facts): string {
  const narrow = layers.filter(({ precision }) => precision === "int8").length;
  const kept =
    choice.keptForAccuracy === 0
      ? "none had to stay in float32 for the sake of accuracy"
      : `${choice.keptForAccuracy} ${choice.keptForAccuracy === 1 ? "stays" : "stay"} in float32 for the sake of accuracy`;
  const judged =
    choice.part === "val"
      ? `accuracy on ${countOf(choice.images, "image")} of the validation part`
      : `accuracy and changed verdicts on ${countOf(choice.images, "image")} of the training part that calibration left out`;
  const outcome = choice.met
    ? `${formatPercent(Math.max(0, choice.loss))} found`
    : `${formatPercent(choice.loss)} found: no choice of layers met it`;
  return `Ranges of values come from ${countOf(calibrationImages, "image")} of the training part. Of ${formatCount(layers.length)} layers with weights, ${formatCount(narrow)} compute in 8 bits; ${kept}. This was judged by ${judged} (at most ${maxLoss} points allowed, ${outcome}), never by the images above.`;
}

function points(share: number): string {
  return (100 * share).toFixed(2).replace("-", "\u2212");
}

function milliseconds(value: number): string {
  return `${formatSignificant(value)}\u00a0ms`;
}

function megabytes(bytes: number): string {
  return `${formatSignificant(bytes / 1e6)}\u00a0MB`;
}
