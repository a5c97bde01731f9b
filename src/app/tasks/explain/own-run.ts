import type { PartitionedDataset } from "../../../data/dataset/dataset.ts";
import { MorError } from "../../../errors.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import type { ExplanationFacts } from "../../../learning/report/report-input.ts";
import type { Effects } from "../effects.ts";
import {
  type ExplainedRecord,
  findExplainedRecord,
  writeExplainedRecord,
} from "../run/folder/explained-record.ts";
import { openRunData } from "../run/folder/run-data.ts";
import { type RunRecord, readRunRecord, requireFinished } from "../run/folder/run-record.ts";
import { writeReport } from "../run/folder/write-report.ts";
import { kindOf } from "../run/inputs/path-kind.ts";
import { readMetrics } from "../run/score-run.ts";

/** A finished run whose own images are explained. */
export interface OwnRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly dataset: PartitionedDataset;
  readonly metrics: MetricsFile;
  readonly part: "val" | "test";
}

/** @throws MorError `usage` for a model file, which has no images of its own; as `openRunData`. */
export async function openOwnRun(folder: string, effects: Effects): Promise<OwnRun> {
  if ((await kindOf(folder)) === "file") {
    throw new MorError("usage", `Expected images to explain, got a model file alone (${folder})`, {
      hint: "Name images or a folder of them, or give the run folder, whose own images are then explained.",
      path: folder,
    });
  }
  const record = await readRunRecord(folder);
  const { scoredPart } = requireFinished(record, folder);
  const metrics = await readMetrics(folder);
  return { folder, record, metrics, part: scoredPart, dataset: await openRunData(folder, record, effects) };
}

/**
 * Puts the explanations into the run's report, unless it shows weightier ones: a look at one class, or without the tests,
 * takes no tested ones away.
 * @returns the report, or undefined where it stays as it is or the run cannot be written to.
 */
export async function publishInRun(
  { folder, record, dataset, metrics }: OwnRun,
  {
    facts,
    versions,
    seed,
  }: {
    readonly facts: ExplanationFacts;
    readonly versions: Readonly<Record<string, string>>;
    readonly seed: number;
  },
  effects: Effects,
): Promise<string | undefined> {
  const earlier = await earlierRecord(folder);
  if (earlier && weightOf(earlier) > weightOf(facts)) {
    const lack = facts.tested === 0 ? "without tests" : `of the class ${facts.explainedClass}`;
    effects.warn(
      `The run's own report keeps the explanations of ${earlier.created.slice(0, 10)}, tested on ${earlier.tested} images: these, ${lack}, have a report of their own.`,
    );
    return undefined;
  }
  try {
    const created = effects.now().toISOString();
    // Mean maps stand among what the network has learnt, where mor visualize has looked at more images.
    const { meanMaps: _, ...shown } = facts;
    await writeExplainedRecord(folder, { format: 1, created, versions, seed, ...shown });
    return await writeReport({ folder, record, dataset, metrics }, effects);
  } catch (error) {
    if (!(error instanceof MorError) || error.code !== "output-unwritable") throw error;
    effects.warn(`The run's own report does not show the explanations: ${error.message}`);
    return undefined;
  }
}

/** Undefined also for a broken one: it is written anew. */
async function earlierRecord(folder: string): Promise<ExplainedRecord | undefined> {
  try {
    return await findExplainedRecord(folder);
  } catch (error) {
    if (error instanceof MorError && error.code === "run-invalid") return undefined;
    throw error;
  }
}

/** Tests of the maps of each verdict say most, then those of one class's maps. */
function weightOf({ tested, explainedClass }: Pick<ExplanationFacts, "tested" | "explainedClass">): number {
  if (tested === 0) return 0;
  return explainedClass === undefined ? 2 : 1;
}
