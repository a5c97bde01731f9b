import type { Value } from "../../graph/graph.ts";
import type { Convention, FeatureNetwork } from "../feature-network.ts";
import { averagePool, batchNorm, concat, conv2d, globalAveragePool, maxPool, relu } from "../layers.ts";
import type { Scope } from "../scope.ts";

/**
 * Inception v3 without its classifier (Szegedy et al. 2016, arXiv:1512.00567): 2048 features. Parameters have the layer
 * names of Keras Applications after the name of their block: `mixed3/conv2d_26.weight`, `mixed3/batch_normalization_26.shift`;
 * those before the first block have no block. In the torch convention the normalisation has a scale, and zeros of the
 * padding count in the average pooling. Images of 75 pixels or more.
 */
export function inceptionV3(convention: Convention = "keras"): FeatureNetwork {
  return (scope, images) => {
    const write = writer(scope, convention);
    let x = stem(write, images);
    x = mixedFives(write, x, 0, 32);
    x = mixedFives(write, x, 1, 64);
    x = mixedFives(write, x, 2, 64);
    x = mixedThree(write, x);
    [128, 160, 160, 192].forEach((filters, index) => {
      x = mixedSevens(write, x, index + 4, filters);
    });
    x = mixedEight(write, x);
    x = mixedWide(write, x, 9);
    x = mixedWide(write, x, 10);
    return { features: globalAveragePool(scope, x), map: x };
  };
}

type Step = readonly [filters: number, kernel: number | readonly [number, number], stride?: 2];

interface Writer {
  /** Convolution, normalisation, rectifier; strided ones without padding, if not told otherwise. */
  conv(block: string, x: Value, step: Step, padding?: 0 | "same"): Value;
  chain(block: string, x: Value, steps: readonly Step[]): Value;
  /** Mean of 3 x 3 pixels, then a convolution. */
  pooled(block: string, x: Value, filters: number): Value;
  join(values: readonly Value[]): Value;
  maxPool(x: Value): Value;
}

function writer(scope: Scope, convention: Convention): Writer {
  const torch = convention === "torch";
  const norm = { epsilon: 1e-3, momentum: torch ? 0.9 : 0.99, scaled: torch };
  let count = 0;
  const conv: Writer["conv"] = (block, x, [filters, kernel, stride = 1], padding) => {
    const [before, after] = [block === "" ? "" : `${block}/`, count === 0 ? "" : `_${count}`];
    count++;
    const y = conv2d(scope, `${before}conv2d${after}`, x, filters, {
      kernel,
      stride,
      padding: padding ?? (stride === 1 ? "same" : 0),
      bias: false,
    });
    return relu(scope, batchNorm(scope, `${before}batch_normalization${after}`, y, norm));
  };
  return {
    conv,
    chain: (block, x, steps) => steps.reduce((value, step) => conv(block, value, step), x),
    pooled: (block, x, filters) =>
      conv(block, averagePool(scope, x, 3, { stride: 1, padding: 1, countPadding: torch }), [filters, 1]),
    join: (values) => concat(scope, values),
    maxPool: (x) => maxPool(scope, x, 3, 2),
  };
}

function stem({ conv, maxPool }: Writer, images: Value): Value {
  let x = conv("", images, [32, 3, 2]);
  x = conv("", x, [32, 3], 0);
  x = maxPool(conv("", x, [64, 3]));
  x = conv("", x, [80, 1]);
  return maxPool(conv("", x, [192, 3], 0));
}

const down = [7, 1] as const;
const across = [1, 7] as const;

function mixedFives({ conv, chain, pooled, join }: Writer, x: Value, number: number, filters: number): Value {
  const block = `mixed${number}`;
  return join([
    conv(block, x, [64, 1]),
    chain(block, x, [
      [48, 1],
      [64, 5],
    ]),
    chain(block, x, [
      [64, 1],
      [96, 3],
      [96, 3],
    ]),
    pooled(block, x, filters),
  ]);
}

function mixedThree({ conv, chain, join, maxPool }: Writer, x: Value): Value {
  return join([
    conv("mixed3", x, [384, 3, 2]),
    chain("mixed3", x, [
      [64, 1],
      [96, 3],
      [96, 3, 2],
    ]),
    maxPool(x),
  ]);
}

function mixedSevens(
  { conv, chain, pooled, join }: Writer,
  x: Value,
  number: number,
  filters: number,
): Value {
  const block = `mixed${number}`;
  return join([
    conv(block, x, [192, 1]),
    chain(block, x, [
      [filters, 1],
      [filters, across],
      [192, down],
    ]),
    chain(block, x, [
      [filters, 1],
      [filters, down],
      [filters, across],
      [filters, down],
      [192, across],
    ]),
    pooled(block, x, 192),
  ]);
}

function mixedEight({ chain, join, maxPool }: Writer, x: Value): Value {
  return join([
    chain("mixed8", x, [
      [192, 1],
      [320, 3, 2],
    ]),
    chain("mixed8", x, [
      [192, 1],
      [192, across],
      [192, down],
      [192, 3, 2],
    ]),
    maxPool(x),
  ]);
}

function mixedWide({ conv, chain, pooled, join }: Writer, x: Value, number: number): Value {
  const block = `mixed${number}`;
  const fork = (value: Value): Value =>
    join([conv(block, value, [384, [1, 3]]), conv(block, value, [384, [3, 1]])]);
  return join([
    conv(block, x, [320, 1]),
    fork(conv(block, x, [384, 1])),
    fork(
      chain(block, x, [
        [448, 1],
        [384, 3],
      ]),
    ),
    pooled(block, x, 192),
  ]);
}
