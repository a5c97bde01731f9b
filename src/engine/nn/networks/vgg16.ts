import type { FeatureNetwork } from "../feature-network.ts";
import { conv2d, globalAveragePool, maxPool, relu } from "../layers.ts";

/**
 * VGG16 without its dense layers (Simonyan and Zisserman 2015, arXiv:1409.1556): five blocks of 3 x 3 convolutions, 512
 * features. Parameters have the layer names of Keras Applications: `block1_conv1.weight`. Images of 32 pixels or more.
 */
export function vgg16(): FeatureNetwork {
  return (scope, images) => {
    let x = images;
    stages.forEach(({ filters, layers }, stage) => {
      for (let layer = 1; layer <= layers; layer++) {
        x = relu(scope, conv2d(scope, `block${stage + 1}_conv${layer}`, x, filters, { padding: 1 }));
      }
      x = maxPool(scope, x);
    });
    return { features: globalAveragePool(scope, x), map: x };
  };
}

const stages = [
  { filters: 64, layers: 2 },
  { filters: 128, layers: 2 },
  { filters: 256, layers: 3 },
  { filters: 512, layers: 3 },
  { filters: 512, layers: 3 },
] as const;
