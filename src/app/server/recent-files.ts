import { stat } from "node:fs/promises";
import type { MorError } from "../../errors.ts";

/**
 * Reads files, and keeps the `most` contents that were asked for last: a page asks for the same one several times. A file
 * that has changed is read anew.
 *
 * @param missing what is thrown for a file that is not there.
 */
export function recentFiles<Content>(
  most: number,
  read: (file: string) => Promise<Content>,
  missing: (file: string, cause: unknown) => MorError,
): (file: string) => Promise<Content> {
  const kept = new Map<string, { readonly version: string; readonly content: Promise<Content> }>();
  return async (file) => {
    const version = await versionOf(file).catch((cause: unknown) => {
      throw missing(file, cause);
    });
    const known = kept.get(file);
    kept.delete(file);
    const entry = known?.version === version ? known : { version, content: read(file) };
    kept.set(file, entry);
    for (const oldest of [...kept.keys()].slice(0, -most)) kept.delete(oldest);
    try {
      return await entry.content;
    } catch (error) {
      if (kept.get(file) === entry) kept.delete(file);
      throw error;
    }
  };
}

async function versionOf(file: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(file);
  return `${mtimeMs} ${size} ${ino}`;
}
