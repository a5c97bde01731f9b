import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeTiff } from "../src/data/images/tiff/encode-tiff.ts";

const side = 64;
const classes = ["dots", "stripes"] as const;

/** Writes that many different images into one subfolder for each of two classes: waves of random direction, and noise. */
export function makeGrowthImages(folder: string, count: number): void {
  for (const name of classes) mkdirSync(join(folder, name), { recursive: true });
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator: only noise
    return state / 2 ** 32;
  };
  const [data, rows, columns] = [new Uint8Array(side * side), new Float64Array(side), new Float64Array(side)];
  for (let index = 0; index < count; index++) {
    const kind = index % 2;
    // Products of waves along both axes: no two images look alike.
    for (const wave of [rows, columns]) {
      const [a, b, c, d] = [next() * 6, next() * 0.4, next() * 6, next() * 0.9];
      for (let at = 0; at < side; at++) wave[at] = Math.sin(a + b * at) + Math.sin(c + d * at);
    }
    for (let at = 0; at < data.length; at++) {
      const [row, column] = [rows[at >> 6] ?? 0, columns[at & 63] ?? 0];
      data[at] = 100 + 25 * (kind === 0 ? row * column : row + column) + 12 * next();
    }
    const pixels = { width: side, height: side, channels: 1, pixelType: "uint8", data } as const;
    writeFileSync(
      join(folder, classes[kind] ?? "", `${String(index).padStart(6, "0")}.tif`),
      encodeTiff(pixels),
    );
  }
}
