import type { Value } from "../../graph/graph.ts";
import type { Convention, FeatureNetwork } from "../feature-network.ts";
import {
  averagePool,
  type BatchNormOptions,
  batchNorm,
  concat,
  conv2d,
  globalAveragePool,
  maxPool,
  relu,
  zeroPad,
} from "../layers.ts";
import type { Scope } from "../scope.ts";

export type DensenetDepth = 121 | 169 | 201;

/**
 * DenseNet without its classifier (Huang et al. 2017, arXiv:1608.06993): each layer sees the outputs of all before it in
 * its block. 1024, 1664 or 1920 features. Parameters have the layer names of Keras Applications:
 * `conv2_block1_1_conv.weight`. Images of 32 pixels or more.
 */
export function densenet(depth: DensenetDepth, convention: Convention = "keras"): FeatureNetwork {
  const norm =
    convention === "torch" ? { epsilon: 1e-5, momentum: 0.9 } : { epsilon: 1.001e-5, momentum: 0.99 };
  return (scope, images) => {
    let x = conv2d(scope, "conv1_conv", images, 64, { kernel: 7, stride: 2, padding: 3, bias: false });
    x = maxPool(scope, zeroPad(scope, normRelu(scope, "conv1_bn", x, norm), 1), 3, 2);
    blocksOf[depth].forEach((blocks, stage) => {
      for (let block = 1; block <= blocks; block++) {
        x = concat(scope, [x, grow(scope, `conv${stage + 2}_block${block}`, x, norm)]);
      }
      if (stage < 3) x = transition(scope, `pool${stage + 2}`, x, norm);
    });
    x = normRelu(scope, "bn", x, norm);
    return { features: globalAveragePool(scope, x), map: x };
  };
}

const blocksOf: Readonly<Record<DensenetDepth, readonly number[]>> = {
  121: [6, 12, 24, 16],
  169: [6, 12, 32, 32],
  201: [6, 12, 48, 32],
};

/** Channels that each layer adds. */
const growth = 32;

function grow(scope: Scope, name: string, x: Value, norm: BatchNormOptions): Value {
  let y = normRelu(scope, `${name}_0_bn`, x, norm);
  y = conv2d(scope, `${name}_1_conv`, y, 4 * growth, { kernel: 1, bias: false });
  y = normRelu(scope, `${name}_1_bn`, y, norm);
  return conv2d(scope, `${name}_2_conv`, y, growth, { padding: 1, bias: false });
}

/** Halves channels and size. */
function transition(scope: Scope, name: string, x: Value, norm: BatchNormOptions): Value {
  const y = normRelu(scope, `${name}_bn`, x, norm);
  const filters = Math.floor(Number(x.shape[1]) / 2);
  return averagePool(scope, conv2d(scope, `${name}_conv`, y, filters, { kernel: 1, bias: false }));
}

function normRelu(scope: Scope, name: string, x: Value, norm: BatchNormOptions): Value {
  return relu(scope, batchNorm(scope, name, x, norm));
}
