import type { MeasuredLine } from "./results.ts";
import { formatDuration } from "./time-left.ts";

/** What is generated, between comments that name it. */
const sections = { table: formatSpeedTable, list: formatInWords } as const;

/** Bars that are not 1: how long ours may take in units of the peer's time. */
const bars: Readonly<Record<string, number>> = { "int8-inference/float32": 0.667 };

/** The ratio that a line must not exceed; undefined for those against nobody's time. */
export function barOf(name: string): number | undefined {
  return /^(peak-memory|features-mobilenet-warm|.*processor-time)\b|\/(gemm|cold)$/.test(name)
    ? undefined
    : (bars[name] ?? 1);
}

/** Puts the table, and what it means, between the comments of a page. @throws Error where they are missing. */
export function formatSpeedPage(page: string, lines: readonly MeasuredLine[]): string {
  return Object.entries(sections).reduce((text, [name, format]) => {
    const [begin, end] = [`<!-- npm run bench writes this ${name} -->`, `<!-- end of this ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/speed.md must have the lines ${begin} and ${end}`);
    return `${text.slice(0, from + begin.length)}\n\n${format(lines)}\n\n${text.slice(to)}`;
  }, page);
}

/** Lines that miss their bar, for the reader who wants the worst first. */
function describeMissed(lines: readonly MeasuredLine[]): string {
  const missed = lines.filter(({ name, ratio, reached }) => {
    const bar = barOf(name);
    return bar !== undefined && (reached === false || ratio.median > bar);
  });
  if (missed.length === 0) return "No bar is missed.";
  const worst = missed.sort((a, b) => b.ratio.median - a.ratio.median);
  return `Bars missed: ${worst.map(({ name, ratio, reached }) => `\`${name}\` (${reached === false ? "accuracy not reached" : ratio.median.toFixed(2)})`).join(", ")}.`;
}

/** A Markdown table for each machine, with versions below, and what misses its bar. */
export function formatSpeedTable(lines: readonly MeasuredLine[]): string {
  const machines = [...new Set(lines.map(({ conditions }) => conditions.machine))];
  const tables = machines
    .map((machine) => {
      const here = lines.filter(({ conditions }) => conditions.machine === machine);
      const rows = here.map(({ name, unit, ours, peer, ratio, reached, conditions }) => {
        const bar = barOf(name);
        const met = reached !== false && bar !== undefined && ratio.median <= bar;
        return [
          name.replace("/", " / "),
          unit,
          String(ours),
          String(peer),
          `**${ratio.median.toFixed(2)}** (${ratio.low.toFixed(2)} - ${ratio.high.toFixed(2)})`,
          bar === undefined ? "" : `${reached === false ? "accuracy " : ""}${met ? "met" : "missed"}`,
          [
            `${conditions.pairs} pairs`,
            conditions.batch === undefined ? "" : `batch ${conditions.batch}`,
            conditions.note ?? "",
          ]
            .filter((text) => text !== "")
            .join("; "),
        ];
      });
      const head = ["work / peer", "unit", "ours", "peer", "ratio (low - high)", "bar", "how"];
      return [
        `${machine}:\n`,
        markdownRow(head),
        markdownRow(["---", "---", "---:", "---:", "---", "---", "---"]),
        ...rows.map(markdownRow),
        `\n${describeVersions(here)}`,
      ].join("\n");
    })
    .join("\n\n");
  return `${tables}\n\n${describeMissed(lines)}`;
}

/** What a study takes, from the lines that are there: a list, or a sentence where there are none. */
export function formatInWords(lines: readonly MeasuredLine[]): string {
  const texts = Object.entries(inWords).flatMap(([name, describe]) => {
    const line = lines.find((one) => one.name === name);
    return line ? [`- ${describe(line)}`] : [];
  });
  return texts.length > 0 ? texts.join("\n") : "Nothing has been measured yet.";
}

/** Images that 100 epochs of 100 steps of 128 see: the recipe of the paper. */
const imagesOfThePaper = 100 * 100 * 128;

const inWords: Readonly<Record<string, (line: MeasuredLine) => string>> = {
  "time-to-accuracy-command/pytorch": ({ ours, peer, reached }) =>
    `**Training from nothing**, with all defaults, on the 1,916 cells of MitoCheck in 16 classes: ${formatDuration(ours)} from the command to the report. PyTorch's script takes ${formatDuration(peer)}${reached ? " to an accuracy that is not higher" : ", and is more accurate: the times do not compare"}.`,
  "train-step-128/keras": ({ ours, peer }) =>
    `**The paper's own recipe**, 100 epochs of 100 steps of 128 tiles of 128 px: ${formatDuration((ours * imagesOfThePaper) / 1000)} of training steps; Keras needs ${formatDuration((peer * imagesOfThePaper) / 1000)}.`,
  "features-mobilenet/onnxruntime-python": ({ ours, peer }) =>
    `**Features of 1,000 images** by MobileNet v2, after which a classifier takes seconds: ${formatDuration(ours)}; a script in Python needs ${formatDuration(peer)}. The second time they come from the cache.`,
  "predict-folder/pytorch": ({ ours, peer }) =>
    `**Predicting 20,000 images** of 256 px, JPEG and TIFF: ${formatDuration(ours * 20)}; PyTorch ${formatDuration(peer * 20)}.`,
};

function describeVersions(lines: readonly MeasuredLine[]): string {
  const list = (values: readonly (string | undefined)[]): string =>
    [...new Set(values.filter((value) => value !== undefined && value !== ""))].join(", ");
  const peers = list(lines.map(({ conditions }) => conditions.peer));
  const ours = list(
    lines.map(({ conditions: { node, onnxruntime } }) =>
      onnxruntime === undefined ? `Node.js ${node}` : `Node.js ${node} with onnxruntime-node ${onnxruntime}`,
    ),
  );
  const dates = list(lines.map(({ conditions }) => conditions.date));
  return `Ours: ${ours}. Peers: ${peers || "none"}.${dates === "" ? "" : ` Measured on ${dates}.`}`;
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
