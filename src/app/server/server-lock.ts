import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { MorError } from "../../errors.ts";
import { writeWhole } from "../../files/write-whole.ts";
import { isYoungerThan, parseJson, placeFile, readPlaced, withUnchanged } from "./claim-file.ts";
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
  /** Tells the claims of a process apart; claims of earlier versions have none. */
  id: z.string().optional(),
});

type Claim = z.infer<typeof claim>;

/** A server says within this time where it listens; one that has not was killed before. */
const startingMs = 60_000;

/** Where a file cannot come with its content, that follows at once. */
const writingMs = 2000;

/** How often a claim may be gone when it is looked at. */
const mostGone = 250;

/** Claims of this process: another one of its number, before a restart, may have held others. */
const held = new Set<string>();

/**
 * Claims an open workspace for this process: two servers would overwrite each other's tables. What a server that was killed
 * has left behind is taken over, by one of however many start at once.
 *
 * @throws MorError `output-exists` when another server works in it; `output-unwritable`.
 */
export async function lockWorkspace(folder: string): Promise<ServerLock> {
  const file = join(folder, ".mor", "server.json");
  const id = randomUUID();
  const textOf = (address: string | null): string => `${JSON.stringify({ pid: process.pid, address, id })}\n`;
  let own = textOf(null);
  held.add(id);
  try {
    for (let gone = 0; !(await placeFile(file, own)); ) {
      const found = await readPlaced(file);
      if (found === undefined) {
        // Released in this moment; one that is always gone can neither be read nor replaced.
        if (++gone > mostGone) throw isTaken(folder, undefined);
        await sleep(20);
        continue;
      }
      const content = parseJson(found);
      const other = claim.safeParse(content).data;
      if (other && (await isServed(other, file))) throw isTaken(folder, other);
      if (content === undefined && (await isYoungerThan(file, writingMs))) await sleep(50);
      else await withUnchanged(file, found, () => rm(file, { force: true }));
    }
  } catch (error) {
    held.delete(id);
    throw error;
  }
  return {
    announce: async (address) => {
      const next = textOf(address);
      const isOurs = await withUnchanged(file, own, () => writeWhole(file, next));
      // Halted for so long that another server took it for one that was killed.
      if (!isOurs) throw isTaken(folder, claim.safeParse(parseJson((await readPlaced(file)) ?? "")).data);
      own = next;
    },
    release: async () => {
      held.delete(id);
      await withUnchanged(file, own, () => rm(file, { force: true }));
    },
  };
}

/** Whether the process that made a claim is still there, and still a server: numbers of processes are used again. */
async function isServed({ pid, address, id }: Claim, file: string): Promise<boolean> {
  if (pid === process.pid) return id !== undefined && held.has(id);
  if (!isProcess(pid)) return false;
  if (address === null) return await isYoungerThan(file, startingMs);
  try {
    await fetch(address, { signal: AbortSignal.timeout(2000), redirect: "manual" });
    return true;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError"; // busy, then
  }
}

function isTaken(folder: string, other: Claim | undefined): MorError {
  const { pid, address } = other ?? { pid: "unknown", address: null };
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
