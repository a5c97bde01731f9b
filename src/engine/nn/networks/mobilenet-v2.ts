import type { Value } from "../../graph/graph.ts";
import type { Convention, FeatureNetwork } from "../feature-network.ts";
import {
  type BatchNormOptions,
  batchNorm,
  conv2d,
  depthwiseConv2d,
  globalAveragePool,
  relu6,
} from "../layers.ts";
import type { Scope } from "../scope.ts";

export interface MobilenetV2Options {
  /** Factor of all numbers of channels; the last has 1280 at least. */
  readonly width?: number;
  readonly convention?: Convention;
}

/**
 * MobileNet v2 without its classifier (Sandler et al. 2018, arXiv:1801.04381): inverted residual blocks of depthwise
 * convolutions, 1280 features up to width 1. Parameters have the layer names of Keras Applications:
 * `block_1_expand.weight`. Images of 32 pixels or more.
 */
export function mobilenetV2({ width = 1, convention = "keras" }: MobilenetV2Options = {}): FeatureNetwork {
  const torch = convention === "torch";
  const style: Style = {
    norm: torch ? { epsilon: 1e-5, momentum: 0.9 } : { epsilon: 1e-3, momentum: 0.999 },
    padding: torch ? 1 : "same",
  };
  return (scope, images) => {
    const first = divisibleByEight(32 * width);
    const stem = { stride: 2, padding: style.padding, bias: false };
    let x = conv2d(scope, "Conv1", images, first, stem);
    x = relu6(scope, batchNorm(scope, "bn_Conv1", x, style.norm));
    let number = 0;
    for (const { filters, blocks, stride } of stages) {
      for (let block = 0; block < blocks; block++) {
        const out = divisibleByEight(Math.floor(filters * width));
        x = invertedResidual(scope, number, x, out, block === 0 ? stride : 1, style);
        number++;
      }
    }
    const last = width > 1 ? divisibleByEight(1280 * width) : 1280;
    x = conv2d(scope, "Conv_1", x, last, { kernel: 1, bias: false });
    x = relu6(scope, batchNorm(scope, "Conv_1_bn", x, style.norm));
    return { features: globalAveragePool(scope, x), map: x };
  };
}

interface Style {
  readonly norm: BatchNormOptions;
  readonly padding: 1 | "same";
}

const stages = [
  { filters: 16, blocks: 1, stride: 1 },
  { filters: 24, blocks: 2, stride: 2 },
  { filters: 32, blocks: 3, stride: 2 },
  { filters: 64, blocks: 4, stride: 2 },
  { filters: 96, blocks: 3, stride: 1 },
  { filters: 160, blocks: 3, stride: 2 },
  { filters: 320, blocks: 1, stride: 1 },
] as const;

/** Wider by six inside, except for the first block. */
function invertedResidual(
  scope: Scope,
  number: number,
  x: Value,
  filters: number,
  stride: number,
  { norm, padding }: Style,
): Value {
  const name = number === 0 ? "expanded_conv" : `block_${number}`;
  const channels = Number(x.shape[1]);
  let y = x;
  if (number > 0) {
    y = conv2d(scope, `${name}_expand`, y, 6 * channels, { kernel: 1, bias: false });
    y = relu6(scope, batchNorm(scope, `${name}_expand_BN`, y, norm));
  }
  y = depthwiseConv2d(scope, `${name}_depthwise`, y, { stride, padding, bias: false });
  y = relu6(scope, batchNorm(scope, `${name}_depthwise_BN`, y, norm));
  y = conv2d(scope, `${name}_project`, y, filters, { kernel: 1, bias: false });
  y = batchNorm(scope, `${name}_project_BN`, y, norm);
  return channels === filters && stride === 1 ? scope.b.op("Add", [x, y]) : y;
}

/** The nearest multiple of eight, yet not less than nine tenths of the number. */
function divisibleByEight(channels: number): number {
  const near = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return near < 0.9 * channels ? near + 8 : near;
}
