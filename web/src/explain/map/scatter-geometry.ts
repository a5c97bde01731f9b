/** Points of a map between 0 and 1 in each direction: distances between far images mean little, so the room is filled. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** What part of the map is seen: the point in the middle, and how many times it is enlarged. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const wholeView: View = { x: 0.5, y: 0.5, zoom: 1 };

/** Share of the room that the whole map takes. */
const filled = 0.92;

/** Places of a map as points between 0 and 1, both sides filled, upwards as in a figure; a side without extent is halved. */
export function normalize([x, y]: readonly [readonly number[], readonly number[]]): Points {
  const [left, right] = spanOf(x);
  const [bottom, top] = spanOf(y);
  const [across, up] = [right - left || 1, top - bottom || 1];
  const [middleX, middleY] = [(left + right) / 2, (bottom + top) / 2];
  return {
    x: Float64Array.from(x, (value) => 0.5 + (value - middleX) / across),
    y: Float64Array.from(y, (value) => 0.5 - (value - middleY) / up),
  };
}

function spanOf(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high >= low ? [low, high] : [0, 1];
}

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Pixels of a unit of the map, across and down. */
export function scaleOf({ width, height }: Room, { zoom }: View): readonly [number, number] {
  return [filled * zoom * width, filled * zoom * height];
}

/** From the map to pixels of the room. */
export function toPixels(x: number, y: number, room: Room, view: View): readonly [number, number] {
  const [across, down] = scaleOf(room, view);
  return [room.width / 2 + (x - view.x) * across, room.height / 2 + (y - view.y) * down];
}

/** From pixels of the room to the map. */
export function toMap(left: number, top: number, room: Room, view: View): readonly [number, number] {
  const [across, down] = scaleOf(room, view);
  return [view.x + (left - room.width / 2) / across, view.y + (top - room.height / 2) / down];
}

/** The view enlarged by a factor, with one place of the room kept where it is. */
export function zoomAt(view: View, factor: number, left: number, top: number, room: Room): View {
  const zoom = Math.min(60, Math.max(1, view.zoom * factor));
  if (zoom === 1) return wholeView;
  const [x, y] = toMap(left, top, room, view);
  const [newX, newY] = toMap(left, top, room, { ...view, zoom });
  return { x: view.x + x - newX, y: view.y + y - newY, zoom };
}

/** The nearest point that is shown, or -1 where none lies within `reach`, which is given across and down. */
export function nearestPoint(
  { x, y }: Points,
  shown: Uint8Array,
  [atX, atY]: readonly [number, number],
  [reachX, reachY]: readonly [number, number],
): number {
  let [best, least] = [-1, 1];
  for (let point = 0; point < x.length; point++) {
    if (shown[point] === 0) continue;
    const distance = (((x[point] ?? 0) - atX) / reachX) ** 2 + (((y[point] ?? 0) - atY) / reachY) ** 2;
    if (distance < least) [best, least] = [point, distance];
  }
  return best;
}

/** The points that are shown nearest to one, itself first. */
export function nearestTo({ x, y }: Points, shown: Uint8Array, from: number, count: number): number[] {
  const distance = (point: number): number =>
    ((x[point] ?? 0) - (x[from] ?? 0)) ** 2 + ((y[point] ?? 0) - (y[from] ?? 0)) ** 2;
  const others = Array.from(x.keys()).filter((point) => shown[point] !== 0 && point !== from);
  return [from, ...others.sort((a, b) => distance(a) - distance(b)).slice(0, count)];
}

/** The next point that is shown in a direction: near, and not too far aside; `from` where there is none. */
export function nextPoint(
  { x, y }: Points,
  shown: Uint8Array,
  from: number,
  [towardsX, towardsY]: readonly [number, number],
): number {
  let [best, least] = [from, Number.POSITIVE_INFINITY];
  for (let point = 0; point < x.length; point++) {
    if (shown[point] === 0 || point === from) continue;
    const [dx, dy] = [(x[point] ?? 0) - (x[from] ?? 0), (y[point] ?? 0) - (y[from] ?? 0)];
    const ahead = dx * towardsX + dy * towardsY;
    const aside = Math.abs(dx * towardsY - dy * towardsX);
    if (ahead <= 0 || aside > ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [point, cost];
  }
  return best;
}

/** The points that are shown within a closed line, given as x, y, x, y ... of the map (even-odd rule). */
export function pointsWithin({ x, y }: Points, shown: Uint8Array, line: readonly number[]): number[] {
  const inside: number[] = [];
  for (let point = 0; point < x.length; point++) {
    if (shown[point] !== 0 && isWithin(x[point] ?? 0, y[point] ?? 0, line)) inside.push(point);
  }
  return inside;
}

function isWithin(x: number, y: number, line: readonly number[]): boolean {
  let within = false;
  for (let at = 0, before = line.length - 2; at < line.length; before = at, at += 2) {
    const [x1, y1] = [line[at] ?? 0, line[at + 1] ?? 0];
    const [x2, y2] = [line[before] ?? 0, line[before + 1] ?? 0];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) within = !within;
  }
  return within;
}
