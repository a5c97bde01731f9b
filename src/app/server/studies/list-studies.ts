import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import { MorError } from "../../../errors.ts";
import type { Job } from "../../protocol/job.ts";
import type { StudySummary } from "../../protocol/study-api.ts";
import { findStudyRecord, type StudyRecord } from "../../tasks/study/folder/study-record.ts";
import { findStudyResults, type StudyResults } from "../../tasks/study/folder/study-results.ts";
import type { ServerContext } from "../context.ts";
import { measured } from "../runs/summarize-run.ts";
import { findStudy, studiesFolder, studyNames } from "./find-study.ts";

/** What the files of a study tell; `results` is there for a finished one. */
export interface StudyContent {
  readonly folder: string;
  readonly record: StudyRecord;
  readonly results: StudyResults | undefined;
}

/** All studies of a workspace, the newest first; links among them are left out. */
export async function listStudies({
  workspace,
  jobs,
}: Pick<ServerContext, "workspace" | "jobs">): Promise<readonly StudySummary[]> {
  const known = jobs.list();
  const found = await mapConcurrently(
    await studyNames(workspace),
    async (name): Promise<StudySummary | undefined> => {
      try {
        const content = await readStudy(await findStudy(workspace, name));
        return content && summarizeStudy(name, content, known);
      } catch (error) {
        if (!(error instanceof MorError)) throw error;
        return damagedStudy(name, error.message, known);
      }
    },
    { limit: 8 },
  );
  return found
    .flatMap((study) => study ?? [])
    .sort(
      (a, b) => (b.started ?? 0) - (a.started ?? 0) || a.name.localeCompare(b.name, "en", { numeric: true }),
    );
}

/** Reads the files of a study; undefined before its record is written. @throws MorError `run-invalid` for damaged ones. */
export async function readStudy(folder: string): Promise<StudyContent | undefined> {
  const record = await findStudyRecord(folder);
  if (record === undefined) return undefined;
  const results = record.status === "finished" ? await findStudyResults(folder) : undefined;
  return { folder, record, results };
}

export function summarizeStudy(
  name: string,
  { record, results }: StudyContent,
  jobs: readonly Job[],
): StudySummary {
  const started = Date.parse(record.started);
  const best = results?.models[0];
  const asked = new Set(record.runs.map(({ model }) => model));
  return {
    name,
    status: record.status,
    problem: null,
    job: latestStudyJob(jobs, name),
    started: Number.isNaN(started) ? null : started,
    // Models of earlier times stand in the record as well.
    models: record.models
      .filter((model) => record.runs.length === 0 || asked.has(model.name))
      .map(({ title, name }) => title ?? name),
    folds: record.folds,
    best: best ? { title: best.title, accuracy: measured(best.accuracy) } : null,
  };
}

function damagedStudy(name: string, problem: string, jobs: readonly Job[]): StudySummary {
  return {
    name,
    status: "damaged",
    problem,
    job: latestStudyJob(jobs, name),
    started: null,
    models: [],
    folds: 1,
    best: null,
  };
}

/** The newest job that works on a study. */
export function latestStudyJob(jobs: readonly Job[], study: string): StudySummary["job"] {
  const job = jobs.find(({ kind, output }) => kind === "study" && output === `${studiesFolder}/${study}`);
  return job ? { id: job.id, status: job.status } : null;
}
