import { type StudyRecord, type StudyRun, writeStudyRecord } from "../folder/study-record.ts";

/** The record of a study that is at work; every change is written at once, whole. */
export interface Journal {
  readonly record: () => StudyRecord;
  readonly find: (folder: string) => StudyRun | undefined;
  /** Puts runs on the list that are not on it. */
  readonly plan: (runs: readonly StudyRun[]) => Promise<void>;
  readonly change: (folder: string, change: Partial<StudyRun>) => Promise<void>;
  readonly finish: () => Promise<void>;
}

/** @param now milliseconds of a clock, to tell what was spent. */
export function openJournal(study: string, before: StudyRecord, now: () => number): Journal {
  const begun = now();
  let record = before;
  const write = async (change: Partial<StudyRecord>): Promise<void> => {
    record = { ...record, ...change, seconds: before.seconds + (now() - begun) / 1000 };
    await writeStudyRecord(study, record);
  };
  const find = (folder: string) => record.runs.find((run) => run.folder === folder);
  return {
    record: () => record,
    find,
    plan: async (runs) => {
      const added = runs.filter(({ folder }) => find(folder) === undefined);
      if (added.length > 0) await write({ runs: [...record.runs, ...added] });
    },
    change: async (folder, change) => {
      await write({ runs: record.runs.map((run) => (run.folder === folder ? { ...run, ...change } : run)) });
    },
    finish: async () => await write({ status: "finished" }),
  };
}
