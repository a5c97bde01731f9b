import { loadSharp } from "../jpeg/load-sharp.ts";

/** The bytes of a PNG or WebP file as `side` x `side` grey values, row by row, whatever its shape. */
export async function shrinkPicture(picture: Uint8Array, side: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .greyscale()
    .resize(side, side, { fit: "fill" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return info.channels === 1 ? data : data.filter((_, at) => at % info.channels === 0);
}
