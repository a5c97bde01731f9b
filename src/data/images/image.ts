import type { TensorData } from "../../tensor/dtype.ts";

/** Element types that an image may have on disk; `bool` is kept as bytes 0 and 1. */
export type PixelType =
  | "bool"
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "uint32"
  | "int32"
  | "float32"
  | "float64";

/** What an image file says of itself, read without its pixels where the format allows. */
export interface ImageInfo {
  readonly path: string;
  readonly format: "png" | "jpeg" | "tiff";
  readonly width: number;
  readonly height: number;
  /** Samples per pixel on one page, an alpha sample included: 1 grey, 3 RGB, 4 RGBA. */
  readonly samples: number;
  readonly pixelType: PixelType;
  /** Number of pages (image file directories) of equal size. */
  readonly pages: number;
  /** Axes of the whole file in OME letters, e.g. `YX`, `YXS`, `CYX`, `ZYX`, `IYXS`. */
  readonly axes: string;
  /** Sizes along `axes`. */
  readonly shape: readonly number[];
  /** TIFF names: `NONE`, `LZW`, `ADOBE_DEFLATE` ...; other formats give their own name. */
  readonly compression: string;
  /** TIFF names: `MINISBLACK`, `MINISWHITE`, `RGB`, `PALETTE` ... */
  readonly photometric: string;
  /** Pixel width in micrometres, where the file tells. */
  readonly physicalSizeX?: number;
}

/** One plane or colour image in memory: channel-planar, row-major [channels, height, width]. */
export interface Image {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** 1 (grey) or 3 (red, green, blue); alpha is dropped, palettes and MINISWHITE are resolved. */
  readonly channels: number;
  readonly pixelType: PixelType;
  readonly data: TensorData;
}

/** Which plane of a multi-page image is meant. */
export type PageChoice = { readonly page: number } | { readonly projection: "max" };

/** How stored intensities become network inputs; part of the model, never guessed anew at prediction. */
export type IntensityScaling =
  /** The type's whole range to 0..1 (uint8 / 255, uint16 / 65535); floats are taken as they are. */
  | { readonly kind: "full-range" }
  /** The given percentiles of each image to 0..1, clipped. */
  | { readonly kind: "percentile"; readonly low: number; readonly high: number }
  /** Each image to mean 0 and deviation 1: (x - mean) / (deviation + 0.02 of the type's range). */
  | { readonly kind: "per-image" };
