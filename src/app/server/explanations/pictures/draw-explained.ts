import { describeImage } from "../../../../data/images/describe-image.ts";
import type { PageChoice } from "../../../../data/images/image.ts";
import { encodePicture } from "../../../../data/images/picture/rasterize.ts";
import { readImage } from "../../../../data/images/read-image.ts";
import { MorError } from "../../../../errors.ts";
import { heatLayer } from "../../../../learning/drawing/overlay.ts";
import { greyImage } from "../../../../learning/drawing/rgb-image.ts";
import { type HeatKind, heatOf } from "../../../tasks/explain/pictures/heat.ts";
import { loadPicture, shownMap, shownSize } from "../../../tasks/explain/pictures/load-picture.ts";

/** A picture of an explanation; files are absolute. */
export type ExplainedPicture =
  | { readonly kind: "original"; readonly file: string; readonly page: PageChoice }
  /** Of a map, as methods of this look are drawn. */
  | { readonly kind: "heat"; readonly file: string; readonly look: HeatKind };

/** Pixels on all pages that are decoded: some seconds. */
const mostPixels = 40_000_000;

/** PNG. @throws MorError `image-unsupported` for one of more pixels than are decoded here; as `readImage`. */
export async function drawExplained(picture: ExplainedPicture): Promise<Uint8Array> {
  await refuseLarge(picture.file);
  return picture.kind === "original"
    ? await drawOriginal(picture.file, picture.page)
    : await drawHeat(picture.file, picture.look);
}

async function drawOriginal(file: string, page: PageChoice): Promise<Uint8Array> {
  const { plane, shown } = await loadPicture({ file }, page, { followLinks: false });
  return await encodePicture({ ...greyImage(plane, shown), channels: 3 });
}

async function drawHeat(file: string, look: HeatKind): Promise<Uint8Array> {
  const { width, height, data } = await readImage(file, { followLinks: false });
  const size = { height, width };
  const shown = shownSize(size);
  // mor explain writes maps as float32, and others are numbers as well.
  const map = shownMap(Float32Array.from(data as Float32Array), { size, shown });
  const heat = heatOf(map, shown, look);
  return await encodePicture({ ...heatLayer(heat.plane, shown, heat), channels: 4 });
}

async function refuseLarge(file: string): Promise<void> {
  const { width, height, pages } = await describeImage(file, { followLinks: false });
  const pixels = width * height * pages;
  if (pixels <= mostPixels) return;
  throw new MorError(
    "image-unsupported",
    `Expected at most ${mostPixels} pixels to show here, got ${pixels} (${file})`,
    { hint: "Look at the figure instead, which mor explain has drawn already.", path: file },
  );
}
