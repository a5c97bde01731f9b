import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readOnnx } from "../../../src/engine/graph/onnx/read-onnx.ts";
import { openSession, type Session } from "../../../src/engine/runtime/session.ts";
import { organelle, organelleBackbone } from "../../../src/learning/backbones/organelle-backbone.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

const fixture: {
  readonly cases: readonly { readonly height: number; readonly width: number; readonly features: number[] }[];
} = JSON.parse(readFileSync(join(import.meta.dirname, "../../fixtures/organelle.json"), "utf8"));

/** As in scripts/fixtures/organelle.py. */
function waves(height: number, width: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return 0.5 + 0.25 * Math.sin(x / 3) + 0.25 * Math.cos((x * y) / 200);
  });
}

let session: Session;

beforeAll(async () => {
  session = await openSession(readOnnx(organelle.file), { threads: 1 });
});

afterAll(() => session.close());

async function featuresOf(pixels: Float32Array, height: number, width: number): Promise<number[]> {
  const { features } = await session.run({ images: float32([1, 1, height, width], pixels) });
  return Array.from(features?.data ?? [], Number);
}

describe("the organelle backbone", () => {
  it("weighs 3 MB at most and brings its weights with it", () => {
    expect(statSync(organelle.file).size).toBeLessThanOrEqual(3_000_000);
    const { channels, size, resizable, tap, graph } = organelleBackbone();
    expect({ channels, size, resizable, tap }).toEqual({
      channels: 1,
      size: 64,
      resizable: true,
      tap: "features",
    });
    expect(graph.inputs).toHaveLength(1);
  });

  it.each(fixture.cases)(
    "gives the features of Python's ONNX Runtime at $height x $width",
    async (wanted) => {
      const features = await featuresOf(waves(wanted.height, wanted.width), wanted.height, wanted.width);
      expect(features).toHaveLength(wanted.features.length);
      const largest = Math.max(...wanted.features.map(Math.abs));
      features.forEach((value, at) => {
        // Two runtimes add in another order.
        expect(Math.abs(value - (wanted.features[at] ?? Number.NaN))).toBeLessThan(1e-4 * largest);
      });
    },
  );

  it.each([
    [0.3, 0.2],
    [300 / 65_535, 0.01],
  ])("does not mind a gain of %d and a black level of %d", async (gain, black) => {
    const pixels = waves(64, 64);
    const plain = await featuresOf(pixels, 64, 64);
    const dim = await featuresOf(
      pixels.map((value) => gain * value + black),
      64,
      64,
    );
    const largest = Math.max(...plain.map(Math.abs));
    dim.forEach((value, at) => {
      expect(Math.abs(value - (plain[at] ?? Number.NaN))).toBeLessThan(2e-2 * largest);
    });
  });

  it.each([32, 128, 224])("takes images of %d px, blank ones too", async (side) => {
    const features = await featuresOf(new Float32Array(side * side).fill(0.4), side, side);
    expect(features.every(Number.isFinite)).toBe(true);
  });
});
