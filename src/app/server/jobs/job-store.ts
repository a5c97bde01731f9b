import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../../files/make-folder.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { type JobRecord, jobRecord } from "./job-record.ts";

/** The jobs of a workspace on the disk: ID.json, and ID.result.json once it has finished. */
export interface JobStore {
  readonly save: (record: JobRecord) => Promise<void>;
  readonly saveResult: (id: string, result: unknown) => Promise<void>;
  /** Undefined where there is none. */
  readonly readResult: (id: string) => Promise<unknown>;
  readonly remove: (id: string) => Promise<void>;
}

/** Opens the folder of the jobs and reads all of them; files that hold no job are named in `strangers`. */
export async function openJobStore(folder: string): Promise<{
  readonly store: JobStore;
  readonly records: readonly JobRecord[];
  readonly strangers: readonly string[];
}> {
  await makeFolder(folder);
  const records: JobRecord[] = [];
  const strangers: string[] = [];
  for (const name of await readdir(folder)) {
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
    saveResult: (id, result) =>
      inTurn(() => writeWhole(join(folder, `${id}.result.json`), `${JSON.stringify(result ?? null)}\n`)),
    readResult: (id) => readJson(join(folder, `${id}.result.json`)).catch(() => undefined),
    remove: (id) =>
      inTurn(async () => {
        await rm(join(folder, `${id}.result.json`), { force: true });
        await rm(join(folder, `${id}.json`), { force: true });
      }),
  };
  return { store, records, strangers };
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8"));
}
