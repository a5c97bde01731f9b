import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../../../src/learning/classical/matrix.ts";
import { umapMap } from "../../../../src/learning/explanation/embedding/umap-map.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const [blobs, perBlob, columns] = [3, 30, 8];

/** Three clouds of points in different directions from the origin. */
function threeBlobs(): Matrix {
  const random = createRandom(5);
  const data = Float32Array.from({ length: blobs * perBlob * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return (Math.floor(row / perBlob) === column ? 6 : 0) + random.normal();
  });
  return matrix(data, blobs * perBlob, columns);
}

describe("umapMap", () => {
  it("keeps clouds apart that are apart", async () => {
    const map = await umapMap(threeBlobs(), { random: createRandom(1) });
    const at = (row: number) => [map[2 * row] ?? 0, map[2 * row + 1] ?? 0] as const;
    const apart = (a: number, b: number): number => Math.hypot(at(a)[0] - at(b)[0], at(a)[1] - at(b)[1]);
    for (let row = 0; row < blobs * perBlob; row++) {
      const others = Array.from({ length: blobs * perBlob }, (_, other) => other).filter(
        (other) => other !== row,
      );
      const nearest = others.toSorted((a, b) => apart(row, a) - apart(row, b)).slice(0, 5);
      for (const other of nearest) expect(Math.floor(other / perBlob)).toBe(Math.floor(row / perBlob));
    }
  });

  it("gives the same map for the same seed, and another for another", async () => {
    const draw = (seed: number) => umapMap(threeBlobs(), { random: createRandom(seed) });
    const first = await draw(7);
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
  });

  it("lays out few rows, equal rows, one row and none", async () => {
    for (const rows of [0, 1, 3, 6]) {
      const map = await umapMap(matrix(new Float32Array(rows * 2).fill(1), rows, 2), {
        random: createRandom(1),
      });
      expect(map).toHaveLength(2 * rows);
      expect(map.every(Number.isFinite)).toBe(true);
    }
  });

  it("stops when asked to, and tells how far it is", async () => {
    const stop = AbortSignal.abort();
    const big = matrix(
      Float32Array.from({ length: 800 * 40 }, (_, i) => Math.sin(i * i)),
      800,
      40,
    );
    await expect(umapMap(big, { random: createRandom(1), signal: stop })).rejects.toMatchObject({
      code: "cancelled",
    });
    const shares: number[] = [];
    await umapMap(threeBlobs(), { random: createRandom(1), onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });
});
