import { lstat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Job } from "../../protocol/job.ts";
import type {
  DoubtfulImage,
  StudyCurve,
  StudyDetails,
  StudyFileName,
  StudyFindings,
  StudyModelProgress,
} from "../../protocol/study-api.ts";
import type { StudyRecord } from "../../tasks/study/folder/study-record.ts";
import type { StudyResults } from "../../tasks/study/folder/study-results.ts";
import { studySpec } from "../../tasks/study/study-spec.ts";
import { jobCommand } from "../jobs/job-command.ts";
import { measured } from "../runs/summarize-run.ts";
import { findImage } from "../workspace/find-image.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { workspacePath } from "../workspace/workspace-place.ts";
import { studiesFolder } from "./find-study.ts";
import { type StudyContent, summarizeStudy } from "./list-studies.ts";

/** The files that can be had, in the order in which they are shown. */
export const studyFileNames: readonly StudyFileName[] = [
  "report.html",
  "comparison.csv",
  "doubtful-labels.csv",
  "learning-curve.csv",
  "partition.csv",
];

/** All that the page shows of a study. */
export async function describeStudy(
  name: string,
  content: StudyContent,
  workspace: Pick<Workspace, "folder" | "images">,
  jobs: readonly Job[],
): Promise<StudyDetails> {
  const { folder, record, results } = content;
  const isThere = await Promise.all(
    studyFileNames.map((file) =>
      lstat(join(folder, file)).then(
        (entry) => entry.isFile(),
        () => false,
      ),
    ),
  );
  return {
    summary: summarizeStudy(name, content, jobs),
    progress: progressOf(record),
    findings: results === undefined ? null : findingsOf(results, record, workspace),
    warnings: record.data.warnings,
    command: commandOf(name, record.spec, workspace.folder),
    seconds: record.seconds,
    files: studyFileNames.filter((_, index) => isThere[index]),
  };
}

/** The line that repeats a study in a terminal whose working folder is the workspace. */
function commandOf(name: string, spec: StudyRecord["spec"], workspace: string): string {
  const data = typeof spec.data === "string" ? workspacePath(workspace, spec.data) : "manifest.csv";
  return jobCommand("study", studySpec, { ...spec, data, out: `${studiesFolder}/${name}` }, ["data"]);
}

/** How far the trainings of each model are; those on some of the images, for the learning curve, do not count. */
function progressOf({ models, runs }: StudyRecord): StudyModelProgress[] {
  return models.flatMap(({ name, title }) => {
    const own = runs.filter(({ model, images }) => model === name && images === undefined);
    if (own.length === 0) return [];
    const done = own.filter(({ state }) => state === "finished");
    const scores = done.flatMap(({ accuracy }) => accuracy ?? []);
    const failed = own.find(({ state }) => state === "failed");
    const isBegun = done.length > 0 || own.some(({ state }) => state === "training");
    return [
      {
        name,
        title: title ?? name,
        state: failed ? "failed" : done.length === own.length ? "finished" : isBegun ? "training" : "waiting",
        done: done.length,
        total: own.length,
        accuracy: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
        reason: failed?.reason ?? null,
      },
    ];
  });
}

function findingsOf(
  results: StudyResults,
  record: StudyRecord,
  workspace: Pick<Workspace, "folder" | "images">,
): StudyFindings {
  const { models, comparison, doubtfulLabels, learningCurves, warnings } = results;
  const titleOf = (name: string): string => models.find((model) => model.name === name)?.title ?? name;
  return {
    models: models.map(({ accuracy, groupAccuracy, parameterCount, runs, ...model }) => ({
      name: model.name,
      title: model.title,
      letters: model.letters,
      trainSeconds: model.trainSeconds,
      imagesPerSecond: model.imagesPerSecond,
      accuracy: measured(accuracy),
      groupAccuracy: groupAccuracy === null ? null : measured(groupAccuracy),
      parameters: parameterCount,
      canKeep: record.folds === 1 && runs.length === 1,
    })),
    pairs: comparison.pairs.map(({ first, second, accuracy: { value, low, high, corrected }, differs }) => ({
      first: titleOf(first),
      second: titleOf(second),
      firstName: first,
      secondName: second,
      accuracy: { value, low, high },
      p: corrected,
      differs,
    })),
    images: comparison.images,
    clusters: comparison.clusters,
    grouped: comparison.grouped,
    doubtful: doubtfulLabels
      ? {
          images: doubtfulImages(doubtfulLabels.labels, record.data.root, workspace),
          classes: doubtfulLabels.classes,
          share: measured(doubtfulLabels.noiseRate),
          models: doubtfulLabels.models.map(titleOf),
          notes: doubtfulLabels.notes,
        }
      : null,
    curves:
      record.spec.learningCurve === true ? learningCurves.map((curve) => curveOf(curve, titleOf)) : null,
    notes: [...comparison.notes, ...warnings],
  };
}

type Doubted = NonNullable<StudyResults["doubtfulLabels"]>["labels"];

/** Under the paths by which the workspace knows the images. */
function doubtfulImages(
  labels: Doubted,
  root: string,
  { folder, images }: Pick<Workspace, "folder" | "images">,
): DoubtfulImage[] {
  const find = findImage(images.images());
  return labels.map(({ path, label, suggested, probabilityOfSuggested, agreeing }) => {
    const own = workspacePath(folder, resolve(root, path));
    const known = find(own);
    return {
      path: known?.path ?? own,
      label,
      suggested,
      confidence: probabilityOfSuggested,
      agreeing,
      labelNow: known?.label ?? null,
    };
  });
}

function curveOf(
  { name, curve }: StudyResults["learningCurves"][number],
  titleOf: (name: string) => string,
): StudyCurve {
  return {
    name,
    title: titleOf(name),
    points: curve.points.map(({ images, accuracy, low, high }) => ({ images, value: accuracy, low, high })),
    forecasts: curve.forecasts.map(({ images, value, low, high }) => ({ images, value, low, high })),
    sentence: curve.sentence,
  };
}
