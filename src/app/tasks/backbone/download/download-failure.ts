/** What a server or the network did instead of sending a file; the message is what came, as half a sentence. */
export class DownloadFailure extends Error {
  override readonly name = "DownloadFailure";
  /** Whether it may go better in a moment. */
  readonly transient: boolean;
  /** HTTP status of an answer. */
  readonly status: number | undefined;
  /** What the user can do, where this failure has an own remedy. */
  readonly hint: string | undefined;

  constructor(
    message: string,
    transient: boolean,
    details: { readonly status?: number; readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.transient = transient;
    this.status = details.status;
    this.hint = details.hint;
  }

  static ofStatus(status: number, text: string): DownloadFailure {
    const transient = status >= 500 || status === 408 || status === 429;
    return new DownloadFailure(`the answer ${status} ${text}`.trimEnd(), transient, { status });
  }
}

/** Node's fetch says "fetch failed" or "terminated"; why stands in the causes. */
export function failureOf(error: unknown): DownloadFailure {
  if (error instanceof DownloadFailure) return error;
  const code = codeOf(error);
  if (code === undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    return new DownloadFailure(`a broken connection (${reason})`, true, { cause: error });
  }
  const [message, transient, hint] = reasons[code] ?? [`a broken connection (${code})`, true];
  return new DownloadFailure(message, transient, { cause: error, ...(hint && { hint }) });
}

type Reason = readonly [message: string, transient: boolean, hint?: string];

const certificateReason: Reason = [
  "a certificate that is not trusted",
  false,
  "A proxy that reads along needs its certificate in NODE_EXTRA_CA_CERTS.",
];

const reasons: Readonly<Record<string, Reason>> = {
  ENOTFOUND: ["no network, or no such server", false],
  EAI_AGAIN: ["no network: names of servers cannot be resolved", false],
  ENETUNREACH: ["no network", false],
  EHOSTUNREACH: ["no way to the server", false],
  ECONNREFUSED: ["a refused connection", false],
  ECONNRESET: ["a connection that was cut", true],
  UND_ERR_SOCKET: ["a connection that was cut", true],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["fewer bytes than announced", true],
  UND_ERR_CONNECT_TIMEOUT: ["no connection in time", false],
  ETIMEDOUT: ["no connection in time", false],
  SELF_SIGNED_CERT_IN_CHAIN: certificateReason,
  DEPTH_ZERO_SELF_SIGNED_CERT: certificateReason,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificateReason,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificateReason,
  CERT_HAS_EXPIRED: certificateReason,
};

/** The first code down the causes; several addresses that were tried stand in an AggregateError. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  const below = error instanceof AggregateError ? error.errors[0] : error.cause;
  return codeOf(below, depth + 1);
}
