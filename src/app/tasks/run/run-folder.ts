import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { type Checkpoint, loadCheckpoint } from "../../../learning/training/checkpoint.ts";
import type { Effects } from "../effects.ts";
import { prepareOutputFolder } from "../output.ts";
import { findRunRecord, runFiles } from "./run-record.ts";
import type { TrainSpec } from "./train-spec.ts";

const ownFiles: readonly string[] = Object.values(runFiles);

/**
 * Makes the run folder, unless it is there and is to be resumed.
 * @throws MorError `output-exists`, `output-unwritable`; `run-invalid` when there is nothing to resume.
 */
export async function prepareRunFolder(spec: TrainSpec, effects: Effects): Promise<void> {
  const record = await findRunRecord(spec.out);
  if (spec.resume && record) return;
  if (record && !spec.force) {
    const finish = record.status === "finished" ? "a finished run" : "a run that was stopped";
    throw new MorError("output-exists", `Expected a new run folder, got ${finish} (${spec.out})`, {
      hint:
        record.status === "finished"
          ? "Choose another --out, or replace it with --force."
          : "Go on with it with --resume, choose another --out, or replace it with --force.",
      path: spec.out,
    });
  }
  await prepareOutputFolder(spec.out, {
    madeBy: "train",
    force: spec.force,
    owns: (path) => ownFiles.includes(path.split("/", 1)[0] ?? ""),
    inputs: [spec.data],
    now: effects.now,
  });
}

/**
 * The checkpoint to go on from; undefined for a new run, or one that was stopped before its first epoch ended.
 * @throws MorError `run-invalid` when spec, data or program have changed since.
 */
export async function takeUpRun(
  spec: TrainSpec,
  fingerprint: string,
  epochs: number,
): Promise<Checkpoint | undefined> {
  if (!spec.resume) return undefined;
  const record = await findRunRecord(spec.out);
  const checkpoint = await loadCheckpoint(join(spec.out, runFiles.checkpoint));
  if (record && record.fingerprint !== fingerprint) {
    throw new MorError(
      "run-invalid",
      `Expected the options and the data of the run that is resumed, got others (${spec.out})`,
      {
        hint: "Give the same options and unchanged data as at first (see spec in run.json), or train into a new folder.",
        path: spec.out,
      },
    );
  }
  return checkpoint && checkpoint.epoch <= epochs ? checkpoint : undefined;
}
