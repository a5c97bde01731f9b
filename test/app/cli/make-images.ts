import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp from "sharp";

/** Writes a small grey PNG whose pixels follow from the seed. */
export async function writePng(path: string, seed: number, side: number = 16): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const pixels = Uint8Array.from(
    { length: side * side },
    (_, at) => (seed * 7919 + at * at * (seed + 1) * 31) % 251,
  );
  await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toFile(path);
}

/** A folder with one subfolder per label, `count` images each, from plants of five images. */
export async function writeFolder(root: string, labels: readonly string[], count: number): Promise<void> {
  for (const [at, label] of labels.entries()) {
    for (let i = 0; i < count; i += 1) {
      await writePng(join(root, label, `plant-${Math.floor(i / 5)}-${i}.png`), at * 1000 + i);
    }
  }
}
