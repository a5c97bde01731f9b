import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { stringify } from "csv-stringify/sync";
import { MorError } from "../../errors.ts";

/**
 * Writes rows as CSV (RFC 4180, LF line ends, `true` and `false`), whole or not at all. The first row gives the
 * columns; no rows give an empty file.
 *
 * @throws MorError `output-unwritable`.
 */
export async function writeTable(file: string, rows: readonly object[]): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await writeFile(temporary, stringify([...rows], { header: true, cast: { boolean: String } }), {
      flag: "wx",
    });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw unwritable(file, error);
  }
}

/** Turns an error of the file system on writing into `output-unwritable`. */
export function unwritable(path: string, error: unknown): MorError {
  if (error instanceof MorError) return error;
  const got = error instanceof Error ? error.message : String(error);
  return new MorError("output-unwritable", `Expected to write ${path}, got: ${got}`, {
    hint: "Check the permissions and the free space there, or choose another folder.",
    path,
    cause: error,
  });
}

/** The code of a file-system error, say `ENOENT`; `undefined` for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
