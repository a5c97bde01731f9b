import { randomUUID } from "node:crypto";
import { cp, lstat, readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import { outputError } from "../../../files/output-error.ts";
import { clearOutputFolder, isMadeBy } from "../../tasks/output.ts";
import { readRunRecord, requireFinished } from "../../tasks/run/folder/run-record.ts";
import { isStudyFile } from "../../tasks/study/folder/study-folder.ts";
import { studyFiles } from "../../tasks/study/folder/study-record.ts";
import type { ServerContext } from "../context.ts";
import { forgetJobsOf, refuseWhileWritten } from "../jobs/jobs-of-output.ts";
import { newRunName, runsFolder } from "../runs/find-run.ts";
import { findStudy, studiesFolder } from "./find-study.ts";
import { readStudy } from "./list-studies.ts";
import { moveToFreeRun } from "./move-to-free-run.ts";

/**
 * Deletes a study that `mor study` has made, if every file in it is one that it writes, and forgets its jobs.
 * @throws MorError `output-exists` for a folder with anything else in it, and then nothing is deleted; `usage` while it trains.
 */
export async function removeStudy(study: string, context: ServerContext): Promise<void> {
  const folder = await findStudy(context.workspace, study);
  const output = `${studiesFolder}/${study}`;
  refuseWhileWritten(context.jobs, output);
  if (!(await isMadeBy(folder, "study"))) {
    throw new MorError(
      "output-exists",
      `Expected a study that mor study has made, got another folder (${study})`,
      { hint: "Delete it by hand, if it shall go.", path: folder },
    );
  }
  await clearOutputFolder(folder, { madeBy: "study", force: true, owns: isStudyFile, now: context.now });
  try {
    await rmdir(folder);
  } catch (error) {
    throw outputError(error, folder);
  }
  await forgetJobsOf(context.jobs, output);
}

/**
 * Copies a model of a study to the runs of the workspace, as a folder that `mor train` could have made.
 * @param model its name in the study.
 * @returns the name of the run: that of the study and the model, with a number where it is taken.
 * @throws MorError `input-missing` for a model that the study has not; `usage` for one that was trained on several folds;
 *   `run-invalid` for one that is not finished; `output-unwritable`.
 */
export async function keepModel(
  study: string,
  model: string,
  { workspace, jobs }: ServerContext,
): Promise<string> {
  const folder = await findStudy(workspace, study);
  refuseWhileWritten(jobs, `${studiesFolder}/${study}`);
  const content = await readStudy(folder);
  const known = content?.record.models.find(({ name }) => name === model);
  if (content === undefined || known === undefined) {
    throw new MorError(
      "input-missing",
      `Expected a model of the study "${study}", got ${JSON.stringify(model)}`,
      {
        hint: "Look at its table of models.",
      },
    );
  }
  if (content.record.folds > 1) {
    throw new MorError(
      "usage",
      `Expected a model that was trained on one cut, got one of ${content.record.folds} folds`,
      { hint: "Each fold has left out other images. Train this model on the page of the training." },
    );
  }
  const source = join(folder, studyFiles.runs, known.folder);
  await refuseLinks(source);
  requireFinished(await readRunRecord(source), source);
  const wanted = `${study}-${known.folder}`.replace(/[^A-Za-z0-9._-]+/g, "-");
  const stem = newRunName.safeParse(wanted).success ? wanted : `kept-${known.folder}`.slice(0, 60);
  const runs = join(workspace.folder, runsFolder);
  await makeFolder(runs);
  const place = await workspace.folders.resolve(runsFolder);
  // Hidden, and so in no list, until it is whole.
  const copy = join(place, `.keep-${randomUUID()}`);
  try {
    await cp(source, copy, { recursive: true, errorOnExist: true, force: false });
    return await moveToFreeRun(copy, place, stem, jobs);
  } catch (error) {
    throw outputError(error, join(runs, stem));
  } finally {
    await rm(copy, { recursive: true, force: true }).catch(() => {}); // the first error is the one to tell
  }
}

/** What is copied are files, never what links lead to. */
async function refuseLinks(folder: string): Promise<void> {
  const own = await lstat(folder).catch(() => undefined);
  const entries = own?.isDirectory() ? await readdir(folder, { recursive: true, withFileTypes: true }) : [];
  if (own?.isDirectory() && !entries.some((entry) => entry.isSymbolicLink())) return;
  throw new MorError("input-missing", "Expected the folder of a trained model, got none or a link", {
    hint: "Its files may have been moved; compare the models again.",
  });
}
