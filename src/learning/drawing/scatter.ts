import { density } from "./canvas.ts";
import { loadFonts, textPath, textWidth } from "./font.ts";
import { enlarge, type RgbImage } from "./rgb-image.ts";
import {
  breakLines,
  captionStyle,
  finishSheet,
  ink,
  layImage,
  lineHeight,
  margin,
  muted,
  openSheet,
  type Sheet,
  writeHead,
  writeLines,
} from "./sheet.ts";
import { svgColor } from "./svg-color.ts";

/** A map of points in a plane, some of them shown as pictures. */
export interface Scatter {
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    /** `#rrggbb`. */
    readonly color: string;
    /** Written beside the point. */
    readonly label?: string | undefined;
  }[];
  /** Pictures at places of the plane, in a frame of their colour. */
  readonly thumbnails?:
    | readonly {
        readonly x: number;
        readonly y: number;
        readonly image: RgbImage;
        readonly color: string;
      }[]
    | undefined;
  readonly legend: readonly { readonly color: string; readonly label: string }[];
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  /** Width of the thumbnails on the page, in px; default 44. */
  readonly thumbnailWidth?: number | undefined;
}

const [plotWidth, plotHeight, inset] = [720, 560, 34];
const [legendGap, legendWidth, axisRoom] = [24, 170, 22];

/** The map as the bytes of a PNG, two pixels to a px. Points without finite places are left out. */
export async function renderScatter(scatter: Scatter): Promise<Uint8Array> {
  const fonts = await loadFonts();
  const left = margin + (scatter.yLabel ? axisRoom : 0);
  const legendLeft = left + plotWidth + legendGap;
  const sheet = openSheet(fonts, scatter.legend.length > 0 ? legendLeft + legendWidth + margin : legendLeft);
  writeHead(sheet, scatter);
  const top = Math.ceil(sheet.y);
  sheet.under.push(
    `<rect x="${left}" y="${top}" width="${plotWidth}" height="${plotHeight}" rx="3" fill="#f7f7f5"/>`,
  );
  const place = placesIn(scatter, { left, top });
  drawPoints(sheet, scatter, place);
  drawThumbnails(sheet, scatter, place);
  sheet.y = top;
  writeLegend(sheet, scatter.legend, legendLeft);
  sheet.y = Math.max(sheet.y, top + plotHeight);
  writeAxes(sheet, scatter, { left, top });
  return finishSheet(sheet);
}

type Place = (point: { readonly x: number; readonly y: number }) => {
  readonly x: number;
  readonly y: number;
};

interface Corner {
  readonly left: number;
  readonly top: number;
}

/** Both axes have a scale of their own: neither UMAP nor principal components give their units a meaning. */
function placesIn({ points, thumbnails = [] }: Scatter, { left, top }: Corner): Place {
  const all = [...points, ...thumbnails].filter(isPlaced);
  const span = (values: readonly number[]): readonly [low: number, width: number] => {
    const [low, high] = values.reduce(
      ([lowest, highest], value) => [Math.min(lowest, value), Math.max(highest, value)] as const,
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as readonly [number, number],
    );
    return high > low ? [low, high - low] : [(Number.isFinite(low) ? low : 0) - 0.5, 1];
  };
  const [lowX, spanX] = span(all.map(({ x }) => x));
  const [lowY, spanY] = span(all.map(({ y }) => y));
  return ({ x, y }) => ({
    x: left + inset + ((x - lowX) / spanX) * (plotWidth - 2 * inset),
    y: top + plotHeight - inset - ((y - lowY) / spanY) * (plotHeight - 2 * inset),
  });
}

function isPlaced({ x, y }: { readonly x: number; readonly y: number }): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function drawPoints(sheet: Sheet, { points }: Scatter, place: Place): void {
  const placed = points.filter(isPlaced);
  const radius = placed.length > 2000 ? 1.6 : placed.length > 400 ? 2.4 : 3.4;
  for (const point of placed) {
    const { x, y } = place(point);
    sheet.under.push(
      `<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="${radius}" fill="${svgColor(point.color)}" fill-opacity="0.85" stroke="#ffffff" stroke-width="0.7"/>`,
    );
    if (point.label === undefined) continue;
    const [line = ""] = breakLines(sheet.fonts, point.label, captionStyle, { width: 140, most: 1 });
    sheet.over.push(
      textPath(sheet.fonts, line, { ...captionStyle, x: x + radius + 4, y: y + 4, color: ink }),
    );
  }
}

function drawThumbnails(sheet: Sheet, { thumbnails = [], thumbnailWidth = 44 }: Scatter, place: Place): void {
  for (const thumbnail of thumbnails.filter(isPlaced)) {
    const { x, y } = place(thumbnail);
    const image = enlarge(thumbnail.image, thumbnailWidth * density, "linear");
    const [width, height] = [image.width / density, image.height / density];
    const [left, top] = [Math.round(x - width / 2), Math.round(y - height / 2)];
    layImage(sheet, image, left, top);
    sheet.over.push(
      `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="1" fill="none" stroke="${svgColor(thumbnail.color)}" stroke-width="2.2"/>`,
    );
  }
}

function writeLegend(sheet: Sheet, legend: Scatter["legend"], left: number): void {
  for (const { color, label } of legend) {
    const lines = breakLines(sheet.fonts, label, captionStyle, { width: legendWidth - 18, most: 2 });
    const middle = sheet.y + lineHeight(captionStyle) / 2;
    sheet.under.push(`<circle cx="${left + 5}" cy="${middle}" r="4.5" fill="${svgColor(color)}"/>`);
    writeLines(sheet, lines, captionStyle, { x: left + 18, color: ink });
    sheet.y += 5;
  }
}

function writeAxes(sheet: Sheet, { xLabel, yLabel }: Scatter, { left, top }: Corner): void {
  if (yLabel) {
    const [line = ""] = breakLines(sheet.fonts, yLabel, captionStyle, { width: plotHeight, most: 1 });
    const half = textWidth(sheet.fonts, line, captionStyle) / 2;
    const path = textPath(sheet.fonts, line, { ...captionStyle, x: 0, y: 0, color: muted });
    const [x, y] = [left - 9, top + plotHeight / 2 + half];
    sheet.under.push(`<g transform="translate(${x.toFixed(2)} ${y.toFixed(2)}) rotate(-90)">${path}</g>`);
  }
  if (!xLabel) return;
  sheet.y = Math.max(sheet.y, top + plotHeight) + 4;
  const lines = breakLines(sheet.fonts, xLabel, captionStyle, { width: plotWidth, most: 1 });
  writeLines(sheet, lines, captionStyle, { x: left + plotWidth / 2, color: muted, anchor: "middle" });
}
