import type { Actions, Files, Queries, Uploads } from "../../../src/app/protocol/api.ts";
import type { FailureDocument } from "../../../src/app/protocol/failure-document.ts";

export type InputOf<Entries, Name extends keyof Entries> = Entries[Name] extends {
  readonly input: infer Input;
}
  ? Input
  : never;

export type OutputOf<Entries, Name extends keyof Entries> = Entries[Name] extends {
  readonly output: infer Output;
}
  ? Output
  : never;

/** What the server refused, in its words. `code` is one of MorError's, `signed-out`, or `unreachable` when there was no answer. */
export class ServerRefusal extends Error {
  override readonly name = "ServerRefusal";
  readonly code: string;
  readonly hint: string | null;

  constructor(code: string, message: string, hint: string | null) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Asks a question. @throws ServerRefusal. */
export async function ask<Name extends keyof Queries>(
  name: Name,
  input: InputOf<Queries, Name>,
  signal?: AbortSignal,
): Promise<OutputOf<Queries, Name>> {
  return await request(`/api/${name}${inputQuery(input)}`, signal === undefined ? {} : { signal });
}

/** Asks for a change. @throws ServerRefusal. */
export async function act<Name extends keyof Actions>(
  name: Name,
  input: InputOf<Actions, Name>,
): Promise<OutputOf<Actions, Name>> {
  return await request(`/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
}

/** Sends one file as it is. @throws ServerRefusal. */
export async function uploadFile<Name extends keyof Uploads>(
  name: Name,
  input: InputOf<Uploads, Name>,
  file: Blob,
  signal?: AbortSignal,
): Promise<OutputOf<Uploads, Name>> {
  return await request(`/upload/${name}${inputQuery(input)}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The address of bytes, for `<img src>` and links. */
export function fileUrl<Name extends keyof Files>(name: Name, input: InputOf<Files, Name>): string {
  return `/file/${name}${inputQuery(input)}`;
}

function inputQuery(input: unknown): string {
  return `?input=${encodeURIComponent(JSON.stringify(input))}`;
}

/** The protocol's types say what a name answers with; the server's handlers are compiled against the same ones. */
async function request<Output>(address: string, init: RequestInit): Promise<Output> {
  const response = await fetch(address, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new ServerRefusal(
      "unreachable",
      "The server does not answer.",
      "Look at the terminal in which mor serve runs; start it again if it has ended. Nothing is lost.",
    );
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as Output;
  throw refusalOf(answer, response.status);
}

function refusalOf(answer: unknown, status: number): ServerRefusal {
  if (status === 401) {
    return new ServerRefusal(
      "signed-out",
      "This tab belongs to an earlier start of the server.",
      "Open the link that mor serve has printed in the terminal.",
    );
  }
  if (isFailure(answer)) return new ServerRefusal(answer.error.code, answer.error.message, answer.error.hint);
  return new ServerRefusal("bug", `The server answered with status ${status}.`, null);
}

function isFailure(answer: unknown): answer is FailureDocument {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "error" in answer &&
    typeof answer.error === "object" &&
    answer.error !== null &&
    "message" in answer.error
  );
}
