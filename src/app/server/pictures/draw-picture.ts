import { readImage } from "../../../data/images/read-image.ts";
import { renderPicture } from "../../../data/images/render-picture.ts";
import type { PictureTint, PictureView } from "../../protocol/image-api.ts";

/** Which picture of which file. */
export interface PictureJob {
  /** Absolute. */
  readonly file: string;
  /** Greatest width and height in pixels. */
  readonly size: number;
  readonly view: PictureView;
}

/**
 * Reads a file and draws it as WebP.
 *
 * @throws MorError `image-unreadable`, `image-unsupported`; `usage` for a channel or a contrast that cannot be.
 */
export async function drawPicture({ file, size, view }: PictureJob): Promise<Uint8Array> {
  const image = await readImage(file, view.page === undefined ? {} : { page: { page: view.page } });
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

const tints: Readonly<Record<Exclude<PictureTint, "grey">, readonly [number, number, number]>> = {
  green: [0.25, 1, 0.35],
  magenta: [1, 0.3, 0.9],
  cyan: [0.2, 0.95, 1],
  yellow: [1, 0.9, 0.2],
};
