import { createHash, randomUUID } from "node:crypto";
import { link, lstat, readFile, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { MorError } from "../../errors.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";
import { temporaryBeside } from "../../files/write-whole.ts";
import { isProcess } from "./jobs/process/until-gone.ts";

/** Writes a file with all of its content at once; false where there is one already. @throws MorError `output-unwritable`. */
export async function placeFile(file: string, text: string): Promise<boolean> {
  const temporary = temporaryBeside(file);
  try {
    await writeFile(temporary, text, { flag: "wx" });
    // Some disks have no links: there a reader may meet the file before its content.
    await link(temporary, file).catch(async (error: unknown) => {
      if (errnoOf(error) === "EEXIST") throw error;
      await writeFile(file, text, { flag: "wx" });
    });
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw outputError(error, file);
  } finally {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
  }
}

/** The content of a file; undefined where there is none. @throws MorError `output-unwritable` for what is no plain file. */
export async function readPlaced(file: string): Promise<string | undefined> {
  try {
    // What is no file may never be read to its end.
    if ((await lstat(file)).isFile()) return await readFile(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(error, file);
  }
  throw new MorError(
    "output-unwritable",
    `Expected a plain file or none, got a folder, a link or a pipe (${file})`,
    {
      hint: "A server keeps its claim on the workspace there: remove it by hand.",
      path: file,
    },
  );
}

/**
 * Does something with a file that has this very content, or nothing if it has another: of all processes that ask for this,
 * one at a time does. A content must be unique, so that a file which has changed is known by it. What a process that was
 * killed in the middle has left is cleared away in the same manner.
 *
 * @returns whether it was done.
 */
export async function withUnchanged(
  file: string,
  content: string,
  act: () => Promise<unknown>,
): Promise<boolean> {
  const guard = `${file}.${createHash("sha256").update(content).digest("hex").slice(0, 16)}.lock`;
  const own = randomUUID();
  guards.add(own);
  try {
    await takeGuard(guard, JSON.stringify({ pid: process.pid, id: own }));
    try {
      if ((await readPlaced(file)) !== content) return false;
      await act();
      return true;
    } finally {
      await rm(guard, { force: true });
    }
  } finally {
    guards.delete(own);
  }
}

const waitMs = 20;
/** What is guarded takes milliseconds: a process that holds a guard for longer has been halted. */
const mostWaits = 500;

async function takeGuard(guard: string, text: string): Promise<void> {
  for (let waits = 0; !(await placeFile(guard, text)); waits++) {
    const found = await readPlaced(guard);
    if (found !== undefined && !(await isHeld(found, guard))) {
      await withUnchanged(guard, found, () => rm(guard, { force: true }));
    }
    if (waits >= mostWaits) {
      throw new MorError(
        "output-exists",
        `Expected a file of its own, got one that is being changed (${guard})`,
        {
          hint: "Another server is starting here, or was halted while it did: end it, then try again.",
          path: guard,
        },
      );
    }
    await sleep(waitMs);
  }
}

/** What this process itself holds: another one of its number, before a restart, may have held others. */
const guards = new Set<string>();

const holder = z.object({ pid: z.int().positive(), id: z.string() });

async function isHeld(content: string, guard: string): Promise<boolean> {
  const parsed = holder.safeParse(parseJson(content));
  if (!parsed.success) return await isYoungerThan(guard, 2000); // being written
  const { pid, id } = parsed.data;
  return pid === process.pid ? guards.has(id) : isProcess(pid);
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** False also for a file that is gone. */
export async function isYoungerThan(file: string, milliseconds: number): Promise<boolean> {
  const written = (await stat(file).catch(() => undefined))?.mtimeMs;
  // Clocks of shared disks may differ, to either side.
  return written !== undefined && Math.abs(Date.now() - written) < milliseconds;
}
