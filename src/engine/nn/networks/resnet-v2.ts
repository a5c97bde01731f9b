import type { Value } from "../../graph/graph.ts";
import type { FeatureNetwork } from "../feature-network.ts";
import { batchNorm, conv2d, globalAveragePool, maxPool, relu, zeroPad } from "../layers.ts";
import type { Scope } from "../scope.ts";

export type ResnetDepth = 50 | 101 | 152;

/**
 * ResNet v2, whose residual blocks normalise before they convolve, without its classifier (He et al. 2016,
 * arXiv:1603.05027): 2048 features. Parameters have the layer names of Keras Applications: `conv2_block1_1_conv.weight`.
 * As there, the last block of a stage halves the size, not the first of the next. Images of 32 pixels or more.
 */
export function resnetV2(depth: ResnetDepth): FeatureNetwork {
  return (scope, images) => {
    let x = conv2d(scope, "conv1_conv", images, 64, { kernel: 7, stride: 2, padding: 3 });
    // Zeros, not the pooling's own padding: what is pooled here may be negative.
    x = maxPool(scope, zeroPad(scope, x, 1), 3, 2);
    blocksOf[depth].forEach((blocks, stage) => {
      for (let block = 1; block <= blocks; block++) {
        const stride = block === blocks && stage < 3 ? 2 : 1;
        x = residual(scope, `conv${stage + 2}_block${block}`, x, 64 * 2 ** stage, stride, block === 1);
      }
    });
    x = normRelu(scope, "post_bn", x);
    return { features: globalAveragePool(scope, x), map: x };
  };
}

const blocksOf: Readonly<Record<ResnetDepth, readonly number[]>> = {
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
};

function residual(scope: Scope, name: string, x: Value, filters: number, stride: number, widen: boolean) {
  const active = normRelu(scope, `${name}_preact_bn`, x);
  const shortcut = widen
    ? conv2d(scope, `${name}_0_conv`, active, 4 * filters, { kernel: 1, stride })
    : stride > 1
      ? maxPool(scope, x, 1, stride)
      : x;
  let y = conv2d(scope, `${name}_1_conv`, active, filters, { kernel: 1, bias: false });
  y = normRelu(scope, `${name}_1_bn`, y);
  y = conv2d(scope, `${name}_2_conv`, y, filters, { stride, padding: 1, bias: false });
  y = normRelu(scope, `${name}_2_bn`, y);
  y = conv2d(scope, `${name}_3_conv`, y, 4 * filters, { kernel: 1 });
  return scope.b.op("Add", [shortcut, y]);
}

function normRelu(scope: Scope, name: string, x: Value): Value {
  return relu(scope, batchNorm(scope, name, x, { epsilon: 1.001e-5, momentum: 0.99 }));
}
