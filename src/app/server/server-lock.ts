import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../errors.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";
import { writeWhole } from "../../files/write-whole.ts";
import { isProcess } from "./jobs/process/until-gone.ts";

/** The claim of one server on a workspace. */
export interface ServerLock {
  /** Says where it listens, without the token. */
  readonly announce: (address: string) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** A workspace may come from anywhere: what is asked is this machine, and nothing but a port of it. */
const claim = z.object({
  pid: z.int().positive(),
  address: z
    .string()
    .regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/)
    .nullable(),
});

type Claim = z.infer<typeof claim>;

/** A server says within this time where it listens; one that has not was killed before. */
const startingMs = 60_000;

/** What this process itself holds: another one of its number, before a restart, may have held others. */
const held = new Set<string>();

/**
 * Claims an open workspace for this process: two servers would overwrite each other's tables. What a server that was killed
 * has left behind is taken over.
 *
 * @throws MorError `output-exists` when another server works in it; `output-unwritable`.
 */
export async function lockWorkspace(folder: string): Promise<ServerLock> {
  const file = join(folder, ".mor", "server.json");
  const text = (address: string | null): string => `${JSON.stringify({ pid: process.pid, address })}\n`;
  const create = async (): Promise<boolean> => {
    try {
      await writeFile(file, text(null), { flag: "wx" });
      return true;
    } catch (error) {
      if (errnoOf(error) === "EEXIST") return false;
      throw outputError(error, file);
    }
  };
  while (!(await create())) {
    const other = await readClaim(file);
    if (other && (await isServed(other, file))) throw isTaken(folder, other);
    await rm(file, { force: true });
  }
  held.add(file);
  return {
    announce: (address) => writeWhole(file, text(address)),
    release: async () => {
      held.delete(file);
      if ((await readClaim(file))?.pid === process.pid) await rm(file, { force: true });
    },
  };
}

/** Whether the process that made a claim is still there, and still a server: numbers of processes are used again. */
async function isServed({ pid, address }: Claim, file: string): Promise<boolean> {
  if (pid === process.pid) return held.has(file);
  if (!isProcess(pid)) return false;
  if (address === null) return await isYoung(file);
  try {
    await fetch(address, { signal: AbortSignal.timeout(2000), redirect: "manual" });
    return true;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError"; // busy, then
  }
}

async function isYoung(file: string): Promise<boolean> {
  const written = (await stat(file).catch(() => undefined))?.mtimeMs;
  // Clocks of shared disks may differ, to either side.
  return written !== undefined && Math.abs(Date.now() - written) < startingMs;
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    return claim.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined; // half written by a server that was killed
  }
}

function isTaken(folder: string, { pid, address }: Claim): MorError {
  const where = address === null ? "that is starting" : `at ${address}`;
  return new MorError(
    "output-exists",
    `Expected a workspace of its own, got one with a server ${where} (${folder})`,
    {
      hint: `Open the link that the other server has printed, or end it (process ${pid}) with Ctrl-C in its terminal.`,
      path: folder,
    },
  );
}
