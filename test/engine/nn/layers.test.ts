import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import {
  averagePool,
  batchNorm,
  conv2d,
  dense,
  dropout,
  maxPool,
  zeroPad,
} from "../../../src/engine/nn/layers.ts";
import { inferenceScope, trainingScope } from "../../../src/engine/nn/scope.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

describe("layers declare their parameters", () => {
  it("with decay on weights alone", () => {
    const b = createBuilder();
    const scope = trainingScope(b);
    const x = conv2d(scope, "conv", b.input("x", "float32", [2, 4, 5, 5]), 6, { groups: 2 });
    const y = batchNorm(scope, "norm", x);
    dense(scope, "out", b.op("Flatten", [y]), 3);
    expect(scope.declarations.map(({ name, shape, kind, decay }) => [name, shape, kind, decay])).toEqual([
      ["conv.weight", [6, 2, 3, 3], "parameter", true],
      ["conv.bias", [6], "parameter", false],
      ["norm.scale", [6], "parameter", false],
      ["norm.shift", [6], "parameter", false],
      ["norm.runningMean", [6], "buffer", false],
      ["norm.runningVariance", [6], "buffer", false],
      ["out.weight", [54, 3], "parameter", true],
      ["out.bias", [3], "parameter", false],
    ]);
    expect([...scope.updates.keys()]).toEqual(["norm.runningMean", "norm.runningVariance"]);
  });
});

describe("padding as Keras' same", () => {
  it.each([
    // size, kernel, stride, zeros before and after
    [6, 3, 1, 1, 1],
    [6, 3, 2, 0, 1],
    [7, 3, 2, 1, 1],
    [5, 2, 1, 0, 1],
    [5, 1, 3, 0, 0],
  ])("of size %i, kernel %i and stride %i is %i and %i", (size, kernel, stride, before, after) => {
    const b = createBuilder();
    const x = b.input("x", "float32", [1, 2, size, size]);
    const y = conv2d(trainingScope(b), "conv", x, 3, { kernel, stride, padding: "same" });
    expect(y.shape).toEqual([1, 3, Math.ceil(size / stride), Math.ceil(size / stride)]);
    expect(b.nodes[0]?.attributes.pads).toEqual([before, before, after, after]);
  });

  it("is of its own on each axis", () => {
    const b = createBuilder();
    const x = b.input("x", "float32", [1, 2, 9, 9]);
    const y = conv2d(trainingScope(b), "conv", x, 3, { kernel: [1, 7], padding: "same" });
    expect(y.shape).toEqual([1, 3, 9, 9]);
    expect(b.nodes[0]?.attributes.pads).toEqual([0, 3, 0, 3]);
  });
});

describe("zeroPad", () => {
  it("pads a max pooling with zeros, not with what is less than all", async () => {
    const b = createBuilder();
    const scope = inferenceScope(b, new Map());
    b.output(maxPool(scope, zeroPad(scope, b.input("x", "float32", ["N", 1, 2, 2]), 1), 2), "y");
    const session = await openSession(b.build());
    const { y } = await session.run({ x: float32([1, 1, 2, 2], [-1, 2, -3, -4]) });
    await session.close();
    expect(y).toEqual(float32([1, 1, 2, 2], [0, 2, 0, 0]));
  });
});

describe("averagePool", () => {
  it.each([
    [false, [2.5, 2.5, 2.5, 2.5]],
    [true, [10 / 9, 10 / 9, 10 / 9, 10 / 9]],
  ])("with the zeros of its padding counted: %s", async (countPadding, expected) => {
    const b = createBuilder();
    const scope = inferenceScope(b, new Map());
    const x = b.input("x", "float32", ["N", 1, 2, 2]);
    b.output(averagePool(scope, x, 3, { stride: 1, padding: 1, countPadding }), "y");
    const session = await openSession(b.build());
    const { y } = await session.run({ x: float32([1, 1, 2, 2], [1, 2, 3, 4]) });
    await session.close();
    expect([...(y?.data ?? [])].map(Number)).toEqual(expected.map((value) => expect.closeTo(value, 6)));
  });
});

describe("dropout", () => {
  it("scales what a mask keeps", async () => {
    const b = createBuilder();
    const scope = trainingScope(b);
    b.output(dropout(scope, b.input("x", "float32", [4]), 0.75), "y");
    expect(scope.masks).toEqual([{ name: "mask.0", shape: [4], keep: 0.25 }]);
    const session = await openSession(b.build());
    const { y } = await session.run({
      x: float32([4], [1, 2, 3, 4]),
      "mask.0": float32([4], [0, 1, 0, 1]),
    });
    await session.close();
    expect(y).toEqual(float32([4], [0, 8, 0, 16]));
  });

  it("does nothing in inference, or with a rate of zero", () => {
    const b = createBuilder();
    const x = b.input("x", "float32", [4]);
    expect(dropout(inferenceScope(b, new Map()), x, 0.5)).toBe(x);
    const scope = trainingScope(b);
    expect(dropout(scope, x, 0)).toBe(x);
    expect(scope.masks).toEqual([]);
  });
});

describe("batchNorm", () => {
  const running = { mean: float32([1], [10]), variance: float32([1], [4]) };
  const weights = new Map([
    ["n.scale", float32([1], [3])],
    ["n.shift", float32([1], [1])],
    ["n.runningMean", running.mean],
    ["n.runningVariance", running.variance],
  ]);

  it("uses the running statistics in inference", async () => {
    const b = createBuilder();
    b.output(
      batchNorm(inferenceScope(b, weights), "n", b.input("x", "float32", ["N", 1]), { epsilon: 0 }),
      "y",
    );
    const session = await openSession(b.build());
    const { y } = await session.run({ x: float32([2, 1], [10, 14]) });
    await session.close();
    expect(y).toEqual(float32([2, 1], [1, 7]));
  });

  it("uses the batch in training and moves the statistics by its share, leaving its inputs alone", async () => {
    const b = createBuilder();
    const scope = trainingScope(b);
    b.output(
      batchNorm(scope, "n", b.input("x", "float32", [2, 1, 1, 2]), { momentum: 0.75, epsilon: 0 }),
      "y",
    );
    for (const [name, value] of scope.updates) b.output(value, `next.${name}`);
    const session = await openSession(b.build());
    const results = await session.run({
      x: float32([2, 1, 1, 2], [1, 3, 1, 3]),
      ...Object.fromEntries(weights),
    });
    await session.close();
    expect(results.y).toEqual(float32([2, 1, 1, 2], [-2, 4, -2, 4]));
    expect(results["next.n.runningMean"]).toEqual(float32([1], [0.75 * 10 + 0.25 * 2]));
    const variance = Number(results["next.n.runningVariance"]?.data[0]);
    expect(variance).toBeCloseTo(0.75 * 4 + (0.25 * 4) / 3, 6); // unbiased: 4 / 3
    expect([...running.mean.data, ...running.variance.data]).toEqual([10, 4]);
  });
});
