import type { BrokenImage, ImageFormatCount } from "../../../data/dataset/dataset.ts";
import type { PartSummary } from "../../../data/partition/summarize-partition.ts";
import type { DuplicateReport } from "./duplicate-report.ts";
import type { IntensitySummary } from "./intensity-summary.ts";

/** What `mor inspect` finds in a data set. */
export interface InspectResult {
  readonly root: string;
  /** SHA-256 over paths, labels, groups and contents, in hex. */
  readonly hash: string;
  readonly images: number;
  readonly classes: readonly { readonly label: string; readonly images: number; readonly groups: number }[];
  /** Absent when no image has a group. */
  readonly groups?: { readonly count: number; readonly smallest: number; readonly largest: number };
  /** The partition that the data come with, if any. */
  readonly parts?: readonly PartSummary[];
  readonly formats: readonly ImageFormatCount[];
  readonly intensity: readonly IntensitySummary[];
  readonly broken: readonly BrokenImage[];
  /** Absent when they were not looked for. */
  readonly duplicates?: DuplicateReport;
  readonly warnings: readonly string[];
}
