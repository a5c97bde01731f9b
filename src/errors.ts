/** Every error that is thrown on purpose. Anything else that escapes is a bug. */

/** What a caller may branch on; stable across releases. */
export type ErrorCode =
  | "usage"
  | "input-missing"
  | "image-unreadable"
  | "image-unsupported"
  | "manifest-invalid"
  | "dataset-invalid"
  | "partition-impossible"
  | "predictions-invalid"
  | "model-invalid"
  | "graph-invalid"
  | "operator-unsupported"
  | "shape-mismatch"
  | "device-unavailable"
  | "run-invalid"
  | "training-diverged"
  | "output-exists"
  | "output-unwritable"
  | "cancelled";

/** Why, finer than the code, for those who have words of their own for what can be done; stable across releases. */
export type ErrorReason =
  | "too-many-broken"
  | "too-many-small"
  | "partition-incomplete"
  | "partition-train-alone"
  | "partition-leaks";

export interface ErrorDetails {
  /** What the user can do next, as a full sentence. */
  readonly hint?: string;
  readonly reason?: ErrorReason;
  /** File or folder that the error is about. */
  readonly path?: string;
  readonly cause?: unknown;
}

/** An error with a stable `code`, a message "expected X, got Y (where)", and a hint of what to do next. */
export class MorError extends Error {
  override readonly name = "MorError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly reason: ErrorReason | undefined;
  readonly path: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.reason = details.reason;
    this.path = details.path;
  }
}

/** Throws `cancelled` when the signal has fired; call it between units of work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MorError("cancelled", "Stopped before the work was done.");
}
