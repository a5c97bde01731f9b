import { readFile, rm, writeFile } from "node:fs/promises";
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

const claim = z.object({ pid: z.int(), address: z.string().nullable() });

type Claim = z.infer<typeof claim>;

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
    if (other && (await isServed(other))) throw isTaken(folder, other);
    await rm(file, { force: true });
  }
  return {
    announce: (address) => writeWhole(file, text(address)),
    release: async () => {
      if ((await readClaim(file))?.pid === process.pid) await rm(file, { force: true });
    },
  };
}

/** Whether the process that made a claim is still there, and still a server: numbers of processes are used again. */
async function isServed({ pid, address }: Claim): Promise<boolean> {
  if (!isProcess(pid)) return false;
  if (address === null) return true;
  try {
    await fetch(address, { signal: AbortSignal.timeout(2000) });
    return true;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError"; // busy, then
  }
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
