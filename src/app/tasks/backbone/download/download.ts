import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { MorError, throwIfCancelled } from "../../../../errors.ts";
import { cacheError } from "../../cache-root.ts";
import type { Effects } from "../../effects.ts";
import { DownloadFailure, failureOf } from "./download-failure.ts";
import { type PartFile, type PartValidator, writeValidator } from "./part-file.ts";

export interface DownloadOptions {
  /** Name of the stage in the progress. */
  readonly stage: string;
  /** Time without a byte after which a connection counts as lost. */
  readonly stallMs: number;
  /** Pause before the first repetition; it doubles each time. */
  readonly pauseMs: number;
  /** Attempts in a row that bring no byte before it gives up. */
  readonly attempts: number;
}

export const downloadDefaults: Omit<DownloadOptions, "stage"> = {
  stallMs: 60_000,
  pauseMs: 1000,
  attempts: 5,
};

/** What the server said of a file that has come whole. */
export interface Downloaded {
  /** Of Google's storage, in hex: a check where nothing else is published. */
  readonly md5OfServer: string | undefined;
}

/**
 * Fetches a file into a part file, from where it stopped if the server still has the same one. Lost connections,
 * silence and overloaded servers are tried again; the length is checked where the server tells it.
 *
 * @throws MorError `cancelled`, `output-unwritable`.
 * @throws DownloadFailure for everything that the server or the network did; the part stays if it can be gone on with.
 */
export async function download(
  address: string,
  part: PartFile,
  options: DownloadOptions,
  effects: Effects,
): Promise<Downloaded> {
  const state = { bytes: part.bytes, validator: part.validator };
  if (state.validator?.address !== address) Object.assign(state, { bytes: 0, validator: undefined });
  let furthest = state.bytes;
  let vain = 0;
  const told = { started: false };
  for (;;) {
    try {
      const downloaded = await attempt(address, part.path, state, options, told, effects);
      effects.progress({ kind: "end", stage: options.stage });
      return downloaded;
    } catch (error) {
      if (error instanceof MorError) throw error;
      throwIfCancelled(effects.signal);
      const failure = failureOf(error);
      vain = state.bytes > furthest ? 1 : vain + 1;
      furthest = Math.max(furthest, state.bytes);
      if (!failure.transient || vain >= options.attempts) {
        if (told.started) effects.progress({ kind: "end", stage: options.stage });
        throw failure;
      }
      const pause = options.pauseMs * 2 ** (vain - 1);
      effects.progress({ kind: "message", text: `Trying again: ${failure.message} (${address})` });
      await sleep(pause, undefined, { signal: effects.signal }).catch(() => throwIfCancelled(effects.signal));
    }
  }
}

interface State {
  /** On the disk. */
  bytes: number;
  validator: PartValidator | undefined;
}

async function attempt(
  address: string,
  path: string,
  state: State,
  options: DownloadOptions,
  told: { started: boolean },
  effects: Effects,
): Promise<Downloaded> {
  const stalled = new AbortController();
  const stop = () => stalled.abort(new DownloadFailure(`no byte for ${options.stallMs / 1000} s`, true));
  let timer = setTimeout(stop, options.stallMs);
  const signal = AbortSignal.any([effects.signal, stalled.signal]);
  try {
    const asked = state.bytes > 0 ? state.validator : undefined;
    const response = await fetch(address, { signal, headers: headersFor(state.bytes, asked) });
    const first = firstByte(response, state);
    const total = totalOf(response, first);
    if (response.status === 416) {
      state.bytes = 0;
      throw new DownloadFailure("another file than before", true);
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw DownloadFailure.ofStatus(response.status, response.statusText);
    }
    await beginAt(first, path, state, validatorOf(address, response, total));
    if (!told.started) effects.progress(startOf(options.stage, total, first));
    told.started = true;
    const handle = await openAt(path, first);
    try {
      for await (const piece of response.body) {
        clearTimeout(timer);
        await append(handle, piece, path);
        state.bytes += piece.length;
        effects.progress({ kind: "advance", stage: options.stage, done: state.bytes });
        timer = setTimeout(stop, options.stallMs);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (total !== undefined && state.bytes !== total) {
      throw new DownloadFailure(`${state.bytes} of ${total} bytes`, true);
    }
    return { md5OfServer: md5OfGoogle(response) };
  } finally {
    clearTimeout(timer);
  }
}

function headersFor(bytes: number, validator: PartValidator | undefined): Record<string, string> {
  // A compressed answer has another length, and cannot be gone on with.
  const plain = { "accept-encoding": "identity" };
  return validator === undefined ? plain : { ...plain, range: `bytes=${bytes}-`, "if-range": validator.tag };
}

/** Where the body of the answer begins in the file: 0 when the server sends all of it. */
function firstByte(response: Response, state: State): number {
  if (response.status !== 206) return 0;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  const total = range?.[2] === "*" ? state.validator?.total : Number(range?.[2]);
  if (Number(range?.[1]) === state.bytes && total === state.validator?.total) return state.bytes;
  state.bytes = 0;
  throw new DownloadFailure("another part of the file than was asked for", true);
}

/** `undefined` where the server does not say, or counts compressed bytes. */
function totalOf(response: Response, first: number): number | undefined {
  const length = response.headers.get("content-length");
  const encoding = response.headers.get("content-encoding") ?? "identity";
  return length === null || encoding !== "identity" ? undefined : first + Number(length);
}

function validatorOf(
  address: string,
  response: Response,
  total: number | undefined,
): PartValidator | undefined {
  const etag = response.headers.get("etag");
  const strong = etag?.startsWith('"') ? etag : undefined;
  const tag = strong ?? response.headers.get("last-modified") ?? undefined;
  return tag === undefined || total === undefined ? undefined : { address, tag, total };
}

async function beginAt(
  first: number,
  path: string,
  state: State,
  validator: PartValidator | undefined,
): Promise<void> {
  if (first > 0) return;
  Object.assign(state, { bytes: 0, validator });
  await writeValidator(path, validator).catch((error: unknown) => {
    throw cacheError(error, path);
  });
}

async function openAt(path: string, first: number): Promise<FileHandle> {
  try {
    return await open(path, first > 0 ? "a" : "w");
  } catch (error) {
    throw cacheError(error, path);
  }
}

async function append(handle: FileHandle, piece: Uint8Array, path: string): Promise<void> {
  await handle.writeFile(piece).catch((error: unknown) => {
    throw cacheError(error, path);
  });
}

function startOf(stage: string, total: number | undefined, done: number) {
  return { kind: "start", stage, unit: "bytes", ...(total === undefined ? {} : { total }), done } as const;
}

/** `x-goog-hash: crc32c=AAAAAA==,md5=...==` with both in base64. */
function md5OfGoogle(response: Response): string | undefined {
  const found = /(?:^|,\s*)md5=([A-Za-z0-9+/]{22}==)/.exec(response.headers.get("x-goog-hash") ?? "");
  return found?.[1] === undefined ? undefined : Buffer.from(found[1], "base64").toString("hex");
}
