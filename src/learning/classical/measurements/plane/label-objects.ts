import type { Mask } from "./mask.ts";

/** The connected parts of a mask; pixels that meet at a corner belong together. */
export interface LabelledObjects {
  /** 0 outside of objects, otherwise 1 + the position of the object. */
  readonly labels: Int32Array;
  /** Pixels of each object, as positions in the plane. */
  readonly objects: readonly Int32Array[];
  readonly height: number;
  readonly width: number;
}

/** @param minArea objects of fewer pixels are left out. */
export function labelObjects({ data, height, width }: Mask, minArea = 1): LabelledObjects {
  const labels = new Int32Array(data.length);
  const queue = new Int32Array(data.length);
  const objects: Int32Array[] = [];
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || labels[start] !== 0) continue;
    const label = objects.length + 1;
    let count = 0;
    queue[count++] = start;
    labels[start] = label;
    for (let next = 0; next < count; next++) {
      const at = queue[next] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const neighbour = v * width + u;
          if (data[neighbour] === 0 || labels[neighbour] !== 0) continue;
          labels[neighbour] = label;
          queue[count++] = neighbour;
        }
      }
    }
    if (count >= minArea) objects.push(queue.slice(0, count));
    else for (let i = 0; i < count; i++) labels[queue[i] ?? 0] = -1;
  }
  for (let i = 0; i < labels.length; i++) if (labels[i] === -1) labels[i] = 0;
  return { labels, objects, height, width };
}
