import type { MeasuredLine } from "../results.ts";

const begin = "<!-- npm run bench writes what follows -->";
const end = "<!-- as far as this -->";

/** Bars that are not 1: how long ours may take in units of the peer's time. */
const bars: Readonly<Record<string, number>> = { "int8-inference/float32": 0.667 };

/** The ratio that a line must not exceed; undefined for those against nobody's time. */
export function barOf(name: string): number | undefined {
  return /^(peak-memory|features-mobilenet-warm|.*processor-time)\b|\/(gemm|cold)$/.test(name)
    ? undefined
    : (bars[name] ?? 1);
}

/** Puts a table of the lines between the two markers of a page. @throws Error where they are missing. */
export function formatSpeedPage(page: string, lines: readonly MeasuredLine[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/speed.md must have the lines ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${formatSpeedTable(lines)}\n\n${page.slice(to)}`;
}

/** A Markdown table for each machine, with versions below. */
export function formatSpeedTable(lines: readonly MeasuredLine[]): string {
  const machines = [...new Set(lines.map(({ conditions }) => conditions.machine))];
  return machines
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
}

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
