import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { fileUrl } from "../api/client.ts";
import { readFrames } from "./read-frames.ts";

/** Which small picture. */
export interface ThumbnailRequest {
  readonly path: string;
  readonly size: number;
  readonly view: PictureView;
}

/** The address of a picture for `<img>`; null: it cannot be drawn. */
type Listener = (address: string | null) => void;

interface Wanted {
  readonly request: ThumbnailRequest;
  readonly listeners: Set<Listener>;
}

interface Batch {
  /** Nobody waits for it yet. */
  readonly isAhead: boolean;
  readonly wanted: readonly (readonly [key: string, wanted: Wanted])[];
  readonly controller: AbortController;
}

/** Pictures that are kept for when one scrolls back; a few kilobytes each. */
const kept = 4000;
const batchesAtOnce = 3;
const largestBatch = 64;
/** The path and its marks in an address; servers refuse addresses beyond 16 kB. */
const longestAddress = 8000;

const addresses = new Map<string, string | null>();
const waiting = new Map<string, Wanted>();
const batches = new Set<Batch>();
/** What may soon be asked for, the soonest first. */
let ahead: readonly ThumbnailRequest[] = [];
let isPlanned = false;

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
    listener(known);
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
    for (const batch of batches) {
      if (!batch.isAhead && batch.wanted.every(([, { listeners }]) => listeners.size === 0))
        batch.controller.abort();
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
  setTimeout(() => {
    isPlanned = false;
    while (batches.size < batchesAtOnce && waiting.size > 0) void send(takeBatch());
    // One place stays free for what is waited for.
    if (waiting.size === 0 && batches.size < batchesAtOnce - 1) {
      const batch = takeAhead();
      if (batch.wanted.length > 0) void send(batch);
    }
  });
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
  // The order of the page, from the top.
  return { wanted: wanted.reverse(), controller: new AbortController(), isAhead: false };
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
  return { wanted, controller: new AbortController(), isAhead: true };
}

async function send(batch: Batch): Promise<void> {
  const { wanted, controller } = batch;
  const first = wanted[0]?.[1].request;
  if (first === undefined) return;
  batches.add(batch);
  const paths = wanted.map(([, { request }]) => request.path);
  const left = new Set(wanted);
  try {
    const address = fileUrl("images/thumbnails", { paths, size: first.size, ...first.view });
    const response = await fetch(address, { signal: controller.signal });
    if (!response.ok || response.body === null) throw new Error(`The server answered ${response.status}`);
    await readFrames(response.body, (index, bytes) => {
      const entry = wanted[index];
      if (entry === undefined) return;
      left.delete(entry);
      settle(entry, bytes);
    });
  } catch {
    // Given up, or the server is away; what is still wanted is asked for again.
  } finally {
    batches.delete(batch);
    const again = [...left].filter(([, { listeners }]) => listeners.size > 0);
    for (const [key, entry] of again) waiting.set(key, entry);
    if (again.length > 0 && !controller.signal.aborted) setTimeout(plan, 2000);
    else if (waiting.size > 0 || ahead.length > 0) plan();
  }
}

function settle([key, { listeners }]: readonly [string, Wanted], bytes: Uint8Array<ArrayBuffer>): void {
  const address = bytes.length === 0 ? null : URL.createObjectURL(new Blob([bytes], { type: "image/webp" }));
  remember(key, address);
  for (const listener of listeners) listener(address);
}

/** A map keeps the order of insertion: the first is the one that was used longest ago. */
function remember(key: string, address: string | null): void {
  addresses.delete(key);
  addresses.set(key, address);
  for (const [oldest, old] of addresses) {
    if (addresses.size <= kept) return;
    addresses.delete(oldest);
    if (old !== null) URL.revokeObjectURL(old);
  }
}
