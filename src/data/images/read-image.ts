import { MorError, throwIfCancelled } from "../../errors.ts";
import type { ArrayOf } from "../../tensor/dtype.ts";
import type { Image, PageChoice, PixelType } from "./image.ts";
import { type OpenImage, type ReadLimits, withImage } from "./source/open-image.ts";
import { type ResolvedPlane, resolvePlane } from "./source/resolve-plane.ts";

export interface ReadOptions extends ReadLimits {
  /**
   * Which plane of a file with several is meant. By default the maximum over all planes, of all slices, channels and
   * frames alike: the usual view of a confocal stack. Name a page where channels must not be mixed.
   */
  readonly page?: PageChoice;
  /** For a look alone: a file of one page is shown whichever page is asked for, beside stacks that have it. */
  readonly onlyPageAsAny?: boolean;
  /** For a look alone: the maximum is that of a few evenly spaced planes, not more than either allows. All by default. */
  readonly most?: { readonly planes: number; readonly pixels: number };
  readonly signal?: AbortSignal;
}

/**
 * Reads one plane of an image file as [C, H, W] in its own type, C being 1 or 3.
 *
 * Alpha and other extra samples are dropped. Palettes become RGB (grey when all their colours are grey), but an ImageJ
 * file keeps its indices, since its palette is only how intensities are displayed. MINISWHITE is inverted, values of
 * fewer than 8 bits are stretched to 8, half floats become float32. NaN of floats is kept; a maximum passes over it.
 *
 * @throws MorError `image-unreadable` when the file is missing, empty, damaged or no image, or has no such page;
 *   `image-unsupported` when it is of another format or kind, or has too many pixels; `cancelled`.
 */
export async function readImage(path: string, options: ReadOptions = {}): Promise<Image> {
  throwIfCancelled(options.signal);
  return withImage(path, options, async (image) => {
    const pages = pagesOf(image, options);
    let plane: ResolvedPlane | undefined;
    for (const page of pages) {
      throwIfCancelled(options.signal);
      const next = resolvePlane(path, await image.readPage(page));
      if (plane) keepMaximum(plane.data, next.data);
      else plane = next;
    }
    if (plane === undefined) throw new RangeError("an image without planes"); // pagesOf gives at least one
    return { path, ...plane };
  });
}

function pagesOf({ info, planeCount }: OpenImage, options: ReadOptions): number[] {
  const { page: choice = { projection: "max" }, most = { planes: Infinity, pixels: Infinity } } = options;
  if (!("page" in choice)) {
    const bounded = Math.max(1, Math.min(most.planes, Math.floor(most.pixels / (info.width * info.height))));
    const count = Math.min(planeCount, bounded);
    return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * planeCount) / count));
  }
  if (options.onlyPageAsAny && info.pages === 1) return [0];
  const { page } = choice;
  if (Number.isInteger(page) && page >= 0 && page < info.pages) return [page];
  throw new MorError("image-unreadable", `Expected page 0 to ${info.pages - 1}, got ${page} (${info.path})`, {
    path: info.path,
    hint: "Choose a page that the file has, counted from 0, or the maximum projection.",
  });
}

/** Comparison with NaN is false, hence both questions. */
function keepMaximum(into: ArrayOf[PixelType], values: ArrayOf[PixelType]): void {
  for (let i = 0; i < into.length; i++) {
    const value = values[i] ?? 0;
    const held = into[i] ?? 0;
    if (value > held || Number.isNaN(held)) into[i] = value;
  }
}
