import { stat } from "node:fs/promises";
import { mapConcurrently } from "../../../../data/dataset/map-concurrently.ts";
import { describeImage } from "../../../../data/images/describe-image.ts";
import type { Image, ImageInfo, PageChoice } from "../../../../data/images/image.ts";
import { readImage } from "../../../../data/images/read-image.ts";
import { MorError } from "../../../../errors.ts";

/** Images below this size are read faster than it is found out whether that is needed. */
const smallBytes = 2 ** 20;

/** What is packed to less than this share of its pixels can be of one value; no photograph is. */
const flatShare = 1 / 20;

/** Of a large stack, evenly spaced planes tell. */
const most = { planes: 32, pixels: 2 ** 26 };

/**
 * Paths of the images of which all pixels have one value, NaN passed over: a model has an answer to them as to all others,
 * and it means nothing. Large images that are packed too little for that are not read again; broken ones are passed over.
 *
 * @param onImage is told after each.
 * @throws MorError `cancelled`.
 */
export async function findFlatImages(
  images: readonly { readonly file: string; readonly path: string }[],
  page: PageChoice,
  signal: AbortSignal,
  onImage?: () => void,
): Promise<readonly string[]> {
  const flat = await mapConcurrently(
    images,
    async ({ file, path }) => {
      try {
        if (!canBeFlat(await describeImage(file), (await stat(file)).size)) return [];
        return isFlat(await readImage(file, { page, most, signal })) ? [path] : [];
      } catch (error) {
        if (error instanceof MorError && error.code !== "cancelled") return [];
        throw error;
      } finally {
        onImage?.();
      }
    },
    { limit: 2, signal },
  );
  return flat.flat();
}

function canBeFlat({ width, height, samples, pages, pixelType }: ImageInfo, fileBytes: number): boolean {
  const bits = Number(/\d+$/.exec(pixelType)?.[0] ?? 1);
  const bytes = (width * height * samples * pages * bits) / 8;
  const isPacked = fileBytes < bytes;
  return bytes <= smallBytes || !isPacked || fileBytes < flatShare * bytes;
}

function isFlat({ data, channels }: Image): boolean {
  const plane = data.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    let first: number | undefined;
    for (let at = channel * plane; at < (channel + 1) * plane; at++) {
      const value = Number(data[at]);
      if (Number.isNaN(value)) continue;
      if (first !== undefined && value !== first) return false;
      first = value;
    }
  }
  return true;
}
