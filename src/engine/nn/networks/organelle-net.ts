import { algebra } from "../../graph/algebra.ts";
import type { Value } from "../../graph/graph.ts";
import type { NetworkFeatures } from "../feature-network.ts";
import { batchNorm, concat, conv2d, flatten, globalAveragePool, globalMaxPool, relu } from "../layers.ts";
import type { Scope } from "../scope.ts";

export interface OrganelleNetOptions {
  /** Filters of the stem and of the four stages. */
  readonly widths?: readonly [number, number, number, number, number];
}

/**
 * A compact residual network (He et al. 2016, doi:10.1109/CVPR.2016.90) for fluorescence images of one channel, whose
 * features are statistics of every stage. Each image is first brought to mean 0 and deviation 1, so that neither gain nor
 * black level matters. Input [N, 1, H, W] with H, W of 32 or more.
 */
export function organelleNet({
  widths = [16, 16, 48, 96, 160],
}: OrganelleNetOptions = {}): (scope: Scope, images: Value) => NetworkFeatures {
  const [stem, first, second, third, fourth] = widths;
  return (scope, images) => {
    const stages: Value[] = [];
    let x = convNorm(scope, "stem", standardize(scope, images), stem, 2);
    x = convNorm(scope, "stage1", x, first, 1);
    stages.push(x);
    x = residual(scope, "block2", convNorm(scope, "stage2", x, second, 2));
    stages.push(x);
    x = residual(scope, "block3", convNorm(scope, "stage3", x, third, 2));
    stages.push(x);
    x = convNorm(scope, "last", convNorm(scope, "stage4", x, fourth, 2), fourth, 1);
    stages.push(x);
    return {
      features: concat(
        scope,
        stages.flatMap((stage) => statistics(scope, stage)),
      ),
      map: x,
    };
  };
}

/** (x - mean) / deviation of each image. */
function standardize({ b }: Scope, images: Value): Value {
  const { add, div, mean, square, sub } = algebra(b);
  const centred = sub(images, mean(images, [2, 3], true));
  // What is added keeps the rounding of an empty image small.
  return div(centred, b.op("Sqrt", [add(mean(square(centred), [2, 3], true), 1e-5)]));
}

/** Mean, maximum and deviation of each channel over the pixels: [N, C, H, W] -> three times [N, C]. */
function statistics(scope: Scope, x: Value): Value[] {
  const { add, mean, square, sub } = algebra(scope.b);
  const average = globalAveragePool(scope, x);
  const centred = sub(x, mean(x, [2, 3], true));
  const variance = flatten(scope, mean(square(centred), [2, 3], true));
  return [average, globalMaxPool(scope, x), scope.b.op("Sqrt", [add(variance, 1e-4)])];
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
