import { join } from "node:path";
import type { PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { mapConcurrently } from "../../../../data/dataset/map-concurrently.ts";
import { throwIfCancelled } from "../../../../errors.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import type { ComparisonResult } from "../../../../learning/comparison/compare-models.ts";
import type { NamedLearningCurve } from "../../../../learning/comparison/comparison-tables.ts";
import type { DoubtfulLabels } from "../../../../learning/comparison/doubtful-labels.ts";
import type { DataFacts, Thumbnail } from "../../../../learning/report/report-input.ts";
import { renderStudyReport } from "../../../../learning/report/study/render-study-report.ts";
import type { StudyReportInput } from "../../../../learning/report/study/study-input.ts";
import { pageChoice } from "../../data-spec.ts";
import { type Effects, startStage } from "../../effects.ts";
import { commandLine } from "../../run/folder/command-line.ts";
import { describeData } from "../../run/folder/describe-data.ts";
import { pictureOf } from "../../run/folder/picture.ts";
import type { StudyData } from "../folder/study-data.ts";
import { type StudyRecord, studyFiles } from "../folder/study-record.ts";
import type { StudySpec } from "../study-spec.ts";
import type { CollectedResults } from "./collect-results.ts";
import { describeModel } from "./describe-model.ts";

export interface StudyReportFacts extends CollectedResults {
  readonly data: StudyData;
  readonly record: StudyRecord;
  readonly comparison: ComparisonResult;
  readonly learningCurves: readonly NamedLearningCurve[];
  readonly doubtfulLabels: DoubtfulLabels | undefined;
  /** Full sentences. */
  readonly warnings: readonly string[];
}

/** The report shows so many doubtful images; pixels of a few are in memory together. */
const [picturesShown, decodedAtOnce] = [24, 4];

/** Writes the study's `report.html`. @returns its path. */
export async function writeStudyReport(
  spec: StudySpec,
  facts: StudyReportFacts,
  effects: Effects,
): Promise<string> {
  const stage = startStage(effects, "Writing the report");
  const { record, comparison, data, doubtfulLabels } = facts;
  const { processor, cores, memoryGiB, system } = record.machine;
  const input: StudyReportInput = {
    title: `${facts.results.length} models for ${record.data.classes.length} classes of organelle morphology`,
    generated: effects.now().toISOString().slice(0, 16).replace("T", " "),
    data: dataFacts(record, data),
    folds: record.folds,
    models: facts.results.map(describeModel),
    comparison,
    learningCurves: facts.learningCurves,
    ...(doubtfulLabels && {
      doubtfulLabels: {
        result: doubtfulLabels,
        thumbnails: await picturesOf(doubtfulLabels, data.cuts[0], spec),
      },
    }),
    failures: facts.failures.map(({ title, reason }) => ({ name: title, reason })),
    reproduce: {
      command: commandLine("study", { ...spec }),
      seed: spec.seed,
      versions: record.versions,
      machine: { processor, cores, "memory (GiB)": memoryGiB, system, threads: spec.threads },
      dataHash: record.data.hash,
      seconds: record.seconds,
    },
    warnings: facts.warnings,
  };
  throwIfCancelled(effects.signal);
  const file = join(spec.out, studyFiles.report);
  await writeWhole(file, renderStudyReport(input));
  stage.end();
  return file;
}

/** With folds every image has been in every part: they are counted once. */
function dataFacts({ data, folds }: StudyRecord, { opened, cuts }: StudyData): DataFacts {
  const [cut] = cuts;
  if (cut === undefined) throw new Error("A study has at least one cut");
  if (folds === 1) return describeData(data, cut);
  const samples = opened.samples.map((sample) => ({ ...sample, part: "test" as const }));
  const facts = describeData(data, { ...cut, samples });
  return { ...facts, counts: facts.counts.map((counts) => ({ ...counts, part: "cross-validated" })) };
}

async function picturesOf(
  { labels }: DoubtfulLabels,
  cut: PartitionedDataset | undefined,
  spec: StudySpec,
): Promise<readonly Thumbnail[]> {
  const byPath = new Map(cut?.samples.map((sample) => [sample.path, sample]));
  const pictures = await mapConcurrently(
    labels.slice(0, picturesShown),
    ({ path }) => pictureOf(byPath.get(path), pageChoice(spec.page)),
    { limit: decodedAtOnce },
  );
  return pictures.flat();
}
