import type { Value } from "../../graph/graph.ts";
import { zerosFill } from "../initializers.ts";
import { batchNorm, conv2d, dense, dropout, globalMaxPool, relu } from "../layers.ts";
import type { Network, Scope } from "../scope.ts";

export interface ResnetOptions {
  /** Filters of the stem; later stages have 2, 4 and 8 times as many. */
  readonly width?: number;
  readonly dropout?: number;
}

/**
 * A compact residual network (He et al. 2016, doi:10.1109/CVPR.2016.90) for small single-channel images: four strided
 * stages, residual blocks in the second and the last, global max pooling. Input [N, C, H, W] with H, W of 16 or more.
 */
export function resnet(classes: number, { width = 32, dropout: rate = 0.3 }: ResnetOptions = {}): Network {
  return (scope, images) => {
    // Large images are halved at once: organelles still span several pixels, and every later stage costs a quarter.
    const stride = Number(images.shape[2]) > 40 ? 2 : 1;
    let x = convNorm(scope, "stem", images, width, stride);
    x = convNorm(scope, "stage1", x, 2 * width, 2);
    x = residual(scope, "block1", x);
    x = convNorm(scope, "stage2", x, 4 * width, 2);
    x = convNorm(scope, "stage3", x, 8 * width, 2);
    x = residual(scope, "block2", x);
    x = dropout(scope, globalMaxPool(scope, x), rate);
    // Zeros: training starts from equal odds for all classes.
    return dense(scope, "classifier", x, classes, zerosFill);
  };
}

function convNorm(scope: Scope, name: string, x: Value, filters: number, stride: number): Value {
  const y = conv2d(scope, name, x, filters, { stride, padding: 1, bias: false });
  return relu(scope, batchNorm(scope, `${name}.norm`, y));
}

function residual(scope: Scope, name: string, x: Value): Value {
  const width = Number(x.shape[1]);
  const body = convNorm(scope, `${name}.second`, convNorm(scope, `${name}.first`, x, width, 1), width, 1);
  return scope.b.op("Add", [x, body]);
}
