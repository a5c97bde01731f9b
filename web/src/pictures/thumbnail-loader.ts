import type { PictureFrame } from "./read-frames.ts";
import {
  type Batch,
  batchOf,
  fetchBatch,
  type ThumbnailNews,
  type ThumbnailRequest,
  thumbnailKey,
  type Wanted,
} from "./thumbnail-batch.ts";
import { knownPreview, knownThumbnail, rememberPreview, rememberThumbnail } from "./thumbnail-memory.ts";

/** Milliseconds between glances while one scrolls. */
const pause = 30;
/** While cells come and go faster than that, nothing is drawn: hardly anyone would see it. */
const rest = 60;
/** A request that takes longer makes room for what is asked for now. */
const long = 300;
/** More cells than that have not come by scrolling: nothing else is looked for meanwhile. */
const row = 24;
/** That a picture was not drawn then is believed for so long. */
const recent = 5000;
const afterFailure = 2000;
/** Of each kind; a browser keeps six connections to one server, of which events and questions need some. */
const batchesAtOnce = 2;

/** Nothing is known of these yet. */
const fresh = new Map<string, Wanted>();
/** These were not drawn when the server looked. */
const undrawn = new Map<string, Wanted>();
const batches = new Set<Batch>();
/** What may soon be asked for, the soonest first. */
let ahead: readonly ThumbnailRequest[] = [];
let timer: { readonly id: ReturnType<typeof setTimeout>; readonly at: number } | undefined;
let lastAsked = Number.NEGATIVE_INFINITY;
let lastGlance = Number.NEGATIVE_INFINITY;

/**
 * Fetches a picture together with all others that are asked for at the same time, the latest first: whatever the server has
 * of it at a glance, then, unless one scrolls on, the picture itself. Returns how to lose interest: what nobody waits for
 * is not fetched, or no longer.
 */
export function loadThumbnail(
  request: ThumbnailRequest,
  listener: (news: ThumbnailNews) => void,
): () => void {
  const key = thumbnailKey(request);
  const known = knownThumbnail(key);
  if (known !== undefined) {
    rememberThumbnail(key, known);
    listener({ address: known });
    return () => {};
  }
  const now = performance.now();
  lastAsked = now;
  const wanted = onItsWay(key) ?? waiting(key, now, request);
  wanted.listeners.add(listener);
  plan(now);
  return () => {
    wanted.listeners.delete(listener);
    if (wanted.listeners.size > 0) return;
    fresh.delete(key);
    undrawn.delete(key);
    for (const batch of batches) {
      const isIdle = batch.wanted.every(({ listeners }) => listeners.size === 0);
      if (batch.kind !== "ahead" && isIdle) giveUp(batch);
    }
  };
}

/** Glances at pictures that may soon be asked for, one request after the other; those of the last call are forgotten. */
export function prefetchThumbnails(requests: readonly ThumbnailRequest[]): void {
  ahead = requests;
  if (requests.length > 0) plan(performance.now());
}

function onItsWay(key: string): Wanted | undefined {
  for (const { left } of batches) for (const wanted of left) if (wanted.key === key) return wanted;
  return undefined;
}

function waiting(key: string, now: number, request: ThumbnailRequest): Wanted {
  const known = fresh.get(key) ?? undrawn.get(key);
  if (known) return known;
  const wanted: Wanted = { key, request, listeners: new Set() };
  const glanced = knownPreview(key);
  (glanced && glanced.at > now - recent ? undrawn : fresh).set(key, wanted);
  return wanted;
}

/** Looks what to send at that time, or before; at once only after the cells of a frame have all asked. */
function plan(at: number): void {
  if (timer && timer.at <= at) return;
  clearTimeout(timer?.id);
  timer = { at, id: setTimeout(step, Math.max(0, at - performance.now())) };
}

function step(): void {
  timer = undefined;
  const now = performance.now();
  if (fresh.size > 0) {
    if (now < lastGlance + pause) plan(lastGlance + pause);
    else if (fill("glance", fresh, now)) lastGlance = now;
  }
  if (undrawn.size > 0) {
    if (now < lastAsked + rest) plan(lastAsked + rest);
    else fill("draw", undrawn, now);
  }
  const isScreen = [...batches].some(({ kind, left }) => kind === "glance" && left.size > row);
  if (fresh.size === 0 && count("ahead") === 0 && !isScreen) {
    const next = batchOf("ahead", unknownAhead(), now);
    if (next.wanted.length > 0) void send(next);
  }
}

function count(kind: Batch["kind"]): number {
  return [...batches].filter((batch) => batch.kind === kind).length;
}

/** Sends what waits, the latest first; false when there is no room. */
function fill(kind: "glance" | "draw", from: Map<string, Wanted>, now: number): boolean {
  const alike = [...batches].filter((batch) => batch.kind === kind);
  if (alike.length >= batchesAtOnce) {
    const oldest = Math.min(...alike.map(({ sent }) => sent));
    if (now < oldest + long) {
      plan(oldest + long);
      return false;
    }
    makeRoom(alike, from);
  }
  do {
    const { wanted } = batchOf(kind, [...from.values()].reverse(), now);
    for (const { key } of wanted) from.delete(key);
    void send(batchOf(kind, fromTheMiddle([...wanted].reverse()), now));
  } while (from.size > 0 && count(kind) < batchesAtOnce);
  return true;
}

/** Cells of a new screen come in the order of the page, and those at both ends of it are not in sight yet. */
function fromTheMiddle<Item>(items: readonly Item[]): Item[] {
  const middle = (items.length - 1) / 2;
  const distance = (at: number): number => Math.abs(at - middle);
  const order = [...items.keys()].sort((one, other) => distance(one) - distance(other));
  return order.flatMap((at) => items.slice(at, at + 1));
}

/** Only what is still wanted goes on, together with what is new. */
function makeRoom(others: readonly Batch[], from: Map<string, Wanted>): void {
  const newer = [...from.values()];
  from.clear();
  for (const batch of others) {
    giveUp(batch);
    for (const wanted of batch.left) if (wanted.listeners.size > 0) from.set(wanted.key, wanted);
  }
  for (const wanted of newer) from.set(wanted.key, wanted);
}

function giveUp(batch: Batch): void {
  batches.delete(batch);
  batch.controller.abort();
}

function* unknownAhead(): Generator<Wanted> {
  for (const request of ahead) {
    const key = thumbnailKey(request);
    if (knownThumbnail(key) !== undefined || knownPreview(key) || onItsWay(key)) continue;
    yield { key, request, listeners: new Set() };
  }
}

async function send(batch: Batch): Promise<void> {
  batches.add(batch);
  const isWhole = await fetchBatch(batch, (wanted, frame) => {
    batch.left.delete(wanted);
    take(wanted, frame);
  });
  // What was given up has gone over to another.
  if (!batches.delete(batch)) return;
  for (const wanted of batch.left) {
    if (wanted.listeners.size === 0) continue;
    // A glance may show nothing.
    (isWhole || batch.kind === "draw" ? undrawn : fresh).set(wanted.key, wanted);
  }
  plan(performance.now() + (isWhole ? 0 : afterFailure));
}

function take(wanted: Wanted, { isPreview, bytes }: PictureFrame): void {
  const { key, listeners } = wanted;
  if (isPreview) {
    rememberPreview(key, bytes, performance.now());
    if (listeners.size > 0) undrawn.set(key, wanted);
    for (const listener of listeners) listener({ preview: bytes });
  } else {
    const address = bytes.length === 0 ? null : dataAddress(bytes);
    rememberThumbnail(key, address);
    for (const listener of listeners) listener({ address });
  }
}

/** Unlike one of a Blob it needs no other process, twice, before it is seen. */
function dataAddress(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/webp;base64,${btoa(text)}`;
}
