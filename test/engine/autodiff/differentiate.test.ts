import { describe, expect, it } from "vitest";
import { differentiate } from "../../../src/engine/autodiff/differentiate.ts";
import { algebra } from "../../../src/engine/graph/algebra.ts";
import { type Builder, createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Value } from "../../../src/engine/graph/graph.ts";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { float32, type Tensor, tensor } from "../../../src/tensor/tensor.ts";

type Feeds = Readonly<Record<string, Tensor>>;

/** Gradients of a function with respect to all of its float32 inputs, by name. */
async function gradientsOf(
  feeds: Feeds,
  write: (b: Builder, inputs: Readonly<Record<string, Value>>) => Value,
  seed?: (b: Builder) => Value,
): Promise<Record<string, number[]>> {
  const b = createBuilder();
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, value]) => [name, b.input(name, value.dtype, value.shape)]),
  );
  const y = write(b, inputs);
  const wrt = Object.values(inputs).filter(({ dtype }) => dtype === "float32");
  differentiate(b, y, wrt, seed?.(b)).forEach((gradient, index) => {
    b.output(gradient, `d.${wrt[index]?.name}`);
  });
  const session = await openSession(b.build());
  try {
    const results = await session.run(
      Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name))),
    );
    return Object.fromEntries(
      wrt.map(({ name }) => [name, Array.from(results[`d.${name}`]?.data as Float32Array)]), // as the input
    );
  } finally {
    await session.close();
  }
}

describe("differentiate", () => {
  const x = float32([3], [0.5, -1, 2]);

  it("sums over all ways from a value to the loss", async () => {
    const got = await gradientsOf({ x }, (b, { x: value }) => {
      const { add, mul } = algebra(b);
      return add(mul(given(value), given(value)), given(value)); // x^2 + x
    });
    expect(got.x).toEqual([2, -1, 5]);
  });

  it("gives zeros where the loss does not depend on a value", async () => {
    const got = await gradientsOf({ x, other: float32([2], [1, 2]) }, (b, inputs) =>
      b.op("Neg", [given(inputs.x)]),
    );
    expect(got).toEqual({ x: [-1, -1, -1], other: [0, 0] });
  });

  it("starts from the seed", async () => {
    const got = await gradientsOf(
      { x },
      (b, inputs) => b.op("Neg", [given(inputs.x)]),
      (b) => b.constant(float32([3], [1, 2, 3])),
    );
    expect(got.x).toEqual([-1, -2, -3]);
  });

  it("uses the outputs of Split that matter", async () => {
    const got = await gradientsOf({ x: float32([4], [1, 2, 3, 4]) }, (b, inputs) => {
      const [, second] = b.ops("Split", [given(inputs.x)], { num_outputs: 2 }, 2);
      return algebra(b).square(given(second));
    });
    expect(got.x).toEqual([0, 0, 6, 8]);
  });

  it("differentiates gradients again", async () => {
    const got = await gradientsOf({ x }, (b, inputs) => {
      const value = given(inputs.x);
      const cube = algebra(b).mul(algebra(b).square(value), value);
      return given(differentiate(b, cube, [value])[0]);
    });
    expect(got.x).toEqual([3, -6, 12]); // 6 x
  });

  it("shares a gradient among ties without loss", async () => {
    const ties: readonly [outputs: number, write: (b: Builder, value: Value) => Value][] = [
      [4, (b, v) => b.op("MaxPool", [v], { kernel_shape: [2, 2], strides: [2, 2] })],
      [16, (b, v) => b.op("MaxPool", [v], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] })],
      [1, (b, v) => b.op("GlobalMaxPool", [v])],
      [1, (b, v) => b.op("ReduceMax", [v, b.integers([2, 3])])],
      [16, (b, v) => b.op("Max", [v, v])],
    ];
    for (const [outputs, write] of ties) {
      const got = await gradientsOf({ x: float32([1, 1, 4, 4], new Array(16).fill(0.25)) }, (b, inputs) =>
        write(b, given(inputs.x)),
      );
      expect(got.x?.reduce((sum, value) => sum + value, 0)).toBeCloseTo(outputs, 5);
    }
  });

  it("gives no slope to a norm of zeros", async () => {
    const got = await gradientsOf({ x: float32([2, 2], [0, 0, 3, -4]) }, (b, inputs) =>
      b.op("ReduceL2", [given(inputs.x), b.integers([1])]),
    );
    expect(got.x?.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 0, 0.6, -0.8]);
  });

  it("takes Dropout's own mask", async () => {
    const b = createBuilder();
    const value = b.input("x", "float32", [64]);
    const training = b.constant(tensor("bool", [], Uint8Array.of(1)));
    const [y, mask] = b.ops("Dropout", [value, b.number(0.25), training], { seed: 3 }, 2);
    b.output(given(y), "y");
    b.output(given(mask), "mask");
    b.output(given(differentiate(b, given(y), [value])[0]), "dx");
    const session = await openSession(b.build());
    const { mask: kept, dx } = await session.run({ x: float32([64], new Array(64).fill(1)) });
    await session.close();
    const bits = given(kept).data as Uint8Array; // Dropout's mask is bool
    const expected = Float32Array.from(bits, (bit) => bit / 0.75);
    expect(given(dx).data).toEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });

  it("refuses what it cannot differentiate", () => {
    const attempts: Record<string, (b: Builder, value: Value) => Value | undefined> = {
      "DequantizeLinear has no gradient rule": (b, value) => {
        const zero = b.constant(tensor("uint8", [], Uint8Array.of(128)));
        const stored = b.op("QuantizeLinear", [value, b.number(0.1), zero]);
        return b.op("DequantizeLinear", [stored, b.number(0.1), zero]);
      },
      "ScatterElements with reduction mul": (b, value) => {
        const indices = b.constant(tensor("int64", [1], BigInt64Array.of(0n)));
        return b.op("ScatterElements", [value, indices, b.constant(float32([1], [2]))], { reduction: "mul" });
      },
      "Dropout in training": (b, value) =>
        b.op("Dropout", [value, b.number(0.5), b.constant(tensor("bool", [], Uint8Array.of(1)))]),
      "LayerNormalization has no gradient rule for its output 1": (b, value) =>
        b.ops("LayerNormalization", [value, b.constant(float32([4], [1, 1, 1, 1]))], {}, 2)[1],
    };
    for (const [message, write] of Object.entries(attempts)) {
      const b = createBuilder();
      const value = b.input("x", "float32", [4]);
      const y = given(write(b, value));
      expect(() => differentiate(b, y, [value]), message).toThrow(
        expect.objectContaining({ code: "operator-unsupported", message: expect.stringContaining(message) }),
      );
    }
  });

  it("asks for known sizes", () => {
    const b = createBuilder();
    const value = b.input("x", "float32", ["N", 3]);
    const loss = b.op("ReduceSum", [value], { keepdims: 0 });
    expect(() => differentiate(b, loss, [value])).toThrow(expect.objectContaining({ code: "graph-invalid" }));
  });

  it("writes the same bytes twice", () => {
    const write = (): Uint8Array => {
      const b = createBuilder();
      const value = b.input("x", "float32", [1, 2, 6, 6]);
      const filter = b.input("w", "float32", [3, 2, 3, 3]);
      const y = b.op("MaxPool", [b.op("Conv", [value, filter])], { kernel_shape: [2, 2], strides: [2, 2] });
      for (const gradient of differentiate(b, y, [value, filter])) b.output(gradient);
      return writeOnnx(b.build());
    };
    expect(write()).toEqual(write());
  });
});

/** A value that the test has made. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("Expected a value, got none");
  return value;
}
