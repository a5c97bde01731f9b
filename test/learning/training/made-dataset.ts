import { join } from "node:path";
import type { Part, PartitionedDataset, PartitionedSample } from "../../../src/data/dataset/dataset.ts";
import { writePng } from "../../../src/data/images/write-image.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { temporaryFolder } from "../../data/dataset/made-images.ts";

const parts: readonly Part[] = ["train", "val", "train", "test", "train"];

/** Forty pictures of 12 x 12: a dot is "small", a disc "large"; every second and fourth of five is val and test. */
export async function madeDataset(): Promise<PartitionedDataset> {
  const root = await temporaryFolder();
  const classes = ["large", "small"];
  const samples: PartitionedSample[] = [];
  for (let index = 0; index < 40; index++) {
    const label = classes[index % 2] ?? "";
    const path = `${index}.png`;
    const file = join(root, path);
    await writePng(file, disc(label === "large" ? 4 : 1.5, index));
    samples.push({ index, file, path, label, part: parts[index % 5] ?? "train", columns: {} });
  }
  return { root, classes, samples, broken: [], hash: "", warnings: [] };
}

function disc(radius: number, seed: number): Parameters<typeof writePng>[1] {
  const random = createRandom(seed);
  const [x, y] = [random.uniform(4, 8), random.uniform(4, 8)];
  const data = Uint8Array.from({ length: 144 }, (_, place) => {
    const isInside = Math.hypot((place % 12) - x, Math.floor(place / 12) - y) < radius;
    return random.uniform(0, 30) + (isInside ? 180 : 20);
  });
  return { width: 12, height: 12, channels: 1, pixelType: "uint8", data };
}
