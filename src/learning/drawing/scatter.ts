import type { RgbImage } from "./rgb-image.ts";

/** A map of points in a plane, some of them shown as pictures. */
export interface Scatter {
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly color: string;
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
}

/** The map as the bytes of a PNG, two pixels to a px. */
export function renderScatter(scatter: Scatter): Promise<Uint8Array> {
  return Promise.reject(new Error(`not drawn yet: ${scatter.title}`));
}
