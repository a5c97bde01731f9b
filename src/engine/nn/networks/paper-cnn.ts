import { glorotUniform } from "../initializers.ts";
import { batchNorm, conv2d, dense, dropout, flatten, maxPool, relu } from "../layers.ts";
import type { Network } from "../scope.ts";

/**
 * The convolutional network of Li et al. (2021), doi:10.1093/plphys/kiab223: four times 3x3 convolution, ReLU and
 * 2x2 max pooling with 32 to 256 filters, then dense 512 and 256 with batch normalisation, dropout 0.5 throughout.
 * Input [N, 3, 128, 128] in 0..1. Initial values, epsilon and momentum are those of Keras.
 */
export function paperCnn(classes: number): Network {
  return (scope, images) => {
    let x = images;
    for (const [index, filters] of [32, 64, 128, 256].entries()) {
      x = conv2d(scope, `conv${index + 1}`, x, filters, { initialize: glorotUniform });
      // ReLU and max pooling commute; behind the pooling, ReLU has a quarter of the work.
      x = relu(scope, maxPool(scope, x));
    }
    x = flatten(scope, dropout(scope, x, 0.5));
    for (const [index, units] of [512, 256].entries()) {
      x = dense(scope, `dense${index + 1}`, x, units);
      x = batchNorm(scope, `dense${index + 1}.norm`, x, { momentum: 0.99, epsilon: 1e-3 });
      x = dropout(scope, relu(scope, x), 0.5);
    }
    return dense(scope, "classifier", x, classes);
  };
}
