import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import { organelleNet } from "../../../src/engine/nn/networks/organelle-net.ts";
import { initializeWeights, trainingScope } from "../../../src/engine/nn/scope.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { organelleGraph } from "../../../src/learning/pretraining/organelle-graph.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

describe("the graph of the organelle backbone", () => {
  const scope = trainingScope(createBuilder());
  organelleNet()(scope, scope.b.input("images", "float32", [1, 1, 64, 64]));
  const weights = initializeWeights(scope.declarations, createRandom(1));
  const bytes = writeOnnx(organelleGraph(weights, { name: "organelle" }));

  it("is stored in less than three megabytes", () => {
    expect(bytes.length).toBeLessThan(3e6);
  });

  it("turns any number of images of any size into features and a map", async () => {
    const session = await openSession(bytes);
    for (const [count, height, width] of [
      [1, 64, 64],
      [3, 96, 80],
    ] as const) {
      const images = float32([count, 1, height, width], new Float32Array(count * height * width).fill(0.5));
      const { features, feature_map: map } = await session.run({ images });
      expect(features?.shape).toEqual([count, 640]);
      expect(map?.shape).toEqual([count, 176, height / 16, width / 16]);
    }
    await session.close();
  });
});
