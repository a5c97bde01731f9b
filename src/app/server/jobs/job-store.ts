import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { makeFolder } from "../../../files/make-folder.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import type { JobKind } from "../../protocol/job.ts";
import type { Mistake } from "../../protocol/progress.ts";
import { type JobRecord, jobRecord } from "./job-record.ts";

/** The jobs of a workspace on the disk: ID.json, ID.validated.json while it learns; KIND.result.json stays when its job is forgotten. */
export interface JobStore {
  readonly save: (record: JobRecord) => Promise<void>;
  /** In the place of that of the job of this kind that finished before. */
  readonly saveResult: (kind: JobKind, result: KeptResult) => Promise<void>;
  /** Undefined where there is none. */
  readonly readResult: (kind: JobKind) => Promise<KeptResult | undefined>;
  readonly saveValidation: (id: string, validation: Validation) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

/** What the latest job of a kind has given back. */
export interface KeptResult {
  readonly job: string;
  /** Milliseconds since 1970. */
  readonly ended: number;
  readonly result: unknown;
}

const keptResult: z.ZodType<KeptResult> = z.object({
  job: z.string(),
  ended: z.number(),
  result: z.unknown(),
});

/** The latest validation of a training: its surest mistakes, the worst first. */
export interface Validation {
  readonly epoch: number;
  readonly mistakes: readonly Mistake[];
}

const validation: z.ZodType<Validation> = z.object({
  epoch: z.number(),
  mistakes: z.array(
    z.object({ path: z.string(), label: z.string(), predicted: z.string(), confidence: z.number() }),
  ),
});

/** Opens the folder of the jobs and reads all of them; files that hold no job are named in `strangers`. */
export async function openJobStore(folder: string): Promise<{
  readonly store: JobStore;
  readonly records: readonly JobRecord[];
  /** By the name of their job. */
  readonly validations: ReadonlyMap<string, Validation>;
  readonly strangers: readonly string[];
}> {
  await makeFolder(folder);
  const records: JobRecord[] = [];
  const validations = new Map<string, Validation>();
  const strangers: string[] = [];
  for (const name of await readdir(folder)) {
    const [, validated] = /^([\w-]+)\.validated\.json$/.exec(name) ?? [];
    if (validated !== undefined) {
      // A broken one is written anew with the next epoch.
      const kept = validation.safeParse(await readJson(join(folder, name)).catch(() => undefined));
      if (kept.success) validations.set(validated, kept.data);
    }
    if (!/^[\w-]+\.json$/.test(name)) continue;
    const parsed = jobRecord.safeParse(await readJson(join(folder, name)).catch(() => undefined));
    if (parsed.success && `${parsed.data.id}.json` === name) records.push(parsed.data);
    else strangers.push(join(folder, name));
  }
  // A record is written by one after the other, so that the last stays.
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(write: () => Promise<Result>): Promise<Result> => {
    const turn = writing.then(write, write);
    writing = turn.catch(() => {});
    return turn;
  };
  const store: JobStore = {
    save: (record) =>
      inTurn(() =>
        writeWhole(join(folder, `${record.id}.json`), `${JSON.stringify(record, undefined, 2)}\n`),
      ),
    saveResult: (kind, result) =>
      inTurn(() => writeWhole(join(folder, `${kind}.result.json`), `${JSON.stringify(result)}\n`)),
    readResult: async (kind) => {
      const kept = await readJson(join(folder, `${kind}.result.json`)).catch(() => undefined);
      return keptResult.safeParse(kept).data;
    },
    saveValidation: (id, latest) =>
      inTurn(() => writeWhole(join(folder, `${id}.validated.json`), `${JSON.stringify(latest)}\n`)),
    remove: (id) =>
      inTurn(async () => {
        await rm(join(folder, `${id}.validated.json`), { force: true });
        await rm(join(folder, `${id}.json`), { force: true });
      }),
  };
  return { store, records, validations, strangers };
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8"));
}
