import type { PictureView } from "../../../src/app/protocol/image-api.ts";
import { fileUrl } from "../api/client.ts";
import { type PictureFrame, readFrames } from "./read-frames.ts";

/** Which small picture. */
export interface ThumbnailRequest {
  readonly path: string;
  readonly size: number;
  readonly view: PictureView;
}

/** What is there of a picture now: its address for `<img>`, null when it cannot be drawn; else 8 x 8 grey values. */
export type ThumbnailNews = { readonly address: string | null } | { readonly preview: Uint8Array };

/** A picture, and who waits for it. */
export interface Wanted {
  readonly key: string;
  readonly request: ThumbnailRequest;
  readonly listeners: Set<(news: ThumbnailNews) => void>;
}

/** Pictures of one request. */
export interface Batch {
  /** `glance`: whatever is there at once, for those in sight; `ahead`: the same for those that may come next. */
  readonly kind: "glance" | "ahead" | "draw";
  readonly wanted: readonly Wanted[];
  /** What has not come yet. */
  readonly left: Set<Wanted>;
  /** Of the clock of the page. */
  readonly sent: number;
  readonly controller: AbortController;
}

/** A screen full. Of what may come next less, since nothing else can be looked for meanwhile. */
const largest = { glance: 96, draw: 96, ahead: 48 } as const;
/** The path and its marks in an address; servers refuse addresses beyond 16 kB. */
const longestAddress = 12_000;

export function thumbnailKey({ path, size, view }: ThumbnailRequest): string {
  return `${size} ${JSON.stringify(view)} ${path}`;
}

/** As many from the start of a list as one request holds, alike in size and view. */
export function batchOf(kind: Batch["kind"], list: Iterable<Wanted>, now: number): Batch {
  const wanted: Wanted[] = [];
  let like: string | undefined;
  let length = 0;
  for (const one of list) {
    const { path, size, view } = one.request;
    like ??= thumbnailKey({ path: "", size, view });
    if (thumbnailKey({ path: "", size, view }) !== like) continue;
    length += encodeURIComponent(path).length + 9;
    if (wanted.length > 0 && (length > longestAddress || wanted.length >= largest[kind])) break;
    wanted.push(one);
  }
  return { kind, wanted, left: new Set(wanted), sent: now, controller: new AbortController() };
}

/** Asks for all pictures of a batch; false when the server did not give them all. */
export async function fetchBatch(
  { kind, wanted, controller }: Batch,
  onFrame: (wanted: Wanted, frame: PictureFrame) => void,
): Promise<boolean> {
  const [first] = wanted;
  if (first === undefined) return true;
  const { size, view } = first.request;
  const paths = wanted.map(({ request }) => request.path);
  const glance = kind === "draw" ? undefined : kind === "ahead" ? kind : "now";
  try {
    const address = fileUrl("images/thumbnails", { paths, size, ...view, glance });
    const response = await fetch(address, { signal: controller.signal });
    if (!response.ok || response.body === null) return false;
    await readFrames(response.body, (frames) => {
      for (const frame of frames) {
        const one = wanted[frame.index];
        if (one) onFrame(one, frame);
      }
    });
    return true;
  } catch {
    return false; // given up, or the server is away
  }
}
