import type { Sample } from "../../data/dataset/dataset.ts";
import type { Effects } from "./effects.ts";

/** Equal and nearly equal images. */
export interface DuplicateReport {
  readonly exact: readonly (readonly string[])[];
  readonly near: readonly (readonly string[])[];
}

export async function reportDuplicates(
  _samples: readonly Sample[],
  _page: number | "max",
  _effects: Effects,
): Promise<DuplicateReport> {
  return { exact: [], near: [] };
}
export function acrossParts(report: DuplicateReport): DuplicateReport {
  return report;
}
