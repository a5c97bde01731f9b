import { rename, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MorError } from "../../../errors.ts";
import { outputError } from "../../../files/output-error.ts";
import { clearOutputFolder, isMadeBy } from "../../tasks/output.ts";
import { readRunRecord, requireFinished, runFiles } from "../../tasks/run/folder/run-record.ts";
import type { ServerContext } from "../context.ts";
import { listEvaluations } from "../evaluations/evaluation-files.ts";
import { removeEvaluation } from "../evaluations/remove-evaluation.ts";
import { busy, forgetJobsOf, refuseWhileWritten } from "../jobs/jobs-of-output.ts";
import { runNameOf } from "../workspace/workspace-place.ts";
import { findRun, newRunName, runsFolder } from "./find-run.ts";
import { runNames } from "./list-runs.ts";

/**
 * Gives the folder of a finished run another name; what is in it stays as it is.
 * @throws MorError `usage` for a wrong name, `output-exists` for one that is taken, `run-invalid`; `usage` also while a
 *   job reads or writes it.
 */
export async function renameRun(run: string, name: string, context: ServerContext): Promise<void> {
  const folder = await findRun(context.workspace, run);
  requireFinished(await readRunRecord(folder), folder);
  refuseWhileWritten(context.jobs, `${runsFolder}/${run}`);
  refuseWhileRead(run, context);
  const checked = newRunName.safeParse(name);
  if (!checked.success) {
    throw new MorError(
      "usage",
      `Expected the name to be ${checked.error.issues[0]?.message ?? "another one"}, got ${JSON.stringify(name)}`,
      { hint: "It names a folder and stands in commands, as in leaf-2.", cause: checked.error },
    );
  }
  const others = (await runNames(context.workspace)).filter((other) => other !== run);
  if (others.some((other) => other.toLowerCase() === name.toLowerCase())) {
    throw new MorError("output-exists", `Expected a new name, got that of another run (${name})`, {
      hint: "Choose another name, or remove the other run.",
    });
  }
  try {
    await rename(folder, join(dirname(folder), name));
  } catch (error) {
    throw outputError(error, folder);
  }
}

/**
 * Deletes a run that `mor train` has made, if every file in it is one that it writes, with its tests on other images, and
 * forgets its jobs.
 * @throws MorError `output-exists` for a folder with anything else in it, and then nothing is deleted; `usage` while it trains,
 *   and while a job reads it.
 */
export async function removeRun(run: string, context: ServerContext): Promise<void> {
  const folder = await findRun(context.workspace, run);
  refuseWhileWritten(context.jobs, `${runsFolder}/${run}`);
  refuseWhileRead(run, context);
  if (!(await isMadeBy(folder, "train"))) {
    throw new MorError(
      "output-exists",
      `Expected a run that mor train has made, got another folder (${run})`,
      {
        hint: "Delete it by hand, if it shall go.",
        path: folder,
      },
    );
  }
  const tests = await testsOf(run, folder, context);
  const own: readonly string[] = Object.values(runFiles);
  await clearOutputFolder(folder, {
    madeBy: "train",
    force: true,
    owns: (path) => own.includes(path.split("/", 1)[0] ?? ""),
    now: context.now,
  });
  try {
    await rmdir(folder);
  } catch (error) {
    throw outputError(error, folder);
  }
  await forgetJobsOf(context.jobs, `${runsFolder}/${run}`);
  for (const name of tests) {
    await removeEvaluation(name, context).catch((error: unknown) => {
      if (!(error instanceof MorError)) throw error; // it stays, and the run is gone all the same
    });
  }
}

/** Its tests on other images, which nobody could see without it; none where a copy of the run has the same. */
async function testsOf(run: string, folder: string, context: ServerContext): Promise<readonly string[]> {
  const started = await startOf(folder);
  if (started === undefined) return [];
  for (const other of await runNames(context.workspace)) {
    const place = join(dirname(folder), other);
    if (other !== run && (await startOf(place)) === started) return [];
  }
  return (await listEvaluations(context, run, started)).map(({ name }) => name);
}

/** When the training of a run began; undefined for what cannot be read. */
async function startOf(folder: string): Promise<string | undefined> {
  try {
    return (await readRunRecord(folder)).started;
  } catch (error) {
    if (error instanceof MorError) return undefined;
    throw error;
  }
}

function refuseWhileRead(run: string, { workspace, jobs }: ServerContext): void {
  const reader = jobs.list().find(({ id, status }) => {
    const read = jobs.spec(id).run;
    return busy.has(status) && typeof read === "string" && runNameOf(workspace.folder, read) === run;
  });
  if (reader === undefined) return;
  throw new MorError(
    "usage",
    `Expected a run that nobody works with, got one that a job still needs (${run}: "${reader.title}")`,
    {
      hint: "Stop it first, or wait for its end.",
      path: `${runsFolder}/${run}`,
    },
  );
}
