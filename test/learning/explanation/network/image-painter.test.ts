import { describe, expect, it } from "vitest";
import {
  type ImagePainter,
  openPainter,
} from "../../../../src/learning/explanation/network/image-painter.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const input = { channels: 1, height: 8, width: 6 };
const range = { low: -1, high: 3, mean: 0, grey: true };
const plane = input.height * input.width;

async function withPainter<T>(
  use: (painter: ImagePainter) => Promise<T>,
  channels = 1,
  grey = true,
): Promise<T> {
  const painter = await openPainter({
    input: { ...input, channels },
    range: { ...range, grey },
    batch: 2,
    threads: 1,
  });
  try {
    return await use(painter);
  } finally {
    await painter.close();
  }
}

const drawWaves = (length: number): Float32Array => {
  const random = createRandom(4);
  return Float32Array.from({ length }, () => random.normal());
};

describe("openPainter", () => {
  it("paints the mean without waves, and stays within the range with them", async () => {
    await withPainter(async (painter) => {
      const flat = await painter.paint(new Float32Array(painter.length));
      for (const value of flat) expect(value).toBeCloseTo(0, 5);
      for (const value of await painter.paint(drawWaves(painter.length).map((wave) => 9 * wave))) {
        expect(value).toBeGreaterThanOrEqual(-1);
        expect(value).toBeLessThanOrEqual(3);
      }
    });
  });

  it("shifts pictures as rolling their pixels does", async () => {
    await withPainter(async (painter) => {
      const waves = drawWaves(painter.length);
      const still = await painter.paint(waves);
      const moved = await painter.paint(waves, { shiftX: 2, shiftY: 3, scale: 1 });
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 6; x++) {
          expect(moved[((y + 3) % 8) * 6 + ((x + 2) % 6)]).toBeCloseTo(still[y * 6 + x] ?? 0, 4);
        }
      }
    });
  });

  it("traces gradients as central differences do, shifted and scaled", async () => {
    await withPainter(async (painter) => {
      const waves = drawWaves(painter.length);
      const weights = drawWaves(2 * 3 * plane);
      const placement = { shiftX: 0.7, shiftY: -1.4, scale: 1.1 };
      const traced = await painter.trace(waves, weights, placement);
      const value = async (at: number, by: number): Promise<number> => {
        const changed = waves.slice();
        changed[at] = (changed[at] ?? 0) + by;
        const image = await painter.paint(changed, placement);
        return image.reduce((sum, pixel, i) => sum + pixel * (weights[i] ?? 0), 0);
      };
      for (const at of [0, 7, 20, plane + 3]) {
        const slope = ((await value(at, 0.01)) - (await value(at, -0.01))) / 0.02;
        expect(traced[at]).toBeCloseTo(slope, 1);
      }
    }, 3);
  });

  it("paints all channels alike where pictures are grey, each by itself where they are not", async () => {
    const paint = (grey: boolean) =>
      withPainter((painter) => painter.paint(drawWaves(painter.length)), 3, grey);
    const [grey, coloured] = [await paint(true), await paint(false)];
    expect(grey.subarray(0, plane)).toEqual(grey.subarray(plane, 2 * plane));
    expect(coloured.subarray(0, plane)).not.toEqual(coloured.subarray(plane, 2 * plane));
  });
});
