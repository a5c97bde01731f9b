import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { writePng as writeImage } from "../../../src/data/images/write-image.ts";

/** Writes a small grey PNG whose pixels follow from the seed. */
export async function writePng(path: string, seed: number, side: number = 16): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  // Noise, so that no two images are alike; xorshift by Marsaglia (2003).
  let state = seed * 2654435761 + 1;
  const pixels = Uint8Array.from({ length: side * side }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) % 251;
  });
  const image = { width: side, height: side, channels: 1, pixelType: "uint8" as const, data: pixels };
  await writeImage(path, image);
}

/** A folder with one subfolder per label, `count` images each, from plants of five images. */
export async function writeFolder(root: string, labels: readonly string[], count: number): Promise<void> {
  for (const [at, label] of labels.entries()) {
    for (let i = 0; i < count; i += 1) {
      await writePng(join(root, label, `plant-${Math.floor(i / 5)}-${i}.png`), at * 1000 + i);
    }
  }
}
