import { distanceTransform } from "../plane/distance-transform.ts";
import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, ratio } from "../plane/statistics.ts";

/** Where the light is: in rings about the middle of the plane, and from the border to the core of the object there. */
export function measureRadial({ unit, wide, height, width }: PreparedPlane): Measurements {
  return [...measureRings(unit, height, width), ...measureDepth(unit, wide, height, width)];
}

const ringCount = 6;

/** Mean light and its variation in rings up to half of the shorter side. */
function measureRings(unit: Float32Array, height: number, width: number): Measurements {
  const side = Math.min(height, width) / 2;
  const rings = Array.from({ length: ringCount }, () => ({ count: 0, sum: 0, squares: 0 }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - (width - 1) / 2, y - (height - 1) / 2) / side;
      const ring = rings[Math.floor(distance * ringCount)];
      if (ring === undefined) continue;
      const value = unit[y * width + x] ?? 0;
      ring.count++;
      ring.sum += value;
      ring.squares += value * value;
    }
  }
  return rings.flatMap(({ count, sum, squares }, index) => {
    const mean = ratio(sum, count);
    const deviation = Math.sqrt(Math.max(0, ratio(squares, count) - mean * mean));
    return [
      [`ring-${index + 1}-mean`, mean],
      [`ring-${index + 1}-deviation`, deviation],
    ] as const;
  });
}

const shellCount = 5;

/** Light of shells of equal depth over that of the whole object, the depth, and light outside of the border. */
function measureDepth(unit: Float32Array, wide: Int32Array, height: number, width: number): Measurements {
  const mask = { data: new Uint8Array(height * width), height, width };
  let light = 0;
  for (const at of wide) {
    mask.data[at] = 1;
    light += unit[at] ?? 0;
  }
  const depth = distanceTransform(mask);
  let deepest = 0;
  let depths = 0;
  for (const at of wide) {
    deepest = Math.max(deepest, depth[at] ?? 0);
    depths += depth[at] ?? 0;
  }
  const counts = new Float64Array(shellCount);
  const sums = new Float64Array(shellCount);
  for (const at of wide) {
    const shell = Math.min(shellCount - 1, Math.floor((shellCount * (depth[at] ?? 0)) / (deepest + 1)));
    counts[shell] = (counts[shell] ?? 0) + 1;
    sums[shell] = (sums[shell] ?? 0) + (unit[at] ?? 0);
  }
  const mean = ratio(light, wide.length);
  return [
    ["depth-most", deepest],
    ["depth-mean", ratio(depths, wide.length)],
    // A disc of the same area is as deep as sqrt(area / pi).
    ["thickness", ratio(deepest, Math.sqrt(wide.length / Math.PI))],
    ...[...counts].map(
      (count, shell) => [`shell-${shell + 1}`, ratio(ratio(sums[shell] ?? 0, count), mean)] as const,
    ),
  ];
}
