import { density } from "./canvas.ts";
import { type ColorMap, colorImage } from "./color-map.ts";
import { layImage, muted, noteStyle, type Sheet, writeLines } from "./sheet.ts";

export interface ColorBar {
  readonly map: ColorMap;
  /** What stands below the ends. */
  readonly low: string;
  readonly high: string;
  readonly label: string;
}

/** A colour map as a strip with its label above and its ends below, from `sheet.y` on. */
export function drawColorBar(
  sheet: Sheet,
  { map, low, high, label }: ColorBar,
  { left, width }: { readonly left: number; readonly width: number },
): void {
  writeLines(sheet, [label], noteStyle, { x: left, color: muted });
  const size = { width: Math.round(width * density), height: 9 * density };
  const plane = Float32Array.from({ length: size.width * size.height }, (_, i) => i % size.width);
  const top = Math.ceil(sheet.y + 3);
  layImage(sheet, colorImage(plane, size, map, { low: 0, high: size.width - 1 }), left, top);
  sheet.y = top + 9 + 2;
  const below = sheet.y;
  writeLines(sheet, [low], noteStyle, { x: left, color: muted });
  sheet.y = below;
  writeLines(sheet, [high], noteStyle, { x: left + width, color: muted, anchor: "end" });
}
