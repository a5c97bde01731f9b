import { readdir } from "node:fs/promises";
import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import { MorError } from "../../../errors.ts";
import type { RunSummary } from "../../protocol/run-document.ts";
import type { ServerContext } from "../context.ts";
import { findRun, runsFolder } from "./find-run.ts";
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
        const problem =
          error instanceof MorError ? "Its files are links, which are not followed." : String(error);
        return damagedRun(name, problem, latestJob(known, name));
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

/** Names of the folders in which runs lie; none before the first. */
export async function runNames({ folders }: ServerContext["workspace"]): Promise<readonly string[]> {
  const root = await folders.resolve(runsFolder).catch(() => undefined);
  if (root === undefined) return [];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : []));
}
