import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import { MorError } from "../../../errors.ts";
import type { EvaluationFacts } from "../../protocol/evaluation-api.ts";
import type { Job } from "../../protocol/job.ts";
import { type EvaluationRecord, readEvaluation } from "../../tasks/run/evaluation-record.ts";
import type { ServerContext } from "../context.ts";
import { recentFiles } from "../recent-files.ts";
import { measured } from "../runs/summarize-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import {
  checkName,
  childOf,
  claim,
  isPlainName,
  nameByTime,
  openShelf,
  workspacePath,
} from "../workspace/workspace-place.ts";

/** Where tests of runs lie, relative to the workspace. */
export const evaluationsFolder = "evaluations";

/** The file of a test, relative to the workspace. */
export function evaluationFile(name: string): string {
  return `${evaluationsFolder}/${name}.json`;
}

/** A test without its verdicts, which may be many. */
export type EvaluationHead = Omit<EvaluationRecord, "predictions">;

const gone = (file: string, cause: unknown): MorError =>
  new MorError("input-missing", `Expected a test of a run, got none (${file})`, {
    hint: "It may have been deleted.",
    path: file,
    cause,
  });

const readWhole = recentFiles(2, readEvaluation, gone);

const readHead = recentFiles(
  100,
  async (file): Promise<EvaluationHead> => {
    const { predictions: _, ...head } = await readWhole(file);
    return head;
  },
  gone,
);

/** @throws MorError `usage` for what is no name; `input-missing` where there is none; `predictions-invalid`. */
export async function openEvaluation(workspace: Workspace, name: string): Promise<EvaluationRecord> {
  return await readWhole(await childOf(workspace, evaluationsFolder, `${checkName(name)}.json`));
}

/** @throws MorError as `openEvaluation`. */
export async function openEvaluationHead(workspace: Workspace, name: string): Promise<EvaluationHead> {
  return await readHead(await childOf(workspace, evaluationsFolder, `${checkName(name)}.json`));
}

/** A name that no file and no job has yet. @throws MorError `output-unwritable`. */
export async function freeEvaluationName(
  { workspace, jobs, now }: Pick<ServerContext, "workspace" | "jobs" | "now">,
  run: string,
): Promise<string> {
  const taken = new Set(jobs.list().map(({ output }) => output));
  const { name } = await claim(
    nameByTime(now(), run),
    await openShelf(workspace, evaluationsFolder),
    async (place) => {
      const isThere = await stat(`${place}.json`).then(
        () => true,
        () => false,
      );
      const name = place.split(/[\\/]/).at(-1) ?? "";
      if (isThere || taken.has(evaluationFile(name))) {
        throw Object.assign(new Error("a test is there"), { code: "EEXIST" });
      }
    },
  );
  return name;
}

/**
 * Tests of a run, and those that jobs are making; the newest first. A run is known by when its training began, whatever it
 * is called now. Files that are no tests are left out.
 *
 * @param started as in `run.json`.
 */
export async function listEvaluations(
  { workspace, jobs }: Pick<ServerContext, "workspace" | "jobs">,
  run: string,
  started: string,
): Promise<readonly EvaluationFacts[]> {
  const known = jobs.list().filter(({ kind }) => kind === "evaluate");
  const entries = await readdir(join(workspace.folder, evaluationsFolder)).catch(() => []);
  const names = entries
    .flatMap((entry) => (entry.endsWith(".json") ? [entry.slice(0, -".json".length)] : []))
    .filter(isPlainName);
  const stored = await mapConcurrently(
    names,
    async (name) => {
      try {
        const head = await openEvaluationHead(workspace, name);
        return head.runStarted === started ? factsOf(workspace, name, head, known) : undefined;
      } catch (error) {
        if (error instanceof MorError) return undefined;
        throw error;
      }
    },
    { limit: 4 },
  );
  const made = known.flatMap((job): EvaluationFacts[] => {
    const name = /^evaluations\/(.+)\.json$/.exec(job.output ?? "")?.[1];
    const { run: tested, data } = jobs.spec(job.id);
    if (name === undefined || names.includes(name) || tested !== `runs/${run}`) return [];
    return [
      {
        name,
        data: String(data),
        created: job.created,
        finished: false,
        job: job.id,
        accuracy: null,
        images: null,
        seen: null,
      },
    ];
  });
  return [...made, ...stored.flatMap((facts) => facts ?? [])].sort((a, b) => b.created - a.created);
}

/** What the list says of a test that is there. */
export function factsOf(
  workspace: Workspace,
  name: string,
  { created, spec, data: { root, seen }, metrics }: EvaluationHead,
  jobs: readonly Job[],
): EvaluationFacts {
  const image = metrics.levels.image;
  const { data } = spec;
  return {
    name,
    data: workspacePath(workspace.folder, typeof data === "string" ? data : root),
    created: Date.parse(created),
    finished: true,
    job: jobs.find(({ output }) => output === evaluationFile(name))?.id ?? null,
    accuracy: image ? measured(image.accuracy) : null,
    images: image?.count ?? null,
    seen: seen && { learnt: seen.train + seen.val, tested: seen.test },
  };
}
