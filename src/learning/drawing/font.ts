import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Font, Glyph } from "opentype.js";

export type Weight = "regular" | "semibold";

/** The letters of figures: Inter, from its package, so that every machine draws the same. */
export type Fonts = Readonly<Record<Weight, Font>>;

let loading: Promise<Fonts> | undefined;

/** Loaded once, on first use. */
export function loadFonts(): Promise<Fonts> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Fonts> {
  const { default: opentype } = await import("opentype.js");
  const require = createRequire(import.meta.url);
  const read = async (file: string): Promise<Font> =>
    opentype.parse(Uint8Array.from(await readFile(file)).buffer);
  const [regular, semibold] = await Promise.all([
    read(require.resolve("@fontsource/inter/files/inter-latin-400-normal.woff")),
    read(require.resolve("@fontsource/inter/files/inter-latin-600-normal.woff")),
  ]);
  return { regular, semibold };
}

export interface TextStyle {
  /** Height of the em square, in px. */
  readonly size: number;
  readonly weight?: Weight | undefined;
}

export interface PlacedText extends TextStyle {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly color: string;
  readonly anchor?: "start" | "middle" | "end" | undefined;
}

/** Advance width of a line, in px. */
export function textWidth(fonts: Fonts, text: string, style: TextStyle): number {
  return layOut(fonts[style.weight ?? "regular"], text, style.size).width;
}

/**
 * A line of text as an SVG path. Characters that Inter does not have are drawn as its empty box; control characters are
 * left out. Nothing of the text stands in the SVG, so none of it needs escaping.
 */
export function textPath(fonts: Fonts, text: string, placed: PlacedText): string {
  const { glyphs, width } = layOut(fonts[placed.weight ?? "regular"], text, placed.size);
  const start = placed.x - (placed.anchor === "end" ? width : placed.anchor === "middle" ? width / 2 : 0);
  const data = glyphs.map(({ glyph, x }) => glyph.getPath(start + x, placed.y, placed.size).toPathData(2));
  return `<path fill="${placed.color}" d="${data.join("")}"/>`;
}

interface Layout {
  readonly glyphs: readonly { readonly glyph: Glyph; readonly x: number }[];
  readonly width: number;
}

/** One glyph for each character, kerned; ligatures and the like are not needed for labels. */
function layOut(font: Font, text: string, size: number): Layout {
  const scale = size / font.unitsPerEm;
  const glyphs: { glyph: Glyph; x: number }[] = [];
  let x = 0;
  let before: Glyph | undefined;
  for (const character of text) {
    if (/\p{Cc}|\p{Cf}|\p{Mn}/u.test(character)) continue;
    const glyph = font.charToGlyph(character);
    if (before) x += font.getKerningValue(before, glyph) * scale;
    glyphs.push({ glyph, x });
    x += (glyph.advanceWidth ?? 0) * scale;
    before = glyph;
  }
  return { glyphs, width: x };
}
