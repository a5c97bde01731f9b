import { access } from "node:fs/promises";
import { join } from "node:path";
import type { MetricSet, MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { summarizeHeadline } from "../../../learning/report/headline.ts";
import { collectWarnings } from "../../../learning/report/honest-warnings.ts";
import { writeMethods } from "../../../learning/report/methods-text.ts";
import type { ReportInput } from "../../../learning/report/report-input.ts";
import type { LevelScores, RunDetails, RunScores, RunSummary } from "../../protocol/run/run-document.ts";
import { commandLine } from "../../tasks/run/folder/command-line.ts";
import { describeData, describeRun as describeTraining } from "../../tasks/run/folder/describe-data.ts";
import { listRunData } from "../../tasks/run/folder/run-data.ts";
import { modelFileOf, type RunRecord, readRunRecord, runFiles } from "../../tasks/run/folder/run-record.ts";
import { readMetrics } from "../../tasks/run/score-run.ts";
import { measured, readHistory, summaryOf } from "./summarize-run.ts";

/**
 * Everything that is known of a run, but for its curves and predictions.
 * @param folder absolute, as from `findRun`.
 * @throws MorError `run-invalid` for a damaged one.
 */
export async function describeRun(folder: string, name: string, job: RunSummary["job"]): Promise<RunDetails> {
  const record = await readRunRecord(folder);
  const history = await readHistory(folder);
  const metrics = record.status === "finished" ? await readMetrics(folder) : undefined;
  const input = metrics && (await reportInput(folder, record, metrics, history));
  const { result, data } = record;
  const has = (file: string) =>
    access(join(folder, file)).then(
      () => true,
      () => false,
    );
  return {
    summary: summaryOf({ name, record, metrics, history, job }),
    classes: data.classes,
    groupName: data.groupName ?? null,
    bestEpoch: result?.bestEpoch ?? null,
    result: input ? scoresOf(input) : null,
    warnings: input ? collectWarnings(input) : data.warnings,
    timings: Object.entries(result?.timings ?? {}).map(([step, seconds]) => ({ step, seconds })),
    parameters: result?.parameterCount ?? null,
    choices: result?.choices ?? null,
    methods: input ? writeMethods(input) : [],
    command: commandLine("train", record.spec),
    files: {
      report: await has(runFiles.report),
      model: (await has(modelFileOf(record))) ? modelFileOf(record) : null,
      predictions: await has(runFiles.predictions),
    },
  };
}

/** What the report would say, without its pictures and curves. */
async function reportInput(
  folder: string,
  record: RunRecord,
  metrics: MetricsFile,
  history: ReportInput["history"],
): Promise<ReportInput> {
  return {
    title: "",
    generated: "",
    run: describeTraining(record),
    data: describeData(record.data, await listRunData(folder, record)),
    examples: [],
    history,
    bestEpoch: record.result?.bestEpoch ?? null,
    metrics,
    curves: { level: "image", classes: [], reliability: [] },
    mistakes: [],
  };
}

function scoresOf(input: ReportInput): RunScores | null {
  const headline = summarizeHeadline(input);
  if (!headline) return null;
  const { image, group, tile } = input.metrics.levels;
  return {
    headline: headline.result,
    basis: headline.basis,
    meaning: headline.meaning,
    part: input.metrics.part,
    levels: [
      ...(image ? [levelScores("image", image)] : []),
      ...(group ? [levelScores("group", group)] : []),
      ...(tile ? [levelScores("tile", tile)] : []),
    ],
  };
}

/** What the page shows of a set of metrics. */
export function levelScores(level: LevelScores["level"], set: MetricSet): LevelScores {
  return {
    level,
    count: set.count,
    clusters: set.clusters,
    accuracy: measured(set.accuracy),
    balancedAccuracy: measured(set.balancedAccuracy),
    macroF1: measured(set.macroF1),
    macroAuc: measured(set.macroAuc),
    expectedCalibrationError: measured(set.expectedCalibrationError),
    matthewsCorrelation: measured(set.matthewsCorrelation),
    perClass: set.perClass.map(({ label, support, precision, recall, f1, auc }) => ({
      label,
      support,
      precision: measured(precision),
      recall: measured(recall),
      f1: measured(f1),
      auc: measured(auc),
    })),
    confusion: set.confusion,
  };
}
