import { MorError } from "../../errors.ts";
import type { FailureDocument } from "../protocol/failure-document.ts";

/** A failure in the words and numbers of the command line. */
export interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** The stacks of the error and of its causes, one after another. */
  readonly stack: string;
}

/** Process exit codes: what a script can rely on. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, bug: 70, cancelled: 130 } as const;

/** Tells what went wrong; after a cancellation every error counts as its consequence. */
export function describeFailure(error: unknown, cancelled: boolean): Failure {
  const stack = stacksOf(error);
  if (cancelled || (error instanceof MorError && error.code === "cancelled")) {
    const said = error instanceof MorError && error.code === "cancelled" ? error : undefined;
    const message = said?.message ?? "Stopped before the work was done.";
    return { exitCode: exitCodes.cancelled, code: "cancelled", message, hint: said?.hint, stack };
  }
  if (error instanceof MorError) {
    const exitCode = error.code === "usage" ? exitCodes.usage : exitCodes.failed;
    return { exitCode, code: error.code, message: error.message, hint: error.hint, stack };
  }
  return describeSystemError(error, stack) ?? describeBug(error, stack);
}

/** The failure as the one document that `--json` prints. */
export function failureDocument({ code, message, hint }: Failure): FailureDocument {
  return { error: { code, message, hint: hint ?? null } };
}

const systemHints: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: free some space, or choose another --out.",
  EDQUOT: "Your disk quota is used up: free some space, or choose another --out.",
  EROFS: "The file system is read-only: choose another --out.",
  EACCES: "You have no right to do this there: change the permissions, or choose another place.",
  EPERM: "You have no right to do this there: change the permissions, or choose another place.",
  EMFILE: "Too many files are open: raise the limit (ulimit -n) and run again.",
  EIO: "The disk reports an error: check the device and the cable.",
};

/** Disks fill up and permissions vanish at any line of a program: these are no bugs wherever they come from. */
function describeSystemError(error: unknown, stack: string): Failure | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const hint = systemHints[error.code];
  if (hint === undefined) return undefined;
  const path = "path" in error && typeof error.path === "string" ? ` (${error.path})` : "";
  const message = `Expected to read and write files, got ${error.code}${path}.`;
  return { exitCode: exitCodes.failed, code: "output-unwritable", message, hint, stack };
}

function describeBug(error: unknown, stack: string): Failure {
  return {
    exitCode: exitCodes.bug,
    code: "bug",
    message: `Something unforeseen happened: ${error instanceof Error ? error.message : String(error)}`,
    hint: "This is a bug. Please report it with the command, and what it prints with --debug.",
    stack,
  };
}

function stacksOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\ncaused by ${stacksOf(error.cause)}`;
}
