/** Where a picture is laid on a map, in the units of its points. */
export interface PlacedThumbnail {
  /** Row of the point that it shows. */
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

export interface ThumbnailOptions {
  readonly count: number;
  /** Sides of the map and of a thumbnail on the page, alike in unit. */
  readonly width: number;
  readonly height: number;
  readonly side: number;
}

/** How far from its point a thumbnail may lie, in sides of it; tried from near to far, in so many directions. */
const [nearest, farthest, step, directions] = [0.62, 2.2, 0.08, 24];

/**
 * Lays thumbnails beside the points that they show, so that they cover neither points nor each other. Points that lie far
 * from each other come first; where no room is left nearby, a point goes without.
 * @param places [rows, 2]
 */
export function placeThumbnails(
  places: Float64Array,
  { count, width, height, side }: ThumbnailOptions,
): PlacedThumbnail[] {
  const axes = [0, 1].map((axis) => spanOf(places, axis));
  const [spanX, spanY] = axes;
  if (!spanX || !spanY || places.length === 0) return [];
  // Places on the page, from the corner of the map.
  const page = places.map((value, at) =>
    at % 2 === 0 ? ((value - spanX.low) / spanX.width) * width : ((value - spanY.low) / spanY.width) * height,
  );
  const laid: PlacedThumbnail[] = [];
  const taken: { readonly x: number; readonly y: number }[] = [];
  const free = (x: number, y: number): boolean => {
    if (x < 0 || y < 0 || x > width || y > height) return false;
    if (taken.some((other) => Math.max(Math.abs(other.x - x), Math.abs(other.y - y)) < 1.06 * side))
      return false;
    for (let at = 0; at < page.length; at += 2) {
      if (Math.max(Math.abs((page[at] ?? 0) - x), Math.abs((page[at + 1] ?? 0) - y)) < 0.56 * side)
        return false;
    }
    return true;
  };
  for (const row of spreadOut(page, 4 * count)) {
    if (laid.length === count) break;
    const [x, y] = [page[2 * row] ?? 0, page[2 * row + 1] ?? 0];
    const found = around(x, y, side).find((place) => free(place.x, place.y));
    if (!found) continue;
    taken.push(found);
    laid.push({
      row,
      x: spanX.low + (found.x / width) * spanX.width,
      y: spanY.low + (found.y / height) * spanY.width,
    });
  }
  return laid;
}

function around(x: number, y: number, side: number): { readonly x: number; readonly y: number }[] {
  const places: { readonly x: number; readonly y: number }[] = [];
  for (let far = nearest; far <= farthest; far += step) {
    for (let direction = 0; direction < directions; direction++) {
      const angle = (2 * Math.PI * direction) / directions;
      places.push({ x: x + far * side * Math.cos(angle), y: y + far * side * Math.sin(angle) });
    }
  }
  return places;
}

/** Points that lie as far from each other as can be: each next one is the farthest from all before (Gonzalez 1985). */
function spreadOut(places: Float64Array, count: number): number[] {
  const rows = places.length / 2;
  const chosen: number[] = [];
  const distance = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (let next = 0; chosen.length < Math.min(count, rows); ) {
    chosen.push(next);
    const from = next;
    let most = -1;
    for (let row = 0; row < rows; row++) {
      const apart = Math.hypot(
        (places[2 * row] ?? 0) - (places[2 * from] ?? 0),
        (places[2 * row + 1] ?? 0) - (places[2 * from + 1] ?? 0),
      );
      distance[row] = Math.min(distance[row] ?? 0, apart);
      if ((distance[row] ?? 0) > most) [most, next] = [distance[row] ?? 0, row];
    }
    if (most <= 0) break;
  }
  return chosen;
}

function spanOf(places: Float64Array, axis: number): { readonly low: number; readonly width: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = axis; at < places.length; at += 2) {
    low = Math.min(low, places[at] ?? 0);
    high = Math.max(high, places[at] ?? 0);
  }
  return { low, width: high > low ? high - low : 1 };
}
