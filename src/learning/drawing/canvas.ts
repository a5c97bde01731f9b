import { encodePicture, type Raster, rasterize } from "../../data/images/picture/rasterize.ts";
import type { RgbImage } from "./rgb-image.ts";

/** Pixels of a picture for one px of its layout: sharp on a dense screen and in print. */
export const density = 2;

export interface PlacedImage {
  readonly image: RgbImage;
  /** In pixels of the picture, not px of the layout. */
  readonly left: number;
  readonly top: number;
}

export interface Drawing {
  /** In px of the layout. */
  readonly width: number;
  readonly height: number;
  /** SVG elements below the pictures, in px. */
  readonly under: readonly string[];
  readonly images: readonly PlacedImage[];
  /** SVG elements on top of them. */
  readonly over: readonly string[];
}

/** A drawing on white as PNG, or as JPEG for pages. Pictures keep their very pixels: they are laid down, not rendered. */
export async function paint(drawing: Drawing, format: "png" | "jpeg" = "png"): Promise<Uint8Array> {
  const [width, height] = [Math.ceil(drawing.width), Math.ceil(drawing.height)];
  const wrap = (elements: readonly string[]): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width * density}" height="${height * density}" viewBox="0 0 ${width} ${height}">${elements.join("")}</svg>`;
  const canvas = {
    width: width * density,
    height: height * density,
    channels: 3 as const,
    data: new Uint8Array(width * height * density * density * 3).fill(255),
  };
  if (drawing.under.length > 0) blend(canvas.data, await rasterize(wrap(drawing.under)));
  for (const placed of drawing.images) lay(canvas, placed);
  if (drawing.over.length > 0) blend(canvas.data, await rasterize(wrap(drawing.over)));
  return encodePicture(canvas, format);
}

/** [H, W, 4] over [H, W, 3]. */
function blend(canvas: Uint8Array, { data }: Raster): void {
  for (let i = 0; 4 * i < data.length; i++) {
    const opacity = data[4 * i + 3] ?? 0;
    if (opacity === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      const below = canvas[3 * i + channel] ?? 0;
      const above = data[4 * i + channel] ?? 0;
      canvas[3 * i + channel] = Math.round(below + ((above - below) * opacity) / 255);
    }
  }
}

/** What lies outside of the canvas is cut off. */
function lay(canvas: Raster, { image, left, top }: PlacedImage): void {
  const [x, y] = [Math.round(left), Math.round(top)];
  const first = Math.max(0, -x);
  const last = Math.min(image.width, canvas.width - x);
  if (last <= first) return;
  for (let row = Math.max(0, -y); row < image.height && row + y < canvas.height; row++) {
    const from = image.data.subarray(3 * (row * image.width + first), 3 * (row * image.width + last));
    canvas.data.set(from, 3 * ((row + y) * canvas.width + x + first));
  }
}
