import type { Image } from "../image.ts";
import { renderPicture } from "./render-picture.ts";

/**
 * A small picture for pages: the image with its contrast stretched between the 0.5 and 99.8 percentiles, at most `size`
 * pixels high and wide, as a `data:image/png;base64,` address.
 */
export async function thumbnail(image: Image, size = 128): Promise<string> {
  const png = await renderPicture(image, { size, format: "png" });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
