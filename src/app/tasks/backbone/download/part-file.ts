import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** A download that is not whole yet, and what is needed to go on with it. */
export interface PartFile {
  readonly path: string;
  /** Bytes that are there. */
  readonly bytes: number;
  /** Of the server, from the answer that began the file; without it the rest cannot be asked for. */
  readonly validator: PartValidator | undefined;
}

/** What tells that the file on the server is still the same one. */
export interface PartValidator {
  readonly address: string;
  /** A strong ETag, or the date of the last change: what `If-Range` takes. */
  readonly tag: string;
  readonly total: number;
}

/**
 * A file of our own for a download of `name`: what a process that has ended left behind, or a new name. Two processes
 * never share one, since its name says whose it is; left-overs that are not taken are removed.
 */
export async function claimPart(folder: string, name: string, owner: string = newOwner()): Promise<PartFile> {
  const path = join(folder, `${partPrefix(name)}${owner}`);
  const abandoned = await findAbandoned(folder, name);
  let claimed: PartFile = { path, bytes: 0, validator: undefined };
  for (const old of abandoned) {
    const validator = await readValidator(old);
    if (claimed.bytes > 0 || validator === undefined) {
      await removePart(old);
      continue;
    }
    try {
      await rename(old, path);
    } catch {
      continue; // another process was quicker
    }
    await rm(sidecarOf(old), { force: true });
    await writeValidator(path, validator);
    claimed = { path, bytes: (await stat(path)).size, validator };
  }
  return claimed;
}

/** Notes what the server has said, before the first byte is written. */
export async function writeValidator(path: string, validator: PartValidator | undefined): Promise<void> {
  if (validator === undefined) await rm(sidecarOf(path), { force: true });
  else await writeFile(sidecarOf(path), JSON.stringify(validator));
}

/** Removes a part and its notes. */
export async function removePart(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(sidecarOf(path), { force: true });
}

/** Gives the part up: its notes go, the file itself has been moved; or lets another process have it. */
export function releasePart(path: string): void {
  owned.delete(ownerOf(path));
}

/** How the names of all parts of `name` begin. */
export function partPrefix(name: string): string {
  return `.${name}.part-`;
}

/** Owners in this process: its number alone does not tell two downloads of one process apart. */
const owned = new Set<string>();
let count = 0;

function newOwner(): string {
  count += 1;
  const owner = `${machine()}-${process.pid}-${count}`;
  owned.add(owner);
  return owner;
}

function machine(): string {
  return hostname().replace(/[^A-Za-z0-9]/g, "") || "host";
}

function ownerOf(path: string): string {
  return path.slice(path.lastIndexOf(".part-") + ".part-".length);
}

async function findAbandoned(folder: string, name: string): Promise<string[]> {
  const files = await readdir(folder);
  const parts = files.filter((file) => file.startsWith(partPrefix(name)) && !file.endsWith(sidecarEnding));
  const abandoned: { path: string; bytes: number }[] = [];
  for (const file of parts) {
    const path = join(folder, file);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && !isInUse(ownerOf(file), found.mtimeMs))
      abandoned.push({ path, bytes: found.size });
  }
  return abandoned.sort((a, b) => b.bytes - a.bytes).map(({ path }) => path);
}

/** Other machines that share the folder cannot be asked: theirs is in use while it grows. */
function isInUse(owner: string, changedMs: number): boolean {
  const [host, pid] = owner.split("-");
  if (host !== machine()) return Date.now() - changedMs < quietMs;
  if (Number(pid) === process.pid) return owned.has(owner);
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

const quietMs = 10 * 60_000;
const sidecarEnding = ".json";

function sidecarOf(path: string): string {
  return `${path}${sidecarEnding}`;
}

const validatorSchema: z.ZodType<PartValidator> = z.object({
  address: z.string(),
  tag: z.string(),
  total: z.number(),
});

async function readValidator(path: string): Promise<PartValidator | undefined> {
  try {
    return validatorSchema.parse(JSON.parse(await readFile(sidecarOf(path), "utf8")));
  } catch {
    return undefined; // without notes there is nothing to go on with
  }
}
