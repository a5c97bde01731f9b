import { type Points, type Room, scaleOf, toPixels, type View } from "./scatter-geometry.ts";

/** How the points look. */
export interface ScatterLook {
  /** Position in `colors` of each point. */
  readonly color: Uint8Array;
  readonly colors: readonly string[];
  /** 1 where a point is shown. */
  readonly shown: Uint8Array;
  /** Points of this colour are drawn last, and larger. */
  readonly raised?: number | undefined;
}

/** Radius of points in pixels: many are small. */
export function radiusOf(count: number, zoom: number): number {
  const plain = count > 20_000 ? 1.6 : count > 4000 ? 2.4 : count > 800 ? 3.4 : 5;
  return Math.min(7, plain * zoom ** 0.35);
}

/** Draws all points; where some are selected, the others are pale. One path for each colour: 50,000 take a few ms. */
export function drawScatter(
  canvas: CanvasRenderingContext2D,
  points: Points,
  { color, colors, shown, raised }: ScatterLook,
  selected: ReadonlySet<number>,
  { room, view }: { readonly room: Room; readonly view: View },
): void {
  canvas.clearRect(0, 0, room.width, room.height);
  const radius = radiusOf(points.x.length, view.zoom);
  const order = [...colors.keys()].sort((a, b) => Number(a === raised) - Number(b === raised));
  const pass = (chosen: boolean): void => {
    for (const index of order) {
      canvas.beginPath();
      const size = index === raised ? 1.35 * radius : radius;
      for (let point = 0; point < color.length; point++) {
        if (color[point] !== index || shown[point] === 0) continue;
        if (selected.size > 0 && selected.has(point) !== chosen) continue;
        const [left, top] = toPixels(points.x[point] ?? 0, points.y[point] ?? 0, room, view);
        if (left < -size || top < -size || left > room.width + size || top > room.height + size) continue;
        canvas.moveTo(left + size, top);
        canvas.arc(left, top, size, 0, 2 * Math.PI);
      }
      canvas.fillStyle = colors[index] ?? "grey";
      canvas.globalAlpha = selected.size > 0 && !chosen ? 0.22 : 0.85;
      canvas.fill();
    }
  };
  pass(false);
  if (selected.size > 0) pass(true);
  canvas.globalAlpha = 1;
}

export interface Marks {
  readonly selected: ReadonlySet<number>;
  /** Where the keyboard is; -1 for nowhere. */
  readonly cursor: number;
  /** The line of a lasso, x, y, x, y ... of the map. */
  readonly lasso: readonly number[];
  /** Of marks. */
  readonly ink: string;
}

/** Rings around the selected points when they are few, the cursor, and the lasso. */
export function drawMarks(
  canvas: CanvasRenderingContext2D,
  points: Points,
  { selected, cursor, lasso, ink }: Marks,
  { room, view }: { readonly room: Room; readonly view: View },
): void {
  canvas.clearRect(0, 0, room.width, room.height);
  const radius = radiusOf(points.x.length, view.zoom);
  const ring = (point: number, size: number): void => {
    const [left, top] = toPixels(points.x[point] ?? 0, points.y[point] ?? 0, room, view);
    canvas.moveTo(left + size, top);
    canvas.arc(left, top, size, 0, 2 * Math.PI);
  };
  canvas.strokeStyle = ink;
  if (selected.size <= 2000) {
    canvas.beginPath();
    for (const point of selected) ring(point, radius + 1);
    canvas.lineWidth = 1.2;
    canvas.stroke();
  }
  if (cursor >= 0) {
    canvas.beginPath();
    ring(cursor, radius + 6);
    canvas.lineWidth = 2.5;
    canvas.stroke();
  }
  if (lasso.length < 4) return;
  const [across, down] = scaleOf(room, view);
  canvas.beginPath();
  for (let at = 0; at < lasso.length; at += 2) {
    const left = room.width / 2 + ((lasso[at] ?? 0) - view.x) * across;
    const top = room.height / 2 + ((lasso[at + 1] ?? 0) - view.y) * down;
    if (at === 0) canvas.moveTo(left, top);
    else canvas.lineTo(left, top);
  }
  canvas.closePath();
  canvas.globalAlpha = 0.12;
  canvas.fillStyle = ink;
  canvas.fill();
  canvas.globalAlpha = 1;
  canvas.setLineDash([5, 4]);
  canvas.lineWidth = 1.5;
  canvas.stroke();
  canvas.setLineDash([]);
}
