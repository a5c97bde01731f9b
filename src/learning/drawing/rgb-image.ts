import { resizePlanar } from "../../data/images/resize-planar.ts";
import { MorError } from "../../errors.ts";

/** Colours in memory, interleaved. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** [H, W, 3], 0..255. */
  readonly data: Uint8Array;
}

export interface PlaneSize {
  readonly height: number;
  readonly width: number;
}

/**
 * A grey picture of a plane.
 *
 * @param plane [H, W] in 0..1; what lies outside is clipped, NaN is black.
 * @throws MorError `shape-mismatch` when the plane is not of that size.
 */
export function greyImage(plane: Float32Array, size: PlaneSize): RgbImage {
  checkPlane(plane, size);
  const data = new Uint8Array(plane.length * 3);
  for (let i = 0; i < plane.length; i++) data.fill(toByte(plane[i] ?? 0), 3 * i, 3 * i + 3);
  return { width: size.width, height: size.height, data };
}

/**
 * The picture at another width, its proportions kept: wider with its pixels as squares (`nearest`) or between them
 * (`linear`); narrower by averaging over areas, whatever is asked.
 */
export function enlarge(
  image: RgbImage,
  toWidth: number,
  between: "nearest" | "linear" = "nearest",
): RgbImage {
  const width = Math.max(1, Math.round(toWidth));
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  if (width === image.width) return image;
  return between === "nearest" && width > image.width
    ? repeatPixels(image, { height, width })
    : interpolate(image, { height, width });
}

/** @throws MorError `shape-mismatch`. */
export function checkPlane(plane: Float32Array, { height, width }: PlaneSize): void {
  if (plane.length === height * width && plane.length > 0) return;
  throw new MorError(
    "shape-mismatch",
    `Expected ${height} x ${width} values of a plane, got ${plane.length}`,
  );
}

/** 0..1 -> 0..255; NaN is 0. */
export function toByte(value: number): number {
  return value > 0 ? Math.round(255 * Math.min(1, value)) : 0;
}

function repeatPixels(image: RgbImage, { height, width }: PlaneSize): RgbImage {
  const data = new Uint8Array(height * width * 3);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * image.width) / width));
  for (let y = 0; y < height; y++) {
    const row = Math.min(image.height - 1, Math.floor(((y + 0.5) * image.height) / height)) * image.width;
    for (let x = 0; x < width; x++) {
      const from = 3 * (row + (columns[x] ?? 0));
      const to = 3 * (y * width + x);
      data[to] = image.data[from] ?? 0;
      data[to + 1] = image.data[from + 1] ?? 0;
      data[to + 2] = image.data[from + 2] ?? 0;
    }
  }
  return { width, height, data };
}

function interpolate(image: RgbImage, size: PlaneSize): RgbImage {
  const area = image.width * image.height;
  const planes = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) {
      planes[channel * area + i] = image.data[3 * i + channel] ?? 0;
    }
  }
  const resized = resizePlanar(planes, { channels: 3, height: image.height, width: image.width }, size);
  const newArea = size.width * size.height;
  const data = new Uint8Array(3 * newArea);
  for (let i = 0; i < newArea; i++) {
    for (let channel = 0; channel < 3; channel++) {
      data[3 * i + channel] = Math.round(resized[channel * newArea + i] ?? 0);
    }
  }
  return { width: size.width, height: size.height, data };
}
