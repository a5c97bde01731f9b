import { stat } from "node:fs/promises";
import { MorError } from "../../../../errors.ts";

/** What stands at a path; links are followed. */
export async function kindOf(path: string): Promise<"file" | "folder" | "missing"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return "missing";
  }
}

export function missing(path: string, expected: string): MorError {
  return new MorError("input-missing", `Expected ${expected}, got nothing of that name (${path})`, {
    hint: "Check the name.",
    path,
  });
}
