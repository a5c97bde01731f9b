import { density, paint } from "./canvas.ts";
import { type ColorBar, drawColorBar } from "./color-bar.ts";
import { type Fonts, loadFonts, textWidth } from "./font.ts";
import { enlarge, type RgbImage } from "./rgb-image.ts";
import { drawScaleBar } from "./scale-bar.ts";
import {
  breakLines,
  captionStyle,
  finishSheet,
  headingStyle,
  ink,
  layImage,
  lineHeight,
  margin,
  muted,
  noteStyle,
  openSheet,
  type Sheet,
  writeHead,
  writeLines,
} from "./sheet.ts";
import { svgColor } from "./svg-color.ts";

/** One picture of a figure. */
export interface Panel {
  readonly image: RgbImage;
  /** Below the picture; at most three lines, `\n` begins a new one. */
  readonly caption?: string | undefined;
  readonly captionColor?: string | undefined;
  /** Draws a bar of a round length into the picture. */
  readonly scaleBar?: { readonly micrometresPerPixel: number } | undefined;
  /** Width on the page, in px; by default that of the figure's panels. */
  readonly width?: number | undefined;
  /** Colour of a frame around the picture. */
  readonly border?: string | undefined;
}

export interface FigureRow {
  /** To the left of the panels. */
  readonly label?: string | undefined;
  readonly panels: readonly Panel[];
}

/** Pictures in rows and columns with what has to be said of them. */
export interface Figure {
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
  /** Below the panels, in small type. */
  readonly note?: string | undefined;
  /** Headings of the columns. */
  readonly columns?: readonly string[] | undefined;
  readonly rows: readonly FigureRow[];
  readonly colorBar?: ColorBar | readonly ColorBar[] | undefined;
  /** Width of a panel on the page, in px; by default about 240, so that pixels are shown as whole squares. */
  readonly panelWidth?: number | undefined;
}

const [gap, rowGap] = [14, 18];
const [usualWidth, smallestPage, widestLabel] = [240, 300, 130];
const [barWidth, barGap] = [180, 22];

/** Height of a panel in usual widths at most. */
const highest = 1.5;

/** The figure as the bytes of a PNG, two pixels to a px; the same bytes for the same figure. */
export async function renderFigure(figure: Figure): Promise<Uint8Array> {
  const fonts = await loadFonts();
  const rows = figure.rows.map((row) => shownRow(row, figure.panelWidth));
  const columns = placeColumns(rows, fonts);
  const sheet = openSheet(fonts, Math.max(smallestPage, columns.right + margin));
  writeHead(sheet, figure);
  writeColumnHeadings(sheet, figure.columns ?? [], columns);
  rows.forEach((row, index) => {
    if (index > 0) sheet.y += rowGap;
    drawRow(sheet, row, columns);
  });
  drawFoot(sheet, figure);
  return finishSheet(sheet);
}

/** One panel by itself, without its caption: a picture for a page, that many px wide; one that is very high is narrower. */
export async function renderPanel(
  panel: Panel,
  width: number,
  format: "png" | "jpeg" = "jpeg",
): Promise<Uint8Array> {
  const fonts = await loadFonts();
  const { image: given } = panel;
  const across = Math.max(1, Math.round(width * Math.min(1, (highest * given.width) / given.height)));
  const image = enlarge(given, across * density);
  const shown = { panel, image, width: image.width / density, height: image.height / density };
  const over = decorate(fonts, shown, { left: 0, top: 0 });
  const images = [{ image, left: 0, top: 0 }];
  return paint({ width: shown.width, height: Math.floor(shown.height), under: [], images, over }, format);
}

/** A panel with its picture at the size that it is shown at. */
interface Shown {
  readonly panel: Panel;
  readonly image: RgbImage;
  /** In px. */
  readonly width: number;
  readonly height: number;
}

interface ShownRow {
  readonly label: string | undefined;
  readonly panels: readonly Shown[];
}

function shownRow({ label, panels }: FigureRow, panelWidth: number | undefined): ShownRow {
  return {
    label,
    panels: panels.map((panel) => {
      const image = enlarge(panel.image, widthOnCanvas(panel, panelWidth));
      return { panel, image, width: image.width / density, height: image.height / density };
    }),
  };
}

/** Without a wish, the multiple of the image's pixels that is nearest to the usual width; high pictures are narrower. */
function widthOnCanvas({ image, width }: Panel, panelWidth: number | undefined): number {
  const wish = width ?? panelWidth;
  if (wish !== undefined) return wish * density;
  const room = usualWidth * density * Math.min(1, (highest * image.width) / image.height);
  const times = Math.round(room / image.width);
  return times >= 1 && Math.abs(times * image.width - room) < 0.25 * room ? times * image.width : room;
}

interface Columns {
  readonly labelWidth: number;
  readonly places: readonly { readonly left: number; readonly width: number }[];
  readonly right: number;
}

function placeColumns(rows: readonly ShownRow[], fonts: Fonts): Columns {
  const labels = rows.map(({ label }) => Math.ceil(textWidth(fonts, label ?? "", headingStyle)));
  const labelWidth = Math.min(widestLabel, Math.max(0, ...labels));
  const count = Math.max(0, ...rows.map(({ panels }) => panels.length));
  let left = margin + (labelWidth > 0 ? labelWidth + gap : 0);
  const places = Array.from({ length: count }, (_, column) => {
    const widths = rows.flatMap(({ panels }) => panels.slice(column, column + 1).map(({ width }) => width));
    const place = { left, width: Math.ceil(Math.max(...widths)) };
    left += place.width + gap;
    return place;
  });
  return { labelWidth, places, right: count === 0 ? left : left - gap };
}

/** They stand on the same line at the bottom. */
function writeColumnHeadings(sheet: Sheet, headings: readonly string[], { places }: Columns): void {
  if (headings.length === 0) return;
  const broken = places.map(({ width }, column) =>
    breakLines(sheet.fonts, headings[column], headingStyle, { width: width + gap - 4, most: 2 }),
  );
  const bottom = sheet.y + Math.max(0, ...broken.map(({ length }) => length)) * lineHeight(headingStyle);
  broken.forEach((lines, column) => {
    const { left, width } = places[column] ?? { left: 0, width: 0 };
    sheet.y = bottom - lines.length * lineHeight(headingStyle);
    writeLines(sheet, lines, headingStyle, { x: left + width / 2, color: ink, anchor: "middle" });
  });
  sheet.y = bottom + 6;
}

function drawRow(sheet: Sheet, { label, panels }: ShownRow, { labelWidth, places }: Columns): void {
  const top = Math.ceil(sheet.y);
  const height = Math.ceil(Math.max(0, ...panels.map((shown) => shown.height)));
  const labelLines = breakLines(sheet.fonts, label, headingStyle, { width: labelWidth, most: 4 });
  sheet.y = top + (height - labelLines.length * lineHeight(headingStyle)) / 2;
  writeLines(sheet, labelLines, headingStyle, { x: margin, color: ink });
  let bottom = Math.max(sheet.y, top + height);
  panels.forEach((shown, column) => {
    const place = places[column] ?? { left: margin, width: shown.width };
    const { panel, image, width } = shown;
    const left = place.left + Math.floor((place.width - width) / 2);
    layImage(sheet, image, left, top);
    sheet.over.push(...decorate(sheet.fonts, shown, { left, top }));
    sheet.y = top + height + 5;
    const lines = breakLines(sheet.fonts, panel.caption, captionStyle, { width: place.width, most: 3 });
    const style = { x: place.left + place.width / 2, color: svgColor(panel.captionColor ?? muted) };
    writeLines(sheet, lines, captionStyle, { ...style, anchor: "middle" });
    if (lines.length > 0) bottom = Math.max(bottom, sheet.y);
  });
  sheet.y = bottom;
}

/** What lies on top of a picture: its frame and its scale bar. */
function decorate(
  fonts: Fonts,
  { panel, width, height }: Shown,
  { left, top }: { readonly left: number; readonly top: number },
): string[] {
  const frame =
    panel.border === undefined
      ? []
      : [
          `<rect x="${left + 1}" y="${top + 1}" width="${width - 2}" height="${height - 2}" fill="none" stroke="${svgColor(panel.border)}" stroke-width="2"/>`,
        ];
  if (panel.scaleBar === undefined) return frame;
  const micrometresAcross = panel.scaleBar.micrometresPerPixel * panel.image.width;
  return [...frame, ...drawScaleBar(fonts, { left, top, width, height, micrometresAcross })];
}

/** The note on the left, the colour bars on the right; below each other where there is no room. */
function drawFoot(sheet: Sheet, { note, colorBar }: Figure): void {
  const bars = colorBar === undefined ? [] : "label" in colorBar ? [colorBar] : colorBar;
  const room = sheet.width - 2 * margin;
  const top = sheet.y + 14;
  let [bottom, noteTop, noteWidth] = [sheet.y, top, room];
  if (bars.length > 0) {
    const taken = Math.min(room, bars.length * (barWidth + barGap) - barGap);
    const width = (taken + barGap) / bars.length - barGap;
    bars.forEach((bar, index) => {
      sheet.y = top;
      drawColorBar(sheet, bar, { left: sheet.width - margin - taken + index * (width + barGap), width });
    });
    bottom = sheet.y;
    const beside = room - taken - 2 * gap;
    if (beside >= 240) noteWidth = beside;
    else noteTop = bottom + 8;
  }
  const lines = breakLines(sheet.fonts, note, noteStyle, { width: noteWidth, most: 8 });
  if (lines.length > 0) {
    sheet.y = noteTop;
    writeLines(sheet, lines, noteStyle, { x: margin, color: muted });
    bottom = Math.max(bottom, sheet.y);
  }
  sheet.y = bottom;
}
