import type { Random } from "../../tensor/random.ts";

/**
 * Where each output pixel comes from: sourceX = xx * x + xy * y + x0 and sourceY = yx * x + yy * y + y0, in pixels,
 * counted from the centre of the first pixel.
 */
export interface AffineMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** How far random transforms go; 0 or false leaves one out. */
export interface TransformOptions {
  /** Greatest rotation to either side, in degrees; 180 (any rotation) by default. */
  readonly rotation?: number;
  /** Whether half of the pictures are mirrored; true by default. */
  readonly flip?: boolean;
  /** Greatest change of size: 0.12 (default) draws factors from 1 / 1.12 to 1.12, evenly in their logarithm. */
  readonly scale?: number;
  /** Greatest shift along each axis, as a share of that side; 0.08 by default. */
  readonly shift?: number;
}

/**
 * Draws a rotation, flip, change of size and shift about the picture's centre. Always takes five numbers from
 * `random`, whatever the options.
 */
export function drawTransform(
  random: Random,
  size: { readonly height: number; readonly width: number },
  options: TransformOptions = {},
): AffineMatrix {
  const { rotation = 180, flip = true, scale = 0.12, shift = 0.08 } = options;
  const angle = (random.uniform(-rotation, rotation) * Math.PI) / 180;
  const mirror = random.uniform() < 0.5 && flip ? -1 : 1;
  const zoom = (1 + scale) ** random.uniform(-1, 1);
  const shiftX = random.uniform(-shift, shift) * size.width;
  const shiftY = random.uniform(-shift, shift) * size.height;
  // From the output back to the source: undo the shift, the size, the rotation, then the flip.
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  const centreX = (size.width - 1) / 2;
  const centreY = (size.height - 1) / 2;
  const xx = mirror * cos;
  const xy = mirror * sin;
  const fromX = centreX + shiftX;
  const fromY = centreY + shiftY;
  return {
    xx,
    xy,
    x0: centreX - xx * fromX - xy * fromY,
    yx: -sin,
    yy: cos,
    y0: centreY + sin * fromX - cos * fromY,
  };
}
