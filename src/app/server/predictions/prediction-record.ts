import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Job } from "../../protocol/job.ts";
import type { PredictionFacts } from "../../protocol/prediction-api.ts";
import { isOfPresentRun } from "../runs/run-of-record.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { claim, findBelow, isPlainName, openShelf } from "../workspace/workspace-place.ts";

/** What stands beside a table, as NAME.json: what a table of verdicts does not say of itself. */
export interface PredictionRecord {
  readonly format: 1;
  readonly created: string;
  /** Name of the run. */
  readonly run: string;
  readonly images: readonly string[];
  /** Absent for float32. */
  readonly precision?: "int8" | undefined;
}

const stored: z.ZodType<PredictionRecord> = z.object({
  format: z.literal(1),
  created: z.string(),
  run: z.string(),
  images: z.array(z.string()),
  precision: z.literal("int8").optional(),
});

/**
 * Takes a name for a new table and writes its record; the table is still to come.
 * @returns the name.
 * @throws MorError `usage` for what is no name, `output-unwritable`.
 */
export async function claimPrediction(
  workspace: Workspace,
  wanted: string,
  record: Omit<PredictionRecord, "format">,
): Promise<string> {
  const folder = await openShelf(workspace, "predictions");
  const text = `${JSON.stringify({ format: 1, ...record }, undefined, 2)}\n`;
  const { name } = await claim(wanted, folder, async (place) => {
    const isThere = await stat(`${place}.csv`).then(
      () => true,
      () => false,
    );
    if (isThere) throw Object.assign(new Error("a table is there"), { code: "EEXIST" });
    await writeFile(`${place}.json`, text, { flag: "wx" });
  });
  return name;
}

/** Tables that there are, and those that jobs are making; the newest first. */
export async function listPredictions(
  workspace: Workspace,
  jobs: readonly Job[],
): Promise<readonly PredictionFacts[]> {
  const shelf = join(workspace.folder, "predictions");
  const entries = await readdir(shelf).catch(() => []);
  const tables = entries.filter((name) => name.endsWith(".csv")).map((name) => name.slice(0, -4));
  const made = jobs.flatMap(({ output }) => /^predictions\/(.+)\.csv$/.exec(output ?? "")?.[1] ?? []);
  const names = [...new Set([...tables, ...made])].filter(isPlainName);
  const facts = await Promise.all(
    names.map(async (name): Promise<PredictionFacts> => {
      const record = await findPredictionRecord(workspace, name);
      const finished = tables.includes(name);
      const job = jobs.find(({ output }) => output === `predictions/${name}.csv`);
      const written = finished
        ? (await stat(join(shelf, `${name}.csv`)).catch(() => undefined))?.mtimeMs
        : undefined;
      return {
        name,
        run: record && (await isOfPresentRun(workspace, record)) ? record.run : null,
        images: record?.images ?? [],
        ...(record?.precision && { precision: record.precision }),
        created: record ? Date.parse(record.created) : (job?.created ?? written ?? 0),
        finished,
        job: job?.id ?? null,
      };
    }),
  );
  return facts.sort((a, b) => b.created - a.created);
}

/** Names of tables that have a record. */
export async function predictionNames(workspace: Workspace): Promise<readonly string[]> {
  const entries = await readdir(join(workspace.folder, "predictions")).catch(() => []);
  return entries.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
}

/** Names of runs that have classified, whether they are still there or not. */
export async function namedByPredictions(workspace: Workspace): Promise<readonly string[]> {
  const names = await predictionNames(workspace);
  const records = await Promise.all(names.map((name) => findPredictionRecord(workspace, name)));
  return records.flatMap((record) => record?.run ?? []);
}

/** Undefined for a table that the command line has written, and for a record that is broken: it is only a note. */
export async function findPredictionRecord(
  workspace: Workspace,
  name: string,
): Promise<PredictionRecord | undefined> {
  const file = await findBelow(workspace, "predictions", `${name}.json`);
  if (file === undefined) return undefined;
  try {
    return stored.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}
