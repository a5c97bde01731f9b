import {
  batchNorm,
  conv2d,
  dense,
  flatten,
  globalAveragePool,
  globalMaxPool,
  maxPool,
  relu,
} from "../../src/engine/nn/layers.ts";
import type { Network } from "../../src/engine/nn/scope.ts";

/** Twins of the networks in scripts/fixtures/networks.py, for three classes. */
export const smallNetworks: Readonly<Record<string, Network>> = {
  plain: (scope, images) => {
    let x = maxPool(scope, relu(scope, conv2d(scope, "conv1", images, 4)));
    x = relu(scope, conv2d(scope, "conv2", x, 5, { padding: 1 }));
    x = relu(scope, dense(scope, "dense1", flatten(scope, x), 6));
    return dense(scope, "classifier", x, 3);
  },
  residual: (scope, images) => {
    const block = (name: string, x: typeof images, filters: number, stride = 1) =>
      batchNorm(scope, `${name}.norm`, conv2d(scope, name, x, filters, { stride, padding: 1, bias: false }));
    let x = relu(scope, block("stem", images, 4));
    const body = block("second", relu(scope, block("first", x, 4)), 4);
    x = relu(scope, scope.b.op("Add", [x, body]));
    x = relu(scope, block("down", x, 6, 2));
    return dense(scope, "classifier", globalAveragePool(scope, x), 3);
  },
  depthwise: (scope, images) => {
    const x = relu(scope, conv2d(scope, "stem", images, 4, { padding: 1 }));
    const halved = { stride: 2, padding: 1 };
    const depth = relu(scope, conv2d(scope, "depth", x, 4, { ...halved, groups: 4 }));
    const left = conv2d(scope, "point", depth, 5, { kernel: 1 });
    const right = conv2d(scope, "group", x, 6, { ...halved, groups: 2 });
    const joined = scope.b.op("Concat", [left, right], { axis: 1 });
    return dense(scope, "classifier", globalMaxPool(scope, joined), 3);
  },
};
