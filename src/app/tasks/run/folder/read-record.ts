import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { z } from "zod";
import { MorError } from "../../../../errors.ts";
import { errnoOf } from "../../../../files/output-error.ts";

/**
 * The content of a JSON file that a command has put into a run folder; undefined when there is none.
 * @param command that writes it, named in the error.
 * @throws MorError `run-invalid` for a broken one.
 */
export async function readRecord(file: string, schema: z.ZodType, command: string): Promise<unknown> {
  try {
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    schema.parse(content);
    return content;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return undefined;
    throw new MorError("run-invalid", `The run's ${basename(file)} cannot be read (${file})`, {
      hint: `Write it anew with ${command}, or delete it.`,
      path: file,
      cause,
    });
  }
}
