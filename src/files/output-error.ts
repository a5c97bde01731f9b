import { MorError } from "../errors.ts";

/** Turns an error of the file system on writing into `output-unwritable`; errors of our own pass through. */
export function outputError(error: unknown, path: string): MorError {
  if (error instanceof MorError) return error;
  const code = errnoOf(error);
  const [got, hint] = reasons[code ?? ""] ?? [
    `an error of the file system (${code ?? String(error)})`,
    "Choose another place to write to.",
  ];
  return new MorError("output-unwritable", `Expected to write the output, got ${got} (${path})`, {
    hint,
    path,
    cause: error,
  });
}

/** The code of a file-system error, say `ENOENT`; `undefined` for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const reasons: Readonly<Record<string, readonly [got: string, hint: string]>> = {
  ENOSPC: ["a full disk", "Free some space or choose another disk, then run the command again."],
  EDQUOT: ["a used-up quota", "Free some space or choose another disk, then run the command again."],
  EROFS: ["a read-only file system", "Choose a folder that can be written to."],
  EACCES: ["no permission to write", "Choose a folder that can be written to, or change its permissions."],
  EPERM: ["no permission to write", "Choose a folder that can be written to, or change its permissions."],
  ENOENT: ["a folder that does not exist", "Create the folder first, or check the spelling of its path."],
  ENOTDIR: ["a file where a folder should be", "Check the path: one of its folders is a file."],
  EISDIR: ["a folder where a file should be", "Give the name of a file, not of a folder."],
};
