import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writePng } from "../../src/data/images/write-image.ts";
import { createRandom, type Random } from "../../src/tensor/random.ts";

const side = 256;
const classes = ["dots", "blobs"] as const;

/** Writes that many different images of 256 x 256, 8 bit, grey, into one subfolder for each of two classes. */
export async function makeImages(folder: string, count: number): Promise<void> {
  for (const name of classes) await mkdir(join(folder, name), { recursive: true });
  const random = createRandom(7);
  const inParallel = 4;
  for (let first = 0; first < count; first += inParallel) {
    const indices = Array.from(
      { length: Math.min(inParallel, count - first) },
      (_, offset) => first + offset,
    );
    await Promise.all(
      indices.map((index) => {
        const kind = index % 2;
        const path = join(folder, classes[kind] ?? "", `${String(index).padStart(6, "0")}.png`);
        const data = drawImage(random.fork(index), kind === 0 ? 4 : 14);
        return writePng(path, { width: side, height: side, channels: 1, pixelType: "uint8", data });
      }),
    );
  }
}

/** Round spots of that radius in pixels, more or less, over a little noise. */
function drawImage(random: Random, radius: number): Uint8Array {
  const data = new Uint8Array(side * side);
  let state = random.integer(0x7fffffff) + 1;
  for (let index = 0; index < data.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator: only noise
    data[index] = state >>> 28;
  }
  for (let spot = 0; spot < 25; spot++) {
    const [x, y] = [random.integer(side), random.integer(side)];
    const reach = Math.ceil(radius * random.uniform(0.7, 1.4));
    const height = random.uniform(60, 200);
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [px, py] = [x + dx, y + dy];
        const share = 1 - (dx * dx + dy * dy) / (reach * reach);
        if (share <= 0 || px < 0 || py < 0 || px >= side || py >= side) continue;
        const at = py * side + px;
        data[at] = Math.min(255, (data[at] ?? 0) + height * share);
      }
    }
  }
  return data;
}
