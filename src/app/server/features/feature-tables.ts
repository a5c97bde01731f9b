import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { errnoOf, outputError } from "../../../files/output-error.ts";
import type { FeatureTableFacts } from "../../protocol/feature-api.ts";
import { isFeatureTable } from "../../tasks/features/is-feature-table.ts";
import { prepareOutputFile } from "../../tasks/output.ts";
import type { ServerContext } from "../context.ts";
import { forgetJobsOf, jobsOfOutput, refuseWhileWritten } from "../jobs/jobs-of-output.ts";
import { newRunName } from "../runs/find-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { childOf } from "../workspace/workspace-place.ts";

/** Where the tables of features of a workspace lie, relative to it. */
export const featuresFolder = "features";

/** All tables of features, also those that a job is going to write, the newest first; links are left out. */
export async function listFeatureTables({
  workspace,
  jobs,
}: Pick<ServerContext, "workspace" | "jobs">): Promise<readonly FeatureTableFacts[]> {
  const root = await ownShelf(workspace).catch(() => undefined);
  const entries = root === undefined ? [] : await readdir(root, { withFileTypes: true }).catch(() => []);
  const there = new Map<string, FeatureTableFacts>();
  for (const entry of entries) {
    const format = formatOf(entry.name);
    if (root === undefined || !entry.isFile() || format === undefined) continue;
    const found = await lstat(join(root, entry.name)).catch(() => undefined);
    if (found === undefined) continue;
    const job = jobsOfOutput(jobs, `${featuresFolder}/${entry.name}`)[0];
    there.set(entry.name, {
      file: entry.name,
      format,
      bytes: found.size,
      written: Math.round(found.mtimeMs),
      job: job ? { id: job.id, status: job.status } : null,
    });
  }
  for (const { kind, output, id, status, created } of jobs.list()) {
    const file = kind === "features" ? output?.replace(`${featuresFolder}/`, "") : undefined;
    const format = file === undefined ? undefined : formatOf(file);
    if (file === undefined || format === undefined || there.has(file) || status === "finished") continue;
    there.set(file, { file, format, bytes: 0, written: created, job: { id, status } });
  }
  return [...there.values()].sort((a, b) => b.written - a.written || (a.file < b.file ? -1 : 1));
}

/**
 * The table of that name: a true file directly in the folder of the features.
 * @throws MorError `input-missing` for everything else, whether it exists or not.
 */
export async function findFeatureTable(workspace: Workspace, file: string): Promise<string> {
  const stem = file.replace(/\.(csv|parquet)$/, "");
  try {
    if (stem === file || !newRunName.safeParse(stem).success) throw noTable(file);
    const path = join(await ownShelf(workspace), file);
    if (!(await lstat(path)).isFile()) throw noTable(file);
    return await childOf(workspace, featuresFolder, file);
  } catch (error) {
    if (error instanceof MorError || errnoOf(error) !== undefined) throw noTable(file);
    throw error;
  }
}

/** Deletes a table that `mor features` has written, and forgets its jobs. @throws MorError `input-missing`, `output-exists`, `usage`. */
export async function removeFeatureTable(
  file: string,
  { workspace, jobs }: Pick<ServerContext, "workspace" | "jobs">,
): Promise<void> {
  const output = `${featuresFolder}/${file}`;
  const path = await findFeatureTable(workspace, file).catch((error: unknown) => {
    // What was stopped has left no table, but a line in the list.
    if (jobsOfOutput(jobs, output).length === 0) throw error;
  });
  refuseWhileWritten(jobs, output);
  if (path !== undefined) {
    const format = formatOf(file);
    const owns = (beginning: string): boolean => format !== undefined && isFeatureTable(beginning, format);
    await prepareOutputFile(path, { madeBy: "features", force: true, owns });
    try {
      await unlink(path);
    } catch (error) {
      throw outputError(error, path);
    }
  }
  await forgetJobsOf(jobs, output);
}

export function formatOf(file: string): FeatureTableFacts["format"] | undefined {
  return file.endsWith(".csv") ? "csv" : file.endsWith(".parquet") ? "parquet" : undefined;
}

/** The folder itself, never one that a link in its place leads to: what lies there is not ours to delete. */
async function ownShelf({ folder, folders }: Workspace): Promise<string> {
  const path = join(folder, featuresFolder);
  if ((await folders.resolve(featuresFolder)) === path) return path;
  throw new MorError("input-missing", `Expected a folder ${featuresFolder}, got a link to elsewhere`, {
    path,
  });
}

function noTable(file: string): MorError {
  return new MorError("input-missing", `Expected a table of features, got ${JSON.stringify(file)}`, {
    hint: "It may have been deleted; look at the list of tables.",
  });
}
