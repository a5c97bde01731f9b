import { type Mask, maskGeometry } from "./mask.ts";

/** Shape of one object, in pixels; all values are finite. */
export interface ObjectShape {
  readonly area: number;
  readonly perimeter: number;
  /** Of the ellipse with the same second moments: 0 for a disc, towards 1 for a line. */
  readonly eccentricity: number;
  readonly majorAxis: number;
  readonly minorAxis: number;
  /** Area / area of the convex hull. */
  readonly solidity: number;
  /** 4 pi area / perimeter^2: 1 for a disc. */
  readonly circularity: number;
  /** Largest and least distance of two parallel lines that hold the object. */
  readonly maxFeret: number;
  readonly minFeret: number;
  readonly holes: number;
  /** Of the distances from the middle to the border: deviation, least and largest over mean. */
  readonly radiusDeviation: number;
  readonly radiusLeast: number;
  readonly radiusMost: number;
  /** Centre of mass, in pixels from the middle of the first pixel. */
  readonly centreX: number;
  readonly centreY: number;
}

/** @param pixels positions of one object's pixels in a plane of this width; at least one. */
export function describeObject(pixels: Int32Array, width: number): ObjectShape {
  const { mask, left, top } = cropObject(pixels, width);
  const { area, perimeter, eulerNumber } = maskGeometry(mask);
  const moments = secondMoments(mask);
  const hull = convexHull(mask);
  const { maxFeret, minFeret } = feretDiameters(hull);
  const common = Math.sqrt(((moments.xx - moments.yy) / 2) ** 2 + moments.xy ** 2);
  const middle = (moments.xx + moments.yy) / 2;
  const major = middle + common;
  const minor = Math.max(0, middle - common);
  return {
    area,
    perimeter,
    eccentricity: Math.sqrt(1 - minor / major),
    majorAxis: 4 * Math.sqrt(major),
    minorAxis: 4 * Math.sqrt(minor),
    solidity: area / hullArea(hull),
    circularity: (4 * Math.PI * area) / perimeter ** 2,
    maxFeret,
    minFeret,
    holes: 1 - eulerNumber,
    ...borderRadii(mask, moments.x, moments.y),
    centreX: left + moments.x,
    centreY: top + moments.y,
  };
}

/** The object alone in its bounding box. */
export function cropObject(pixels: Int32Array, width: number): { mask: Mask; left: number; top: number } {
  let left = width;
  let right = 0;
  let top = Number.POSITIVE_INFINITY;
  let bottom = 0;
  for (const at of pixels) {
    const x = at % width;
    const y = (at - x) / width;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  const mask = {
    data: new Uint8Array((right - left + 1) * (bottom - top + 1)),
    width: right - left + 1,
    height: bottom - top + 1,
  };
  for (const at of pixels) {
    const x = at % width;
    mask.data[((at - x) / width - top) * mask.width + x - left] = 1;
  }
  return { mask, left, top };
}

/** Centre of mass and central second moments; each pixel is a square, hence 1 / 12. */
function secondMoments({ data, height, width }: Mask): {
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
} {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    count++;
    sumX += i % width;
    sumY += Math.floor(i / width);
  }
  const x = sumX / count;
  const y = sumY / count;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      if (data[v * width + u] === 0) continue;
      xx += (u - x) ** 2;
      yy += (v - y) ** 2;
      xy += (u - x) * (v - y);
    }
  }
  return { x, y, xx: xx / count + 1 / 12, yy: yy / count + 1 / 12, xy: xy / count };
}

type Point = readonly [x: number, y: number];

/** Hull of the corners of the pixels (Andrew 1979), counter-clockwise. */
function convexHull({ data, height, width }: Mask): Point[] {
  const corners: Point[] = [];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first < 0) continue;
    const end = row.lastIndexOf(1) + 1;
    corners.push([first, y], [first, y + 1], [end, y], [end, y + 1]);
  }
  corners.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return [...halfHull(corners), ...halfHull(corners.toReversed())];
}

function halfHull(points: readonly Point[]): Point[] {
  const chain: Point[] = [];
  for (const point of points) {
    for (;;) {
      const [a, b] = chain.slice(-2);
      if (a === undefined || b === undefined) break;
      const turn = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]);
      if (turn > 0) break;
      chain.pop();
    }
    chain.push(point);
  }
  return chain.slice(0, -1);
}

function hullArea(hull: readonly Point[]): number {
  let twice = 0;
  let [px, py] = hull.at(-1) ?? [0, 0];
  for (const [x, y] of hull) {
    twice += px * y - x * py;
    [px, py] = [x, y];
  }
  return twice / 2;
}

/** The largest distance of two corners; the least width across an edge of the hull. */
function feretDiameters(hull: readonly Point[]): { maxFeret: number; minFeret: number } {
  let maxFeret = 0;
  let minFeret = Number.POSITIVE_INFINITY;
  let [px, py] = hull.at(-1) ?? [0, 0];
  for (const [x, y] of hull) {
    const length = Math.hypot(x - px, y - py);
    let across = 0;
    for (const [u, v] of hull) {
      maxFeret = Math.max(maxFeret, Math.hypot(u - x, v - y));
      across = Math.max(across, Math.abs((x - px) * (v - py) - (y - py) * (u - px)) / length);
    }
    minFeret = Math.min(minFeret, across);
    [px, py] = [x, y];
  }
  return { maxFeret, minFeret };
}

function borderRadii(
  { data, height, width }: Mask,
  centreX: number,
  centreY: number,
): { radiusDeviation: number; radiusLeast: number; radiusMost: number } {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (data[at] === 0) continue;
      const isInner =
        x > 0 &&
        y > 0 &&
        x < width - 1 &&
        y < height - 1 &&
        data[at - 1] === 1 &&
        data[at + 1] === 1 &&
        data[at - width] === 1 &&
        data[at + width] === 1;
      if (isInner) continue;
      const radius = Math.hypot(x - centreX, y - centreY) + 0.5;
      count++;
      sum += radius;
      squares += radius * radius;
      least = Math.min(least, radius);
      most = Math.max(most, radius);
    }
  }
  const mean = sum / count;
  return {
    radiusDeviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) / mean,
    radiusLeast: least / mean,
    radiusMost: most / mean,
  };
}
