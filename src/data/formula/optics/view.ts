import type { Random } from "../../../tensor/random.ts";

/** How a field of view lies on the pixels: pixel = scale * (turned, maybe mirrored field) + shift. */
export interface View {
  /** Edge of the image in pixels; the centre of pixel (column, row) lies at whole numbers. */
  readonly size: number;
  /** Pixels per field of view. */
  readonly scale: number;
  /** From field to pixel: column = xx * x + xy * y + x0, row = yx * x + yy * y + y0. */
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly x0: number;
  readonly y0: number;
}

/** The field as it is. */
export function plainView(size: number): View {
  return viewOf(size, 0, false, 1, 0, 0);
}

/** Any rotation, mirrored or not, a little shifted and zoomed. */
export function drawView(random: Random, size: number): View {
  const angle = random.uniform(0, 2 * Math.PI);
  const mirrored = random.uniform() < 0.5;
  const zoom = Math.exp(random.normal(0, 0.09));
  return viewOf(size, angle, mirrored, zoom, random.normal(0, 0.035), random.normal(0, 0.035));
}

function viewOf(
  size: number,
  angle: number,
  mirrored: boolean,
  zoom: number,
  right: number,
  down: number,
): View {
  const scale = size * zoom;
  const cos = scale * Math.cos(angle);
  const sin = scale * Math.sin(angle);
  const flip = mirrored ? -1 : 1;
  const [xx, xy, yx, yy] = [flip * cos, -sin, flip * sin, cos];
  const middle = size / 2 - 0.5;
  return {
    size,
    scale,
    xx,
    xy,
    yx,
    yy,
    x0: middle + size * right - 0.5 * (xx + xy),
    y0: middle + size * down - 0.5 * (yx + yy),
  };
}
