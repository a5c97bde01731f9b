/** What `--json` prints instead of a result when a command fails. */
export interface FailureDocument {
  readonly error: {
    /** A code of `MorError`, or `bug` for what was not foreseen. */
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    /** A reason of `MorError`, where it has one: says what can be done without its words. */
    readonly reason?: string;
  };
}
