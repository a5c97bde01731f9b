import type { PerClass } from "./protocol.ts";
import type { Cell, ProbeCell, Start, TimeCell, TuneCell } from "./record.ts";
import { type Answers, compareAnswers, type Interval, scoreAnswers, type Truths } from "./scores.ts";

/** A table as rows of texts; the first row is its head. */
export interface TransferTable {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** Controls, with which nothing is compared as the best network. */
export const controls: readonly string[] = ["measurements", "chance"];

/** Linear probes: a row per model, a column per number of images. */
export function probeTable(cells: readonly Cell[], truths: Truths): TransferTable | undefined {
  const probes = cells.filter((cell): cell is ProbeCell => cell.kind === "probe");
  if (probes.length === 0) return undefined;
  const times = new Map(
    cells.filter((cell): cell is TimeCell => cell.kind === "time").map((cell) => [cell.model, cell]),
  );
  const models = [...new Set(probes.map(({ model }) => model))];
  const counts = countsOf(probes.filter(({ judged }) => judged === "folds"));
  const find = (model: string, perClass: PerClass, judged: ProbeCell["judged"]): ProbeCell | undefined =>
    probes.find((cell) => cell.model === model && cell.perClass === perClass && cell.judged === judged);
  const rows = models.map((model) => {
    const all = find(model, "all", "folds");
    const val = find(model, "all", "val");
    const time = times.get(model);
    return [
      model,
      String(probes.find((cell) => cell.model === model)?.features || ""),
      ...counts.map((perClass) => accuracyOf(find(model, perClass, "folds"), truths)),
      all ? percent(scoreAnswers(all, truths).macroF1.value) : "",
      accuracyOf(val, truths),
      val ? percent(scoreAnswers(val, truths).macroF1.value) : "",
      time ? time.networkMs.toPrecision(3) : "",
      time ? time.networkCpuMs.toPrecision(3) : "",
      time ? time.withDecodingMs.toPrecision(3) : "",
    ];
  });
  return {
    title: "Linear probe: accuracy in %, [95 % over groups]",
    rows: [
      [
        ...["model", "features", ...counts.map((count) => `${count} per class`), "macro F1 (all)"],
        ...["val", "macro F1 (val)", "ms network", "its CPU ms", "ms with decoding"],
      ],
      ...rows,
    ],
    notes: [],
  };
}

/** Fine-tuning: a row per network and start, and what the start gains over random weights. */
export function tuningTable(cells: readonly Cell[], truths: Truths): TransferTable | undefined {
  const tuned = cells.filter((cell): cell is TuneCell => cell.kind === "tune");
  if (tuned.length === 0) return undefined;
  const counts = countsOf(tuned);
  const answers = (model: string, start: Start, perClass: PerClass): Answers | undefined => {
    const found = tuned.filter(
      (cell) => cell.model === model && cell.start === start && cell.perClass === perClass,
    );
    if (found.length === 0) return undefined;
    return {
      rows: found.flatMap(({ rows }) => rows),
      predicted: found.flatMap(({ predicted }) => predicted),
    };
  };
  const pairs = [...new Set(tuned.map(({ model, start }) => `${model} ${start}`))].map((pair) => {
    const at = pair.lastIndexOf(" ");
    return { model: pair.slice(0, at), start: pair.slice(at + 1) as Start }; // made of a start just above
  });
  const rows = pairs.map(({ model, start }) => {
    const own = tuned.filter((cell) => cell.model === model && cell.start === start);
    const seconds = own.reduce((sum, cell) => sum + cell.seconds, 0) / own.length;
    return [
      model,
      start,
      ...counts.map((perClass) => accuracyOf(answers(model, start, perClass), truths)),
      ...counts.map((perClass) => {
        const [ours, random] = [answers(model, start, perClass), answers(model, "random", perClass)];
        if (start === "random" || !ours || !random) return "";
        return signed(compareAnswers(ours, random, truths));
      }),
      String(new Set(own.map(({ fold }) => fold)).size),
      seconds.toFixed(0),
    ];
  });
  return {
    title: "Fine-tuning: accuracy in %, [95 % over groups]; gain over random weights in points",
    rows: [
      [
        ...["model", "start", ...counts.map((count) => `${count} per class`)],
        ...[...counts.map((count) => `gain (${count})`), "folds", "seconds"],
      ],
      ...rows,
    ],
    notes: [],
  };
}

/** Every network against the one that is most accurate with all images, on the same folds. */
export function differenceTable(
  cells: readonly Cell[],
  truths: Truths,
  best?: string,
): TransferTable | undefined {
  const probes = cells.filter((cell): cell is ProbeCell => cell.kind === "probe" && cell.judged === "folds");
  const candidates = probes.filter(
    ({ model, perClass }) => perClass === "all" && !controls.includes(model) && !model.startsWith("random:"),
  );
  const ranked = candidates
    .map((cell) => ({ cell, value: scoreAnswers(cell, truths).accuracy.value }))
    .sort((a, b) => b.value - a.value);
  const reference = best ?? ranked[0]?.cell.model;
  if (reference === undefined) return undefined;
  const counts = countsOf(probes);
  const find = (model: string, perClass: PerClass): ProbeCell | undefined =>
    probes.find((cell) => cell.model === model && cell.perClass === perClass);
  const models = [...new Set(probes.map(({ model }) => model))].filter((model) => model !== reference);
  if (models.length === 0) return undefined;
  return {
    title: `Linear probe: points of accuracy above ${reference}, image by image, [95 % over groups]`,
    rows: [
      ["model", ...counts.map((count) => `${count} per class`)],
      ...models.map((model) => [
        model,
        ...counts.map((perClass) => {
          const [ours, other] = [find(model, perClass), find(reference, perClass)];
          return ours && other ? signed(compareAnswers(ours, other, truths)) : "";
        }),
      ]),
    ],
    notes: [],
  };
}

/** As columns of text. */
export function formatText({ title, rows, notes }: TransferTable): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return [title, "", ...lines, ...notes.map((note) => `\n${note}`)].join("\n");
}

/** As Markdown. */
export function formatMarkdown({ title, rows, notes }: TransferTable): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const ruler = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [
    `${title}.`,
    "",
    line(head),
    line(ruler),
    ...body.map(line),
    ...notes.map((note) => `\n${note}`),
  ].join("\n");
}

function countsOf(cells: readonly { readonly perClass: PerClass }[]): PerClass[] {
  const rank = (perClass: PerClass): number => (perClass === "all" ? Number.POSITIVE_INFINITY : perClass);
  return [...new Set(cells.map(({ perClass }) => perClass))].sort((a, b) => rank(a) - rank(b));
}

function accuracyOf(answers: Answers | undefined, truths: Truths): string {
  if (!answers) return "";
  const { value, low, high } = scoreAnswers(answers, truths).accuracy;
  return Number.isNaN(low) ? percent(value) : `${percent(value)} [${percent(low)}, ${percent(high)}]`;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

function signed({ value, low, high }: Interval): string {
  const points = (share: number): string => `${share < 0 ? "-" : "+"}${percent(Math.abs(share))}`;
  return Number.isNaN(low) ? points(value) : `${points(value)} [${points(low)}, ${points(high)}]`;
}
