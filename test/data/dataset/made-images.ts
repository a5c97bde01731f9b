import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { writePng } from "../../../src/data/images/write-image.ts";
import { createRandom } from "../../../src/tensor/random.ts";

/** A folder that is gone after the test file has run. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mor-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below `root`: a number is the seed of a small grey PNG, text or bytes are written as they are. */
export async function writeTree(
  root: string,
  tree: Readonly<Record<string, number | string | Uint8Array>>,
): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === "number") await writePng(file, madeImage(content));
    else await writeFile(file, content);
  }
  return root;
}

/** A picture of a few soft blobs on a dim ground; another one for each seed. */
export function madeImage(
  seed: number,
  size = 24,
): { width: number; height: number; channels: 1; pixelType: "uint8"; data: Uint8Array } {
  const random = createRandom(seed).fork("image");
  const blobs = Array.from({ length: 6 }, () => ({
    x: random.uniform(),
    y: random.uniform(),
    width: random.uniform(0.05, 0.2),
    light: random.uniform(60, 200),
  }));
  const data = Uint8Array.from({ length: size * size }, (_, i) => {
    const x = ((i % size) + 0.5) / size;
    const y = (Math.floor(i / size) + 0.5) / size;
    const light = blobs.reduce(
      (sum, blob) => sum + blob.light * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.width ** 2),
      10,
    );
    return Math.min(255, light);
  });
  return { width: size, height: size, channels: 1, pixelType: "uint8", data };
}
