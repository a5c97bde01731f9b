import { type Fonts, textPath, textWidth } from "./font.ts";

const lengths = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

export interface ScaleBarPlace {
  /** The picture on the page, in px. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Of the field of view. */
  readonly micrometresAcross: number;
}

/**
 * A bar of a round length at the lower right of a picture with its label above, white with a thin dark edge. About a quarter
 * of the width; nothing for a picture of unknown or absurd size, or one too small for a label.
 */
export function drawScaleBar(fonts: Fonts, place: ScaleBarPlace): string[] {
  const { left, top, width, height, micrometresAcross } = place;
  const length = lengths.findLast((candidate) => candidate <= 0.3 * micrometresAcross);
  if (!(length !== undefined && Number.isFinite(micrometresAcross)) || width < 72 || height < 36) return [];
  const bar = (length / micrometresAcross) * width;
  if (bar < 4) return [];
  const text = length >= 1000 ? `${length / 1000} mm` : `${length} µm`;
  const style = { size: Math.min(13, Math.max(10, width / 20)), weight: "semibold" as const };
  const inset = Math.max(6, width * 0.03);
  const thick = Math.max(2.5, width / 90);
  const right = left + width - inset;
  const bottom = top + height - inset;
  const half = Math.max(bar, textWidth(fonts, text, style)) / 2;
  const middle = right - half;
  const rect = (grow: number, color: string, opacity: number): string =>
    `<rect x="${round(middle - bar / 2 - grow)}" y="${round(bottom - thick - grow)}" width="${round(bar + 2 * grow)}" height="${round(thick + 2 * grow)}" fill="${color}" fill-opacity="${opacity}"/>`;
  const label = (color: string): string =>
    textPath(fonts, text, {
      ...style,
      x: middle,
      y: bottom - thick - style.size * 0.42,
      color,
      anchor: "middle",
    });
  const shadow = label("none").replace(
    "<path ",
    '<path stroke="#000000" stroke-opacity="0.55" stroke-width="2.2" stroke-linejoin="round" ',
  );
  return [rect(1, "#000000", 0.55), shadow, rect(0, "#ffffff", 1), label("#ffffff")];
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
