import type { Part, Sample } from "../../data/dataset/dataset.ts";
import type { Effects } from "./effects.ts";

/** Images that are one picture, or nearly so. */
export interface DuplicateSet {
  readonly kind: "exact" | "near";
  /** At least two, sorted. */
  readonly paths: readonly string[];
  /** One label where all agree; several are a sign of wrong labels. */
  readonly labels: readonly string[];
  /** Parts of a partition in which they stand; empty without one. */
  readonly parts: readonly Part[];
}

export type DuplicateReport = readonly DuplicateSet[];

/** Finds equal and nearly equal images. */
export async function reportDuplicates(
  samples: readonly Sample[],
  _page: number | "max",
  _effects: Effects,
): Promise<DuplicateReport> {
  const byHash = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.contentHash === undefined) continue;
    byHash.set(sample.contentHash, [...(byHash.get(sample.contentHash) ?? []), sample]);
  }
  return [...byHash.values()].filter((set) => set.length > 1).map((set) => describeSet("exact", set));
}

/** The same sets with the parts that another partition of the samples gives them; only those in several parts. */
export function acrossParts(report: DuplicateReport, samples: readonly Sample[]): DuplicateReport {
  const byPath = new Map(samples.map((sample) => [sample.path, sample]));
  return report
    .map(({ kind, paths }) =>
      describeSet(
        kind,
        paths.flatMap((path) => byPath.get(path) ?? []),
      ),
    )
    .filter(({ parts }) => parts.length > 1);
}

function describeSet(kind: DuplicateSet["kind"], samples: readonly Sample[]): DuplicateSet {
  return {
    kind,
    paths: samples.map(({ path }) => path),
    labels: [...new Set(samples.map(({ label }) => label))],
    parts: [...new Set(samples.flatMap(({ part }) => (part === undefined ? [] : [part])))],
  };
}
