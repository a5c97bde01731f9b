import type { ColorMap } from "./color-map.ts";
import type { RgbImage } from "./rgb-image.ts";

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
  readonly colorBar?:
    | { readonly map: ColorMap; readonly low: string; readonly high: string; readonly label: string }
    | undefined;
  /** Width of a panel on the page, in px; by default about 240, so that pixels are shown as whole squares. */
  readonly panelWidth?: number | undefined;
}

/** The figure as the bytes of a PNG, two pixels to a px; the same bytes for the same figure. */
export function renderFigure(figure: Figure): Promise<Uint8Array> {
  return Promise.reject(new Error(`not drawn yet: ${figure.title ?? ""}`));
}
