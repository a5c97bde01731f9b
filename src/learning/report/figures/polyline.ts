/** A point of a curve in data units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pairs two columns into points with ascending x; points with a NaN are left out. */
export function toPoints(x: ArrayLike<number>, y: ArrayLike<number>): Point[] {
  const points: Point[] = [];
  for (let index = 0; index < Math.min(x.length, y.length); index++) {
    const point = { x: x[index] ?? Number.NaN, y: y[index] ?? Number.NaN };
    if (Number.isFinite(point.x) && Number.isFinite(point.y)) points.push(point);
  }
  const descending = (points[0]?.x ?? 0) > (points.at(-1)?.x ?? 0);
  return descending ? points.reverse() : points;
}

/**
 * Leaves out points that lie within `tolerance` of the line through their neighbours, so that a curve of thousands of
 * points prints in a few. Source: Douglas and Peucker (1973), here with an explicit stack.
 */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  const keep = new Set([0, points.length - 1]);
  const stack: [number, number][] = [[0, points.length - 1]];
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    const [first, last] = span;
    const { index, distance } = farthest(points, first, last);
    if (distance <= tolerance) continue;
    keep.add(index);
    stack.push([first, index], [index, last]);
  }
  return points.filter((_, index) => keep.has(index));
}

/**
 * The mean height of several curves at 0, 0.01 ... 1, each read with `heightAt`; empty curves do not count.
 * Empty when there is no curve.
 */
export function averageCurves(
  curves: readonly (readonly Point[])[],
  heightAt: (points: readonly Point[], x: number) => number,
): Point[] {
  const drawn = curves.filter((points) => points.length > 1);
  if (drawn.length === 0) return [];
  return Array.from({ length: 101 }, (_, index) => {
    const x = index / 100;
    return { x, y: drawn.reduce((sum, points) => sum + heightAt(points, x), 0) / drawn.length };
  });
}

/** Height at x on straight lines between the points; the top of a vertical rise. */
export function linearHeight(points: readonly Point[], x: number): number {
  const after = points.findIndex((point) => point.x > x);
  if (after < 0) return points.at(-1)?.y ?? Number.NaN;
  const right = points[after];
  const left = points[after - 1];
  if (right === undefined || left === undefined) return points[0]?.y ?? Number.NaN;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}

/** Height at x of a step function that holds the height of the first point at or right of x. */
export function stepHeight(points: readonly Point[], x: number): number {
  return (points.find((point) => point.x >= x) ?? points.at(-1))?.y ?? Number.NaN;
}

function farthest(
  points: readonly Point[],
  first: number,
  last: number,
): { index: number; distance: number } {
  const start = points[first];
  const end = points[last];
  let found = { index: first, distance: 0 };
  if (start === undefined || end === undefined) return found;
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const length = Math.hypot(dx, dy);
  for (let index = first + 1; index < last; index++) {
    const point = points[index];
    if (point === undefined) continue;
    const [px, py] = [point.x - start.x, point.y - start.y];
    const distance = length === 0 ? Math.hypot(px, py) : Math.abs(dx * py - dy * px) / length;
    if (distance > found.distance) found = { index, distance };
  }
  return found;
}
