import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { fileUrl } from "../api/client.ts";
import { readFrames } from "./read-frames.ts";

/** Which small picture. */
export interface ThumbnailRequest {
  readonly path: string;
  readonly size: number;
  readonly view: PictureView;
}

/** What is there of a picture now: its address for `<img>`, null when it cannot be drawn; else 8 x 8 grey values. */
export type ThumbnailNews =
  | { readonly address: string | null }
  | { readonly preview: Uint8Array<ArrayBuffer> };

type Listener = (news: ThumbnailNews) => void;

interface Wanted {
  readonly request: ThumbnailRequest;
  readonly listeners: Set<Listener>;
}

type Entry = readonly [key: string, wanted: Wanted];

interface Batch {
  /** Nobody waits for it yet. */
  readonly isAhead: boolean;
  readonly wanted: readonly Entry[];
  /** What has not come yet. */
  readonly left: Set<Entry>;
  readonly controller: AbortController;
}

/** Pictures that are kept for when one scrolls back; a few kilobytes each. */
const kept = 4000;
const batchesAtOnce = 2;
/** A screen full. */
const largestBatch = 96;
/** The path and its marks in an address; servers refuse addresses beyond 16 kB. */
const longestAddress = 12_000;
/** Milliseconds between requests while one scrolls. */
const pause = 40;

const addresses = new Map<string, string | null>();
const waiting = new Map<string, Wanted>();
const batches = new Set<Batch>();
/** What may soon be asked for, the soonest first. */
let ahead: readonly ThumbnailRequest[] = [];
let isPlanned = false;
let lastSent = Number.NEGATIVE_INFINITY;

export function thumbnailKey({ path, size, view }: ThumbnailRequest): string {
  return `${size} ${JSON.stringify(view)} ${path}`;
}

/** The address of a picture that was fetched before. */
export function knownThumbnail(key: string): string | null | undefined {
  return addresses.get(key);
}

/**
 * Fetches a picture together with all others that are asked for at the same time, the latest first. Returns how to lose
 * interest: what nobody waits for is not fetched, or no longer.
 */
export function loadThumbnail(request: ThumbnailRequest, listener: Listener): () => void {
  const key = thumbnailKey(request);
  const known = addresses.get(key);
  if (known !== undefined) {
    remember(key, known);
    listener({ address: known });
    return () => {};
  }
  const onItsWay = [...batches].flatMap(({ wanted }) => wanted).find(([other]) => other === key)?.[1];
  const wanted = onItsWay ?? waiting.get(key) ?? { request, listeners: new Set() };
  wanted.listeners.add(listener);
  if (onItsWay === undefined) waiting.set(key, wanted);
  plan();
  return () => {
    wanted.listeners.delete(listener);
    if (wanted.listeners.size > 0) return;
    waiting.delete(key);
    for (const batch of current()) {
      if (batch.wanted.every(([, { listeners }]) => listeners.size === 0)) giveUp(batch);
    }
  };
}

/** Fetches pictures that may soon be asked for while nothing else is waited for; those of the last call are forgotten. */
export function prefetchThumbnails(requests: readonly ThumbnailRequest[]): void {
  ahead = requests;
  if (requests.length > 0) plan();
}

/** After the cells of a frame have all asked. */
function plan(): void {
  if (isPlanned) return;
  isPlanned = true;
  setTimeout(
    () => {
      isPlanned = false;
      lastSent = performance.now();
      if (waiting.size > 0) makeRoom();
      while (current().length < batchesAtOnce && waiting.size > 0) void send(takeBatch());
      if (batches.size > 0) return;
      const batch = takeAhead();
      if (batch.wanted.length > 0) void send(batch);
    },
    Math.max(0, lastSent + pause - performance.now()),
  );
}

/** Those that somebody waits for. */
function current(): readonly Batch[] {
  return [...batches].filter(({ isAhead }) => !isAhead);
}

/**
 * What is waited for now goes before what may be, and before what has left the screen meanwhile: of earlier requests only what
 * is still wanted goes on, together with what is new.
 */
function makeRoom(): void {
  for (const batch of batches) if (batch.isAhead) giveUp(batch);
  if (current().length < batchesAtOnce) return;
  const newer = [...waiting];
  waiting.clear();
  for (const batch of current()) {
    giveUp(batch);
    for (const [key, entry] of batch.left) if (entry.listeners.size > 0) waiting.set(key, entry);
  }
  for (const [key, entry] of newer) waiting.set(key, entry);
}

function giveUp(batch: Batch): void {
  batches.delete(batch);
  batch.controller.abort();
}

/** The latest ones that are alike in size and view. */
function takeBatch(): Batch {
  const latest = [...waiting].reverse();
  const first = latest[0]?.[1].request;
  const wanted: [string, Wanted][] = [];
  let length = 0;
  for (const entry of latest) {
    const { path, size, view } = entry[1].request;
    if (size !== first?.size || JSON.stringify(view) !== JSON.stringify(first.view)) continue;
    length += encodeURIComponent(path).length + 9;
    if (wanted.length > 0 && (length > longestAddress || wanted.length >= largestBatch)) break;
    wanted.push(entry);
  }
  for (const [key] of wanted) waiting.delete(key);
  return batchOf(wanted.reverse(), false); // the order of the page, from the top
}

function takeAhead(): Batch {
  const onTheirWay = new Set([...batches].flatMap(({ wanted }) => wanted.map(([key]) => key)));
  const wanted: [string, Wanted][] = [];
  let length = 0;
  for (const request of ahead) {
    const key = thumbnailKey(request);
    if (addresses.has(key) || onTheirWay.has(key)) continue;
    length += encodeURIComponent(request.path).length + 9;
    if (length > longestAddress || wanted.length >= largestBatch / 2) break;
    wanted.push([key, { request, listeners: new Set() }]);
  }
  return batchOf(wanted, true);
}

function batchOf(wanted: readonly Entry[], isAhead: boolean): Batch {
  return { wanted, left: new Set(wanted), controller: new AbortController(), isAhead };
}

async function send(batch: Batch): Promise<void> {
  const { wanted, left, controller } = batch;
  const first = wanted[0]?.[1].request;
  if (first === undefined) return;
  batches.add(batch);
  const paths = wanted.map(([, { request }]) => request.path);
  try {
    const address = fileUrl("images/thumbnails", { paths, size: first.size, ...first.view });
    const response = await fetch(address, { signal: controller.signal });
    if (!response.ok || response.body === null) throw new Error(`The server answered ${response.status}`);
    await readFrames(response.body, (frames) => {
      for (const { index, isPreview, bytes } of frames) {
        const entry = wanted[index];
        if (entry === undefined) continue;
        if (isPreview) tell(entry, { preview: bytes });
        else {
          left.delete(entry);
          settle(entry, bytes);
        }
      }
    });
  } catch {
    // The server is away: what is still wanted is asked for again.
  }
  // What was given up is no longer its own.
  if (!batches.delete(batch)) return;
  const again = [...left].filter(([, { listeners }]) => listeners.size > 0);
  for (const [key, entry] of again) waiting.set(key, entry);
  if (again.length > 0) setTimeout(plan, 2000);
  else if (waiting.size > 0 || ahead.length > 0) plan();
}

function settle(entry: Entry, bytes: Uint8Array<ArrayBuffer>): void {
  const address = bytes.length === 0 ? null : dataAddress(bytes);
  remember(entry[0], address);
  tell(entry, { address });
}

function tell([, { listeners }]: Entry, news: ThumbnailNews): void {
  for (const listener of listeners) listener(news);
}

/** A map keeps the order of insertion: the first is the one that was used longest ago. */
function remember(key: string, address: string | null): void {
  addresses.delete(key);
  addresses.set(key, address);
  for (const oldest of addresses.keys()) {
    if (addresses.size <= kept) return;
    addresses.delete(oldest);
  }
}

/** Unlike one of a Blob it needs no other process, twice, before it is seen. */
function dataAddress(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/webp;base64,${btoa(text)}`;
}
