import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../src/data/dataset/open-dataset.ts";
import { hammingDistance } from "../../../src/data/images/perceptual-hash.ts";
import { resizePlanar } from "../../../src/data/images/resize-planar.ts";
import { writeJpeg, writePng } from "../../../src/data/images/write-image.ts";
import { findDuplicates } from "../../../src/data/partition/find-duplicates.ts";
import { nearHashPairs } from "../../../src/data/partition/near-hash-pairs.ts";
import { MorError } from "../../../src/errors.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { madeImage, temporaryFolder, writeTree } from "../dataset/made-images.ts";

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

describe("nearHashPairs", () => {
  it("finds the pairs that a comparison of all finds", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 15 }), (seed, maxDistance) => {
        const random = createRandom(seed);
        const seeds = Array.from(
          { length: 6 },
          () => [random.integer(2 ** 31), random.integer(2 ** 31)] as const,
        );
        // Clusters around few centres, so that all distances occur.
        const hashes = Array.from({ length: 80 }, () => {
          let [high, low] = random.pick(seeds) as [number, number]; // pick returns a pair of the list
          for (let flips = random.integer(10); flips > 0; flips--) {
            if (random.uniform() < 0.5) high ^= 1 << random.integer(32);
            else low ^= 1 << random.integer(32);
          }
          return hex(high) + hex(low);
        });
        const unique = [...new Set(hashes)].sort();
        const expected: string[] = [];
        for (const [a, one] of unique.entries()) {
          for (const [offset, other] of unique.slice(a + 1).entries()) {
            const distance = hammingDistance(one, other);
            if (distance <= maxDistance) expected.push(`${a} ${a + 1 + offset} ${distance}`);
          }
        }
        const found = [...nearHashPairs(unique, maxDistance)].map(
          ({ a, b, distance }) => `${a} ${b} ${distance}`,
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 50 },
    );
  });

  it("searches 50,000 hashes in seconds", () => {
    const random = createRandom(1);
    const word = (): string => hex(random.integer(2 ** 32 - 1));
    const hashes = [...new Set(Array.from({ length: 50_000 }, () => word() + word()))];
    hashes.push(`${hashes[7]?.slice(0, 15)}${hashes[7]?.endsWith("0") ? "1" : "0"}`);
    const start = performance.now();
    const found = [...nearHashPairs(hashes, 4)];
    expect(found.some(({ a, b }) => a === 7 && b === hashes.length - 1)).toBe(true);
    // All pairs would be 1.25 billion comparisons; a slow machine still has a wide margin.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe("findDuplicates", () => {
  it("finds copies, recompressed, resized and brightened images; says which are across parts or labels", async () => {
    const root = await writeTree(await temporaryFolder(), {
      "train/a/one.png": 1,
      "train/a/two.png": 2,
      "train/b/three.png": 3,
      "train/b/four.png": 4,
      "val/a/five.png": 5,
      "val/b/six.png": 6,
    });
    await copyFile(join(root, "train/a/one.png"), join(root, "val/a/one again.png"));
    await copyFile(join(root, "train/a/two.png"), join(root, "train/b/two.png"));
    const three = madeImage(3, 24);
    await writeJpeg(join(root, "val/b/three.jpg"), three, 80);
    const large = resizePlanar(
      Float32Array.from(madeImage(4, 24).data),
      { channels: 1, height: 24, width: 24 },
      { height: 40, width: 40 },
    );
    const data = Uint16Array.from(large, (value) => value * 100 + 3000);
    await writePng(join(root, "train/b/four large.png"), {
      width: 40,
      height: 40,
      channels: 1,
      pixelType: "uint16",
      data,
    });
    const dataset = await openDataset(root);
    const progress: number[] = [];
    const found = await findDuplicates(dataset, {
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    const tell = (pairs: typeof found.exact): unknown[] =>
      pairs.map(({ a, b, acrossParts, differentLabels }) => [a.path, b.path, acrossParts, differentLabels]);
    expect(tell(found.exact)).toEqual([
      ["train/a/two.png", "train/b/two.png", false, true],
      ["train/a/one.png", "val/a/one again.png", true, false],
    ]);
    expect(tell(found.near)).toEqual([
      ["train/b/four large.png", "train/b/four.png", false, false],
      ["train/b/three.png", "val/b/three.jpg", true, false],
    ]);
    expect(found.truncated).toBe(false);
    expect(found.warnings).toEqual([
      "Pairs of identical files in different parts, so the scores may be too good: 1 (for example train/a/one.png and val/a/one again.png).",
      "Pairs of identical files with different labels: 1 (for example train/a/two.png and train/b/two.png).",
      "Pairs of images that look the same in different parts, so the scores may be too good: 1 (for example train/b/three.png and val/b/three.jpg).",
    ]);
    expect(progress.at(-1)).toBe(1);
    const shuffled = { ...dataset, samples: [...dataset.samples].reverse() };
    expect(await findDuplicates(shuffled)).toEqual(found);
  });

  it("does not take images without contrast for duplicates of each other, but for copies of themselves", async () => {
    const root = await temporaryFolder();
    await writeTree(root, { "a/1.png": 1, "b/1.png": 2 });
    for (const level of [0, 0, 50, 255]) {
      const name = `a/flat ${level}${existsSync(join(root, `a/flat ${level}.png`)) ? " again" : ""}.png`;
      await writePng(join(root, name), {
        width: 16,
        height: 16,
        channels: 1,
        pixelType: "uint8",
        data: new Uint8Array(256).fill(level),
      });
    }
    const found = await findDuplicates(await openDataset(root));
    expect(found.near).toEqual([]);
    expect(found.exact.map(({ a, b }) => [a.path, b.path])).toEqual([["a/flat 0 again.png", "a/flat 0.png"]]);
  });

  it("ends at maxPairs and says so", async () => {
    const root = await writeTree(await temporaryFolder(), { "a/1.png": 1, "b/1.png": 2 });
    for (let light = 0; light < 5; light++) {
      const { data, ...size } = madeImage(9);
      const brighter = data.map((value) => Math.min(255, value + light));
      await writePng(join(root, `a/like ${light}.png`), { ...size, data: brighter });
    }
    const dataset = await openDataset(root);
    expect(await findDuplicates(dataset)).toMatchObject({ near: { length: 10 }, truncated: false });
    expect(await findDuplicates(dataset, { maxPairs: 3 })).toMatchObject({
      near: { length: 3 },
      truncated: true,
    });
  });

  it("refuses a distance out of range and stops when told", async () => {
    const dataset = await openDataset(
      await writeTree(await temporaryFolder(), { "a/1.png": 1, "b/1.png": 2 }),
    );
    await expect(findDuplicates(dataset, { maxDistance: 40 })).rejects.toThrow(
      "Expected maxDistance from 0 to 15, got 40",
    );
    const signal = AbortSignal.abort();
    await expect(findDuplicates(dataset, { signal })).rejects.toSatisfy(
      (error) => error instanceof MorError && error.code === "cancelled",
    );
  });

  const mitocheck = resolve(import.meta.dirname, "../../../../shared/data/mitocheck");
  it.skipIf(!existsSync(mitocheck))(
    "finds few look-alikes across the parts of MitoCheck (needs ../shared/data/mitocheck)",
    async () => {
      const found = await findDuplicates(await openDataset(mitocheck, { check: "header" }));
      expect(found.exact.filter(({ acrossParts }) => acrossParts)).toEqual([]);
      // Round nuclei resemble each other; hash and correlation together leave a handful among 2,460.
      expect(found.near.filter(({ acrossParts }) => acrossParts).length).toBeLessThan(10);
    },
  );
});
