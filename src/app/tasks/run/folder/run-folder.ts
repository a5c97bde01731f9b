import { join } from "node:path";
import { MorError } from "../../../../errors.ts";
import { type Checkpoint, loadCheckpoint } from "../../../../learning/training/checkpoint.ts";
import type { Effects } from "../../effects.ts";
import {
  clearOutputFolder,
  isMadeBy,
  type OutputFolder,
  prepareOutputFolder,
  removeLeftovers,
} from "../../output.ts";
import type { TrainSpec } from "../train-spec.ts";
import { findRunRecord, type RunRecord, runFiles } from "./run-record.ts";

const ownFiles: readonly string[] = Object.values(runFiles);

/**
 * Looks at the run folder before any work is done, and changes nothing: what is there already is refused, unless it is
 * to be replaced or resumed.
 * @returns the record of the run to resume, if it got as far as that.
 * @throws MorError `output-exists`; `run-invalid` when there is nothing to resume.
 */
export async function checkRunFolder(spec: TrainSpec, effects: Effects): Promise<RunRecord | undefined> {
  const record = await findRunRecord(spec.out);
  if (spec.resume) {
    if (record || (await isMadeBy(spec.out, "train"))) return record;
    throw new MorError("run-invalid", `Expected a run to resume, got none (${spec.out})`, {
      hint: "Check the name, or leave out --resume to begin a new run.",
      path: spec.out,
    });
  }
  if (spec.force) return undefined;
  if (record) {
    const finish = record.status === "finished" ? "a finished run" : "a run that was stopped";
    throw new MorError("output-exists", `Expected a new run folder, got ${finish} (${spec.out})`, {
      hint:
        record.status === "finished"
          ? "Choose another --out, or replace it with --force."
          : "Go on with it with --resume, choose another --out, or replace it with --force.",
      path: spec.out,
    });
  }
  await clearOutputFolder(spec.out, outputOf(spec, effects));
  return undefined;
}

/**
 * Makes the folder of a new run, and only now replaces what `--force` allows to replace.
 * @throws MorError `output-exists`, `output-unwritable`
 */
export async function prepareRunFolder(spec: TrainSpec, effects: Effects): Promise<void> {
  await prepareOutputFolder(spec.out, outputOf(spec, effects));
}

function outputOf(spec: TrainSpec, { now }: Effects): OutputFolder {
  return {
    madeBy: "train",
    // A run that was stopped before its record was written holds nothing that would be missed.
    force: spec.force || spec.resume,
    owns: (path) => ownFiles.includes(path.split("/", 1)[0] ?? ""),
    inputs: [spec.data],
    now,
  };
}

/**
 * The checkpoint to go on from; undefined for a run that was stopped before its first epoch ended.
 * @throws MorError `run-invalid` when spec, data or program have changed since.
 */
export async function takeUpRun(
  spec: TrainSpec,
  record: RunRecord,
  now: Pick<RunRecord, "fingerprint" | "versions"> & { readonly hash: string },
): Promise<Checkpoint | undefined> {
  const { fingerprint } = now;
  if (record.fingerprint !== fingerprint) {
    throw new MorError(
      "run-invalid",
      `Expected the options, data and program of the run that is resumed, got other ${changesOf(spec, record, now)} (${spec.out})`,
      {
        hint: "Give the options that stand under spec in run.json, and the data as they were; or train into a new folder.",
        path: spec.out,
      },
    );
  }
  await removeLeftovers(spec.out);
  const checkpoint = await loadCheckpoint(join(spec.out, runFiles.checkpoint));
  if (checkpoint && checkpoint.fingerprint !== fingerprint) {
    throw new MorError("run-invalid", `Expected a checkpoint of this run, got one of another (${spec.out})`, {
      hint: "Train into a new folder.",
      path: spec.out,
    });
  }
  return checkpoint;
}

/** What makes no difference to the result. */
const indifferent: ReadonlySet<string> = new Set([
  "data",
  "root",
  "out",
  "resume",
  "force",
  "skipDuplicates",
] satisfies readonly (keyof TrainSpec)[]);

/** The options that decide the result. */
export function decisiveOptions(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !indifferent.has(key)));
}

function changesOf(
  spec: TrainSpec,
  record: RunRecord,
  { hash, versions }: { readonly hash: string; readonly versions: RunRecord["versions"] },
): string {
  const [before, after] = [decisiveOptions(record.spec), decisiveOptions({ ...spec })];
  const options = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  if (options.length > 0) return `options: ${options.join(", ")}`;
  if (record.data.hash !== hash) return "images, labels or groups";
  const program = "deeplearnmor";
  if (record.versions[program] !== versions[program]) return "version of deeplearnmor";
  return "settings";
}
