import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { readImage } from "../../../../data/images/read-image.ts";
import { toChannels } from "../../../../data/images/to-channels.ts";
import { MorError } from "../../../../errors.ts";
import { truthFolder } from "../../run/inputs/leave-out-masks.ts";
import { kindOf } from "../../run/inputs/path-kind.ts";
import type { PixelSize } from "../tile-places.ts";

/** How far above an image its truth is looked for: part, class, data set. */
const levelsUp = 4;

/** Masks are lossless: JPEG would blur labels. */
const endings = [".png", ".tif", ".tiff"] as const;

export interface MaskQuestion {
  /** Absolute path of the image. */
  readonly file: string;
  /** Names of the image relative to its data set or to the folder that was searched. */
  readonly names: readonly string[];
}

/** The file with the true mask of an image, in a folder or, without one, in `truth/` above it; never the image itself. */
export async function findMask(
  { file, names }: MaskQuestion,
  masks: string | undefined,
): Promise<string | undefined> {
  const candidates = masks === undefined ? truthsAbove(file) : masksBelow(masks, names);
  for (const candidate of candidates) {
    const stem = candidate.replace(/\.[^./\\]+$/, "");
    for (const ending of endings) {
      const mask = stem + ending;
      if (resolve(mask) !== resolve(file) && (await kindOf(mask)) === "file") return mask;
    }
  }
  return undefined;
}

/**
 * Labels [H, W] of an image: 0 outside, other numbers on objects.
 * @throws MorError `shape-mismatch` for a mask of another size, and as `readImage`.
 */
export async function readMask(file: string, size: PixelSize): Promise<Int32Array> {
  const mask = toChannels(await readImage(file, { page: { page: 0 } }), 1);
  checkMaskSize(file, mask, size);
  return Int32Array.from({ length: size.width * size.height }, (_, at) => Number(mask.data[at] ?? 0));
}

/** @throws MorError `shape-mismatch` for a mask of another size than its image. */
export function checkMaskSize(file: string, mask: PixelSize, { height, width }: PixelSize): void {
  if (mask.width === width && mask.height === height) return;
  throw new MorError(
    "shape-mismatch",
    `Expected a mask of ${width} x ${height} pixels like its image, got ${mask.width} x ${mask.height} (${file})`,
    { hint: "Make the mask of the image as it is stored, or leave out --masks.", path: file },
  );
}

/** A name that begins with `..` leads out of the folder, to the image itself where both folders lie side by side. */
function masksBelow(masks: string, names: readonly string[]): string[] {
  return names
    .map((name) => join(masks, name))
    .filter((mask) => {
      const way = relative(masks, mask);
      return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
    });
}

function truthsAbove(file: string): string[] {
  const found: string[] = [];
  let folder = dirname(resolve(file));
  for (let level = 0; level < levelsUp; level++) {
    found.push(join(folder, truthFolder, relative(folder, resolve(file))));
    folder = dirname(folder);
  }
  return found;
}
