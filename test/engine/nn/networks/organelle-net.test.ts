import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import { organelleNet } from "../../../../src/engine/nn/networks/organelle-net.ts";
import { inferenceScope, initializeWeights, trainingScope } from "../../../../src/engine/nn/scope.ts";
import { openSession } from "../../../../src/engine/runtime/session.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { sizeOf } from "../../../../src/tensor/shape.ts";
import { tensor } from "../../../../src/tensor/tensor.ts";

const declared = () => {
  const scope = trainingScope(createBuilder());
  const { features, map } = organelleNet()(scope, scope.b.input("images", "float32", [2, 1, 64, 64]));
  return { declarations: scope.declarations, features, map };
};

const random = createRandom(3);
const weights = initializeWeights(declared().declarations, random);

async function featuresOf(images: Float32Array, size: number): Promise<Float32Array> {
  const b = createBuilder();
  const input = b.input("images", "float32", ["N", 1, "H", "W"]);
  b.output(organelleNet()(inferenceScope(b, weights), input).features, "features");
  const session = await openSession(b.build());
  const count = images.length / size ** 2;
  const { features } = await session.run({ images: tensor("float32", [count, 1, size, size], images) });
  await session.close();
  return features?.data as Float32Array; // the graph declares it float32
}

describe("the organelle network", () => {
  it("has few enough parameters for three megabytes", () => {
    const { declarations } = declared();
    const stored = declarations.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    expect(4 * stored).toBeLessThan(3e6);
  });

  it("gives mean and maximum of every stage", () => {
    const { features, map } = declared();
    expect(features.shape).toEqual([2, 2 * (48 + 96 + 176)]);
    expect(map.shape).toEqual([2, 176, 4, 4]);
  });

  it.each([64, 96, 224])("takes images of %i pixels by the same graph", async (size) => {
    const features = await featuresOf(
      Float32Array.from({ length: size * size }, () => random.uniform()),
      size,
    );
    expect(features).toHaveLength(640);
    expect(features.every(Number.isFinite)).toBe(true);
  });

  it("does not see gain nor black level", async () => {
    const image = Float32Array.from({ length: 64 * 64 }, () => random.uniform());
    const brighter = image.map((value) => 0.2 + 0.5 * value);
    const features = await featuresOf(Float32Array.from([...image, ...brighter]), 64);
    const half = features.length / 2;
    features.subarray(0, half).forEach((value, at) => {
      expect(features[half + at]).toBeCloseTo(value, 2);
    });
  });

  it("gives finite features of an empty image", async () => {
    const features = await featuresOf(new Float32Array(64 * 64), 64);
    expect(features.every(Number.isFinite)).toBe(true);
  });
});
