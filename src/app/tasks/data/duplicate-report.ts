import type { Dataset, Part, Sample } from "../../../data/dataset/dataset.ts";
import { type DuplicatePair, findDuplicates } from "../../../data/partition/find-duplicates.ts";
import { pageChoice } from "../data-spec.ts";
import { type Effects, startStage } from "../effects.ts";

/** Two images that are one file twice, or look the same. */
interface ReportedPair {
  readonly kind: "exact" | "near";
  readonly paths: readonly [string, string];
  /** One label where both agree; two are a sign of a wrong label. */
  readonly labels: readonly string[];
  /** Parts in which they stand; empty without a partition. */
  readonly parts: readonly Part[];
}

export interface DuplicateReport {
  readonly pairs: readonly ReportedPair[];
  /** Whether there were too many to list all. */
  readonly truncated: boolean;
}

/** Finds images that occur twice, as a stage of its own. */
export async function reportDuplicates(
  dataset: Dataset,
  page: number | "max",
  effects: Effects,
): Promise<DuplicateReport> {
  const stage = startStage(effects, "Looking for duplicates", dataset.samples.length, "images");
  const { exact, near, truncated } = await findDuplicates(dataset, {
    page: pageChoice(page),
    signal: effects.signal,
    onProgress: ({ done }) => stage.advance(done),
  });
  stage.end();
  const describe = (kind: ReportedPair["kind"]) => (pair: DuplicatePair) =>
    describePair(kind, pair.a, pair.b);
  return { pairs: [...exact.map(describe("exact")), ...near.map(describe("near"))], truncated };
}

/** The pairs that another partition of the same samples tears apart. */
export function acrossParts(report: DuplicateReport, samples: readonly Sample[]): DuplicateReport {
  const byPath = new Map(samples.map((sample) => [sample.path, sample]));
  const pairs = report.pairs.flatMap(({ kind, paths }) => {
    const [a, b] = paths.map((path) => byPath.get(path));
    return a && b && a.part !== b.part ? [describePair(kind, a, b)] : [];
  });
  return { pairs, truncated: report.truncated };
}

function describePair(kind: ReportedPair["kind"], a: Sample, b: Sample): ReportedPair {
  const parts = [a, b].flatMap(({ part }) => (part === undefined ? [] : [part]));
  return {
    kind,
    paths: [a.path, b.path],
    labels: [...new Set([a.label, b.label])],
    parts: [...new Set(parts)],
  };
}
