import { describeImage } from "../../../data/images/describe-image.ts";
import type { Image } from "../../../data/images/image.ts";
import { previewOf } from "../../../data/images/picture/preview-of.ts";
import { renderPicture } from "../../../data/images/picture/render-picture.ts";
import { type ReadOptions, readImage } from "../../../data/images/read-image.ts";
import { MorError } from "../../../errors.ts";
import type { PictureTint, PictureView } from "../../protocol/image-api.ts";

/** Which picture of which file. */
export interface PictureJob {
  /** Absolute, links resolved: none that is there by now is followed. */
  readonly file: string;
  /** Greatest width and height in pixels. */
  readonly size: number;
  readonly view: PictureView;
}

/** A stack of thousands of planes would hold a thread for minutes; these look the same to the eye. */
const most = {
  small: { planes: 32, pixels: 2 ** 26 },
  large: { planes: 256, pixels: 2 ** 28 },
} as const;

const largestSmall = 512;

export type Wanted = "picture" | "preview";

/** What has come of a file that was read. */
export interface Drawn {
  /** WebP. */
  readonly picture?: Uint8Array;
  /** 8 x 8 grey values, the same for all views. Large pictures and those of one page have none. */
  readonly preview?: Uint8Array;
}

/** A file that was this dear to read, in milliseconds, is not read again for its picture. */
const dear = 60;

/**
 * Reads a file and draws it. Of a stack with many planes the maximum is that of evenly spaced ones. A preview takes a
 * quarter of the time of a picture and comes along with it; where it is all that is wanted, the picture may be left out. A
 * file of one page is drawn whichever page is asked for.
 *
 * @throws MorError `image-unreadable`, `image-unsupported`, also for one that takes longer than `timeout` milliseconds;
 *   `usage` for a channel or a contrast that cannot be.
 */
export async function drawPicture(
  { file, size, view }: PictureJob,
  wanted: Wanted = "picture",
  timeout = 20_000,
): Promise<Drawn> {
  const begin = performance.now();
  const isSmall = size <= largestSmall;
  const image = await readInTime(
    file,
    {
      followLinks: false,
      most: isSmall ? most.small : most.large,
      ...(view.page === undefined ? {} : { page: { page: view.page }, onlyPageAsAny: true }),
    },
    timeout,
  ).catch(async (error: unknown) => {
    throw view.page === undefined ? error : await asTooFewPages(error, file, view.page);
  });
  const preview = isSmall && view.page === undefined ? { preview: previewOf(image) } : {};
  if (wanted === "preview" && performance.now() - begin < dear) return preview;
  return { ...preview, picture: await render(image, size, view) };
}

async function render(image: Image, size: number, view: PictureView): Promise<Uint8Array> {
  const kind = view.contrast ?? "percentile";
  const [low, high] = kind === "percentile" ? [0.5, 99.8] : [0, 1];
  return await renderPicture(image, {
    size,
    format: "webp",
    contrast: { kind, low: view.low ?? low, high: view.high ?? high },
    ...(view.gamma === undefined ? {} : { gamma: view.gamma }),
    // A grey image among coloured ones has one channel for all.
    ...(view.channel === undefined || image.channels === 1 ? {} : { channel: view.channel }),
    ...(view.tint === undefined || view.tint === "grey" ? {} : { tint: tints[view.tint] }),
  });
}

/** People count pages from 1, and want to know how many there are. */
async function asTooFewPages(error: unknown, file: string, page: number): Promise<unknown> {
  const info = await describeImage(file, { followLinks: false }).catch(() => undefined);
  if (info === undefined || page < info.pages) return error; // something else is wrong with it
  return new MorError("image-unreadable", `This image has only ${info.pages} pages, not a page ${page + 1}`, {
    hint: `Choose one up to ${info.pages}, or all pages together.`,
    path: file,
    cause: error,
  });
}

async function readInTime(file: string, options: ReadOptions, timeout: number): Promise<Image> {
  try {
    return await readImage(file, { ...options, signal: AbortSignal.timeout(timeout) });
  } catch (error) {
    if (!(error instanceof MorError) || error.code !== "cancelled") throw error;
    throw takesTooLong(file, timeout, error);
  }
}

/** The error for a file that was not read within so many milliseconds. */
export function takesTooLong(file: string, timeout: number, cause?: unknown): MorError {
  return new MorError(
    "image-unsupported",
    `Expected an image that is read within ${timeout / 1000} s, got one that takes longer (${file})`,
    { hint: "Choose one plane of it, or save it with fewer or smaller planes.", path: file, cause },
  );
}

const tints: Readonly<Record<Exclude<PictureTint, "grey">, readonly [number, number, number]>> = {
  green: [0.25, 1, 0.35],
  magenta: [1, 0.3, 0.9],
  cyan: [0.2, 0.95, 1],
  yellow: [1, 0.9, 0.2],
};
