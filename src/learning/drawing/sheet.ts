import { type Drawing, density, type PlacedImage, paint } from "./canvas.ts";
import { fitText } from "./fit-text.ts";
import { type Fonts, type PlacedText, type TextStyle, textPath, textWidth } from "./font.ts";
import type { RgbImage } from "./rgb-image.ts";

export const ink = "#1c1c1c";
export const muted = "#5f5f5f";
export const margin = 28;

export const titleStyle: TextStyle = { size: 17, weight: "semibold" };
export const headingStyle: TextStyle = { size: 12.5, weight: "semibold" };
export const captionStyle: TextStyle = { size: 11.5 };
export const noteStyle: TextStyle = { size: 11 };

/** A page that is filled from above. All in px. */
export interface Sheet {
  readonly fonts: Fonts;
  readonly width: number;
  readonly under: string[];
  readonly over: string[];
  readonly images: PlacedImage[];
  /** Where the next thing begins. */
  y: number;
}

export function openSheet(fonts: Fonts, width: number): Sheet {
  return { fonts, width: Math.ceil(width), under: [], over: [], images: [], y: margin };
}

/** The page as PNG, with its margin below. */
export function finishSheet({ width, y, under, over, images }: Sheet): Promise<Uint8Array> {
  const drawing: Drawing = { width, height: Math.ceil(y + margin), under, images, over };
  return paint(drawing);
}

/** Height of a line of text. */
export function lineHeight({ size }: TextStyle): number {
  return size * 1.4;
}

export type LinePlace = Omit<PlacedText, "y" | "size" | "weight">;

/** Lines below each other from `sheet.y` on, which then stands below them. */
export function writeLines(sheet: Sheet, lines: readonly string[], style: TextStyle, place: LinePlace): void {
  for (const line of lines) {
    sheet.y += lineHeight(style);
    sheet.under.push(textPath(sheet.fonts, line, { ...place, ...style, y: sheet.y - style.size * 0.36 }));
  }
}

/** A text broken into lines of at most so many px. */
export function breakLines(
  fonts: Fonts,
  text: string | undefined,
  style: TextStyle,
  { width, most }: { readonly width: number; readonly most: number },
): string[] {
  if (text === undefined || text.trim() === "") return [];
  return fitText(text, width, most, (part) => textWidth(fonts, part, style));
}

/** Title and subtitle over the whole width. */
export function writeHead(
  sheet: Sheet,
  { title, subtitle }: { readonly title?: string | undefined; readonly subtitle?: string | undefined },
): void {
  const width = sheet.width - 2 * margin;
  const before = sheet.y;
  writeLines(sheet, breakLines(sheet.fonts, title, titleStyle, { width, most: 2 }), titleStyle, {
    x: margin,
    color: ink,
  });
  writeLines(sheet, breakLines(sheet.fonts, subtitle, captionStyle, { width, most: 3 }), captionStyle, {
    x: margin,
    color: muted,
  });
  if (sheet.y > before) sheet.y += 14;
}

/** Lays a picture down with its upper left corner at a place in px; its own pixels are `density` to a px. */
export function layImage(sheet: Sheet, image: RgbImage, left: number, top: number): void {
  sheet.images.push({ image, left: left * density, top: top * density });
}
