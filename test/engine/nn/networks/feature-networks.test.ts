import { describe, expect, it } from "vitest";
import type { FeatureNetwork } from "../../../../src/engine/nn/feature-network.ts";
import { zerosFill } from "../../../../src/engine/nn/initializers.ts";
import { dense } from "../../../../src/engine/nn/layers.ts";
import { densenet } from "../../../../src/engine/nn/networks/densenet.ts";
import { inceptionV3 } from "../../../../src/engine/nn/networks/inception-v3.ts";
import { mobilenetV2 } from "../../../../src/engine/nn/networks/mobilenet-v2.ts";
import { resnetV2 } from "../../../../src/engine/nn/networks/resnet-v2.ts";
import { vgg16 } from "../../../../src/engine/nn/networks/vgg16.ts";
import { initializeWeights } from "../../../../src/engine/nn/scope.ts";
import { sgd } from "../../../../src/engine/optim/sgd.ts";
import { openTrainer } from "../../../../src/engine/runtime/trainer.ts";
import { buildTrainingStep, type TrainingStep } from "../../../../src/engine/runtime/training-step.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const stepOf = (network: FeatureNetwork, size: number): TrainingStep =>
  buildTrainingStep({
    network: (scope, images) => dense(scope, "head", network(scope, images).features, 2, zerosFill),
    batch: 2,
    imageShape: [3, size, size],
    optimizer: sgd(),
  });

describe("a training graph at the smallest size", () => {
  it.each<[string, FeatureNetwork, number, number]>([
    ["VGG16", vgg16(), 32, 28],
    ["ResNet50 v2", resnetV2(50), 32, 272],
    ["MobileNet v2", mobilenetV2(), 32, 262],
    ["DenseNet121", densenet(121), 32, 606],
    ["Inception v3", inceptionV3(), 75, 378],
    ["Inception v3 in PyTorch's way", inceptionV3("torch"), 75, 472],
  ])("can be written for %s", (_, network, size, tensors) => {
    const { graph, declarations } = stepOf(network, size);
    expect(declarations).toHaveLength(tensors);
    const names = new Set(graph.outputs.map(({ name }) => name));
    expect(declarations.filter(({ name }) => !names.has(`next.${name}`))).toEqual([]);
  });

  it("learns two images", async () => {
    const step = stepOf(mobilenetV2({ width: 0.35 }), 33);
    const random = createRandom(1);
    const trainer = await openTrainer(step, initializeWeights(step.declarations, random), { threads: 2 });
    const images = Float32Array.from({ length: 2 * 3 * 33 * 33 }, () => random.normal());
    const losses: number[] = [];
    for (let number = 0; number < 3; number++) {
      losses.push((await trainer.run({ images, labels: BigInt64Array.of(0n, 1n) }, 0.002, random)).loss);
    }
    await trainer.close();
    expect(losses[0]).toBeCloseTo(Math.log(2), 5);
    expect(losses[1]).toBeLessThan(losses[0] ?? 0);
    expect(losses[2]).toBeLessThan(losses[1] ?? 0);
  });
});
