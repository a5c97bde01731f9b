import type { BrokenImage } from "../../../data/dataset/dataset.ts";
import type { PartSummary } from "../../../data/partition/summarize-partition.ts";
import type { DuplicateReport } from "../../tasks/data/duplicate-report.ts";
import { formatCount } from "./progress-line.ts";
import { formatTable } from "./table.ts";

/** Images and, in brackets, groups of each class in each part. */
export function formatParts(parts: readonly PartSummary[]): string {
  const labels = parts[0]?.perClass.map(({ label }) => label) ?? [];
  const cell = ({ samples, groups }: { readonly samples: number; readonly groups: number }) =>
    groups === samples ? formatCount(samples) : `${formatCount(samples)} (${formatCount(groups)})`;
  const isGrouped = parts.some(({ samples, groups }) => samples !== groups);
  return formatTable(
    [
      { title: isGrouped ? "images (groups)" : "images" },
      ...parts.map(({ part }) => ({ title: part, align: "right" as const })),
    ],
    [
      ...labels.map((label, at) => [
        label,
        ...parts.map((part) => cell(part.perClass[at] ?? { samples: 0, groups: 0 })),
      ]),
      ["all", ...parts.map(cell)],
    ],
  );
}

const mostShown = 10;

/** Up to two blocks: the broken images, and the warnings; none where there is nothing to say. */
export function formatWarnings(warnings: readonly string[], broken: readonly BrokenImage[]): string[] {
  const blocks: string[] = [];
  if (broken.length > 0) {
    const lines = broken.slice(0, mostShown).map(({ path, reason }) => `  ${path}: ${reason}`);
    if (broken.length > mostShown) lines.push(`  and ${broken.length - mostShown} more`);
    blocks.push(["Left out, because they cannot be read:", ...lines].join("\n"));
  }
  if (warnings.length > 0) blocks.push(["Warnings:", ...warnings.map((text) => `  ${text}`)].join("\n"));
  return blocks;
}

/** At most one block: equal images, those with different labels or in different parts first. */
export function formatDuplicates(report: DuplicateReport | undefined): string[] {
  if (report === undefined || report.pairs.length === 0) return [];
  const { pairs } = report;
  const weight = ({ labels, parts }: DuplicateReport["pairs"][number]) => labels.length + parts.length;
  const sorted = [...pairs].sort((a, b) => weight(b) - weight(a));
  const lines = sorted.slice(0, mostShown).map(({ kind, paths, labels, parts }) => {
    const facts = [
      kind === "exact" ? "equal" : "alike",
      ...(labels.length > 1 ? [`labels ${labels.join(", ")}`] : []),
      ...(parts.length > 1 ? [`parts ${parts.join(", ")}`] : []),
    ];
    return `  ${paths.join(" and ")} (${facts.join("; ")})`;
  });
  if (pairs.length > mostShown) lines.push(`  and ${formatCount(pairs.length - mostShown)} more`);
  return [[`Pairs of equal or nearly equal images: ${formatCount(pairs.length)}`, ...lines].join("\n")];
}
