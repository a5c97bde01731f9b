import { mapConcurrently } from "../../../../data/dataset/map-concurrently.ts";
import { describeImage } from "../../../../data/images/describe-image.ts";
import { MorError } from "../../../../errors.ts";
import type { Effects } from "../../effects.ts";
import type { ExplainSpec } from "../explain-spec.ts";
import type { ChosenImages, ImageToExplain } from "./choose-images.ts";
import { checkMaskSize } from "./find-masks.ts";

/** Files of which the beginning is read at once. */
const describedAtOnce = 8;

/**
 * The images with masks of their own size. Masks that were asked for must be of it; those that were found in `truth/` are
 * left out where they are not, with one warning.
 * @throws MorError `shape-mismatch` for a mask of another size, and as `describeImage`.
 */
export async function withSoundMasks(
  { explained, tested }: ChosenImages,
  { masks }: Pick<ExplainSpec, "masks">,
  effects: Effects,
): Promise<ChosenImages> {
  const masked = [...new Set([...explained, ...tested])].filter(({ mask }) => mask !== undefined);
  const found = await mapConcurrently(masked, faultOf, { limit: describedAtOnce, signal: effects.signal });
  const faults = new Map(masked.flatMap((image, at) => (found[at] ? [[image, found[at]] as const] : [])));
  const [first] = faults.values();
  if (!first) return { explained, tested };
  if (masks !== undefined) throw first;
  effects.warn(
    `${faults.size === 1 ? "A mask" : `${faults.size} masks`} found beside the images cannot be used and ${faults.size === 1 ? "is" : "are"} left out: ${first.message}.`,
  );
  const sound = (image: ImageToExplain): ImageToExplain =>
    faults.has(image) ? { ...image, mask: undefined } : image;
  return { explained: explained.map(sound), tested: tested.map(sound) };
}

async function faultOf({ file, mask }: ImageToExplain): Promise<MorError | undefined> {
  if (mask === undefined) return undefined;
  const size = await describeImage(file);
  try {
    checkMaskSize(mask, await describeImage(mask), size);
    return undefined;
  } catch (error) {
    if (error instanceof MorError) return error;
    throw error;
  }
}
