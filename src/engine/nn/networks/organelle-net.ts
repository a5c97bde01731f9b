import { algebra } from "../../graph/algebra.ts";
import type { Value } from "../../graph/graph.ts";
import type { FeatureNetwork } from "../feature-network.ts";
import { batchNorm, concat, conv2d, globalAveragePool, globalMaxPool, relu } from "../layers.ts";
import type { Scope } from "../scope.ts";

export interface OrganelleNetOptions {
  /** Filters of the stem and of the three stages. */
  readonly widths?: readonly [number, number, number, number];
}

/**
 * A compact residual network (He et al. 2016, doi:10.1109/CVPR.2016.90) for fluorescence images of one channel. Its
 * features are mean and maximum of every channel of every stage, at a quarter, an eighth and a sixteenth of the image's
 * size. Each image is first brought to mean 0 and deviation 1, so that neither gain nor black level matters. Input
 * [N, 1, H, W] with H, W of 32 or more.
 */
export function organelleNet({ widths = [16, 48, 96, 176] }: OrganelleNetOptions = {}): FeatureNetwork {
  const [stem, first, second, third] = widths;
  return (scope, images) => {
    const start = convNorm(scope, "stem", standardize(scope, images), stem, { kernel: 5, stride: 2 });
    const fine = residual(scope, "block1", convNorm(scope, "stage1", start, first, { stride: 2 }));
    const middle = residual(scope, "block2", convNorm(scope, "stage2", fine, second, { stride: 2 }));
    const map = convNorm(scope, "last", convNorm(scope, "stage3", middle, third, { stride: 2 }), third);
    const pooled = [fine, middle, map].flatMap((x) => [globalAveragePool(scope, x), globalMaxPool(scope, x)]);
    return { features: concat(scope, pooled), map };
  };
}

/** (x - mean) / deviation of each image. */
function standardize({ b }: Scope, images: Value): Value {
  const { add, div, mean, square, sub } = algebra(b);
  const centred = sub(images, mean(images, [2, 3], true));
  // What is added keeps the rounding of an empty image small, and lets an image of 16 bits be as dim as a hundred steps.
  return div(centred, b.op("Sqrt", [add(mean(square(centred), [2, 3], true), 1e-10)]));
}

function convNorm(
  scope: Scope,
  name: string,
  x: Value,
  filters: number,
  { kernel = 3, stride = 1 }: { readonly kernel?: number; readonly stride?: number } = {},
): Value {
  const padding = (kernel - 1) / 2;
  const y = conv2d(scope, name, x, filters, { kernel, stride, padding, bias: false });
  return relu(scope, batchNorm(scope, `${name}.norm`, y));
}

function residual(scope: Scope, name: string, x: Value): Value {
  const width = Number(x.shape[1]);
  const body = convNorm(scope, `${name}.second`, convNorm(scope, `${name}.first`, x, width), width);
  return scope.b.op("Add", [x, body]);
}
