import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import { MorError } from "../../../errors.ts";
import type { RunSummary } from "../../protocol/run/run-document.ts";
import type { ServerContext } from "../context.ts";
import { findRun, runName, runsFolder } from "./find-run.ts";
import { damagedRun, latestJob, summarizeRun } from "./summarize-run.ts";

/** All runs of a workspace, the newest first; damaged ones last. Links among them are left out. */
export async function listRuns({
  workspace,
  jobs,
}: Pick<ServerContext, "workspace" | "jobs">): Promise<readonly RunSummary[]> {
  const known = jobs.list();
  const found = await mapConcurrently(
    await runNames(workspace),
    async (name) => {
      try {
        return await summarizeRun(await findRun(workspace, name), name, known);
      } catch (error) {
        const problem = await problemOf(workspace, name, error);
        return problem === undefined ? undefined : damagedRun(name, problem, latestJob(known, name));
      }
    },
    { limit: 8 },
  );
  return found
    .flatMap((run) => run ?? [])
    .sort(
      (a, b) => (b.started ?? 0) - (a.started ?? 0) || a.name.localeCompare(b.name, "en", { numeric: true }),
    );
}

/** Why a folder among the runs is none; undefined for one that is gone by now. */
async function problemOf(
  { folder }: ServerContext["workspace"],
  name: string,
  error: unknown,
): Promise<string | undefined> {
  if (!(error instanceof MorError)) return String(error);
  const isThere = await lstat(join(folder, runsFolder, name)).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  return runName.safeParse(name).success
    ? "Its files are links, which are not followed."
    : "Its name cannot be that of a folder on every system: rename it.";
}

/** Names of the folders in which runs lie; none before the first. */
export async function runNames({ folders }: ServerContext["workspace"]): Promise<readonly string[]> {
  const root = await folders.resolve(runsFolder).catch(() => undefined);
  if (root === undefined) return [];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : []));
}
