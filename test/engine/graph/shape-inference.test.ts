import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type Builder, createBuilder } from "../../../src/engine/graph/builder.ts";
import { catalogue } from "../../../src/engine/graph/catalogue.ts";
import type { Dim, Value } from "../../../src/engine/graph/graph.ts";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import type { AttributeValue, OpAttributes, OpName } from "../../../src/engine/graph/op-attributes.ts";
import { MorError } from "../../../src/errors.ts";
import { allocate, type DType } from "../../../src/tensor/dtype.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { sizeOf } from "../../../src/tensor/shape.ts";
import type { Tensor } from "../../../src/tensor/tensor.ts";

interface Spec {
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  readonly values?: readonly (number | boolean)[];
}

interface Case {
  readonly op: OpName;
  readonly attributes: Readonly<Record<string, AttributeValue | Spec>>;
  readonly inputs: readonly (Spec | null)[];
  readonly outputs: readonly Spec[];
}

const fixture = resolve(import.meta.dirname, "../../fixtures/onnx/shapes.json");
// Written by scripts/fixtures/onnx_shapes.py in this form.
const { cases } = JSON.parse(readFileSync(fixture, "utf8")) as { cases: Case[] };
/** A window that would start in the far padding is left out, as operator set 22 says; set 20 did not say. */
const ceiling: Case = {
  op: "MaxPool",
  attributes: { kernel_shape: [2, 2], strides: [3, 3], pads: [1, 1, 1, 1], ceil_mode: 1 },
  inputs: [{ dtype: "float32", shape: [1, 1, 4, 5] }],
  outputs: [{ dtype: "float32", shape: [1, 1, 2, 2] }],
};
const titled = cases.map((one) => [titleOf(one), one] as const);

describe("shape inference", () => {
  it("has a reference case for every operator of the catalogue", () => {
    const covered = new Set<string>(cases.map(({ op }) => op));
    // The ONNX package does not know ONNX Runtime's blocked layout: see test/engine/layout.
    const own = Object.entries(catalogue).filter(([, { domain }]) => domain !== "com.microsoft.nchwc");
    expect(own.map(([op]) => op).filter((op) => !covered.has(op))).toEqual([]);
  });

  it.each(titled)("agrees with the ONNX package: %s", (_, one) => {
    const made = apply(createBuilder(), one);
    expect(made.map(({ dtype }) => dtype)).toEqual(one.outputs.map(({ dtype }) => dtype));
    expect(made.map(({ shape }) => shape)).toEqual(
      one.outputs.map(({ shape }, index) =>
        shape.map((dim, axis) => (isUnknown(dim) ? expectSymbol(made[index]?.shape[axis]) : dim)),
      ),
    );
  });

  const concrete = [...titled, [titleOf(ceiling), ceiling] as const].filter(([, { inputs }]) =>
    inputs.every((spec) => spec?.shape.every((dim) => typeof dim === "number") ?? true),
  );
  it.each(concrete)("agrees with what ONNX Runtime makes of the written graph: %s", async (_, one) => {
    const builder = createBuilder();
    const made = apply(builder, one);
    for (const [index, value] of made.entries()) builder.output(value, `out${index}`);
    const graph = builder.build();
    const session = await InferenceSession.create(writeOnnx(graph), { logSeverityLevel: 3 });
    const feeds = Object.fromEntries(graph.inputs.map((input) => [input.name, feedFor(input)]));
    const results = await session.run(feeds);
    expect(
      made.map((value, index) => results[`out${index}`]?.dims.length === value.shape.length),
    ).not.toContain(false);
    expect(made.map((__, index) => [...(results[`out${index}`]?.dims ?? [])])).toEqual(
      made.map(({ shape }) => shape),
    );
    expect(made.map((__, index) => results[`out${index}`]?.type)).toEqual(made.map(({ dtype }) => dtype));
    await session.release();
  });
});

describe("symbolic sizes", () => {
  const b = createBuilder();
  const x = b.input("x", "float32", ["N", 4, 6]);
  const to = (end: number) => [b.integers([0, 1]), b.integers([end, 3])];
  it.each([
    ["a slice of the whole axis", b.op("Slice", [x, ...to(2 ** 31 - 1)]), ["N", 2, 6]],
    ["a slice of a part of it", b.op("Slice", [x, ...to(2)]), ["?", 2, 6]],
    ["a shape with the batch left open", b.op("Reshape", [x, b.integers([-1, 24])]), ["N", 24]],
    ["a shape with a number left open", b.op("Reshape", [x, b.integers([0, -1])]), ["N", 24]],
    ["a batch mixed with channels", b.op("Reshape", [x, b.integers([-1, 6])]), ["?", 6]],
    [
      "a batch behind axes of size 1",
      b.op("Flatten", [b.op("Unsqueeze", [x, b.integers([0])])], { axis: 2 }),
      ["N", 24],
    ],
  ])("are kept or given up as they must: %s", (_, value, shape) => {
    expect(value.shape).toEqual(shape);
  });
});

describe("wrong uses", () => {
  const b = createBuilder();
  const x = b.input("x", "float32", [2, 3]);
  const image = b.input("image", "float32", ["N", 3, 8, 8]);
  const ints = b.input("ints", "int64", [2, 3]);
  const wrong: readonly [string, () => unknown][] = [
    ["operands that do not broadcast", () => b.op("Add", [x, b.op("Transpose", [x])])],
    ["operands of two types", () => b.op("Add", [x, ints])],
    ["a missing operand", () => b.op("Add", [x])],
    ["an omitted operand", () => b.op("Add", [x, undefined])],
    ["inner sizes that differ", () => b.op("MatMul", [x, x])],
    ["a Gemm whose sizes differ", () => b.op("Gemm", [x, x])],
    ["a filter for other channels", () => b.op("Conv", [image, b.constant(zeros([4, 2, 3, 3]))])],
    ["a window larger than the image", () => b.op("MaxPool", [image], { kernel_shape: [9, 9] })],
    ["a window of another rank", () => b.op("MaxPool", [image], { kernel_shape: [2] })],
    ["a shape with other elements", () => b.op("Reshape", [x, b.integers([4, 2])])],
    ["a shape that cannot be divided", () => b.op("Reshape", [x, b.integers([4, -1])])],
    ["a computed shape", () => b.op("Reshape", [x, b.op("Shape", [image])])],
    ["an axis that is not there", () => b.op("ArgMax", [x], { axis: 2 })],
    ["parts that do not fit", () => b.op("Concat", [x, image], { axis: 0 })],
    ["a turn of another rank", () => b.op("Transpose", [x], { perm: [0] })],
    ["too many names", () => b.ops("Relu", [x], {}, ["a", "b"])],
    ["a name twice", () => b.input("x", "float32", [])],
    ["a value that is not there", () => b.value("nowhere")],
    [
      "SAME padding of an unknown size",
      () =>
        b.op("MaxPool", [b.input("free", "float32", [1, 1, "H", "W"])], {
          kernel_shape: [2, 2],
          auto_pad: "SAME_UPPER",
        }),
    ],
  ];
  it.each(wrong)("refuses %s", (_, use) => {
    expect(use).toThrow(MorError);
    expect(use).toThrow(expect.objectContaining({ code: "graph-invalid" }));
  });
});

function apply(builder: Builder, { op, attributes, inputs, outputs }: Case): Value[] {
  const operands = inputs.map((spec, index) => {
    if (spec === null) return undefined;
    return spec.values ? builder.constant(stored(spec)) : builder.input(`x${index}`, spec.dtype, spec.shape);
  });
  const given = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, isSpec(value) ? stored(value) : value]),
  );
  // The fixture's attributes are those of its operator.
  return builder.ops(op, operands, given as OpAttributes[OpName], outputs.length);
}

function stored({ dtype, shape, values = [] }: Spec): Tensor {
  const sizes = shape.map(Number);
  const data = allocate(dtype, sizeOf(sizes));
  values.forEach((value, index) => {
    const number = Math.min(Math.max(Number(value), -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
    data[index] = dtype === "int64" ? BigInt(number) : number;
  });
  return { dtype, shape: sizes, data };
}

function feedFor({ dtype, shape }: Value): OrtTensor {
  const random = createRandom(5);
  const sizes = shape.map(Number);
  const length = sizeOf(sizes);
  if (dtype === "bool")
    return new OrtTensor(
      "bool",
      Uint8Array.from({ length }, () => random.integer(2)),
      sizes,
    );
  return new OrtTensor(
    "float32",
    Float32Array.from({ length }, () => random.uniform(0.05, 0.95)),
    sizes,
  );
}

function zeros(shape: readonly number[]): Tensor {
  return { dtype: "float32", shape, data: new Float32Array(sizeOf(shape)) };
}

function isSpec(value: AttributeValue | Spec): value is Spec {
  return typeof value === "object" && !Array.isArray(value);
}

function isUnknown(dim: Dim): boolean {
  return typeof dim === "string" && dim.startsWith("unk__");
}

/** Where the reference does not know a size, ours may be any symbol but no number. */
function expectSymbol(dim: Dim | undefined): Dim {
  expect(dim).toBeTypeOf("string");
  return dim ?? "";
}

function titleOf({ op, attributes, inputs }: Case): string {
  return `${op} ${JSON.stringify(attributes)} of ${inputs.map((spec) => (spec ? `[${spec.shape}]` : "-")).join(" ")}`;
}
