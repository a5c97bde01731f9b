import { type ErrorCode, MorError } from "../../errors.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";
import type { FailureDocument } from "../protocol/failure-document.ts";
import { BodyTooLarge } from "./security/limit-body.ts";

/** What went wrong, in words for the page. What was not foreseen has the code `bug`. */
export function failureDocument(error: unknown): FailureDocument {
  const known = knownError(error);
  if (known)
    return {
      error: {
        code: known.code,
        message: shorten(known.message),
        hint: known.hint ?? null,
        ...(known.reason === undefined ? {} : { reason: known.reason }),
      },
    };
  const message = `Something unforeseen happened: ${error instanceof Error ? error.message : String(error)}`;
  return { error: { code: "bug", message, hint: "This is a bug. Please report it with what you did." } };
}

/** The HTTP status of a failed request. */
export function failureStatus(error: unknown): 400 | 404 | 409 | 413 | 500 {
  if (error instanceof BodyTooLarge) return 413;
  const known = knownError(error);
  return known === undefined ? 500 : (statuses[known.code] ?? 400);
}

const statuses: Partial<Record<ErrorCode, 404 | 409 | 500>> = {
  "input-missing": 404,
  "output-exists": 409,
  "output-unwritable": 500,
};

/** A message quotes what came, which may be megabytes. */
function shorten(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)} ...`;
}

const longestMessage = 2000;

/** Disks fill up and permissions vanish at any line of a program: these are no bugs wherever they come from. */
const systemCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"]);

function knownError(error: unknown): MorError | undefined {
  if (error instanceof MorError) return error;
  if (!systemCodes.has(errnoOf(error) ?? "")) return undefined;
  const path = error instanceof Error && "path" in error ? String(error.path) : "the workspace";
  return outputError(error, path);
}
