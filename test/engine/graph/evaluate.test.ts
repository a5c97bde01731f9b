import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Builder, createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Value } from "../../../src/engine/graph/graph.ts";
import { codeOfDtype } from "../../../src/engine/graph/onnx/dtype-codes.ts";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import { float32, int64, type Tensor, tensor } from "../../../src/tensor/tensor.ts";
import { runModel } from "./onnx/run-model.ts";

type Formula = (b: Builder, ints: (...list: number[]) => Value, grid: Value, real: Value) => Value;

const to = (dtype: Tensor["dtype"]) => ({ to: codeOfDtype(dtype) });

/** What is known before the graph runs, for each operator that is evaluated; `grid` is [[1,2,3],[4,5,6]], `real` [1.5,-2.5]. */
const formulas: Readonly<Record<string, Formula>> = {
  Abs: (b, ints) => b.op("Abs", [ints(-3, 2)]),
  Add: (b, ints, grid) => b.op("Add", [grid, ints(1, 10, 100)]),
  "Add across": (b, _, grid) => b.op("Add", [grid, b.constant(int64([2, 1], [7, 8]))]),
  And: (b, _, __, real) =>
    b.op("And", [b.op("Greater", [real, b.number(0)]), b.op("Less", [real, b.number(9)])]),
  "Cast to int": (b, _, __, real) => b.op("Cast", [real], to("int64")),
  "Cast to bool": (b, ints) => b.op("Cast", [b.op("Cast", [ints(0, 3)], to("bool"))], to("int32")),
  "Cast to float": (b, ints) => b.op("Cast", [ints(5, -6)], to("float32")),
  Ceil: (b, _, __, real) => b.op("Ceil", [real]),
  Clip: (b, _, grid) => b.op("Clip", [grid, b.constant(int64([], [2])), b.constant(int64([], [5]))]),
  Concat: (b, ints) => b.op("Concat", [ints(1, 2), ints(3)], { axis: 0 }),
  "Concat inner": (b, _, grid) => b.op("Concat", [grid, b.constant(int64([2, 1], [8, 9]))], { axis: -1 }),
  ConstantOfShape: (b, ints) => b.op("ConstantOfShape", [ints(2, 2)], { value: int64([1], [9]) }),
  "ConstantOfShape zero": (b, ints) => b.op("ConstantOfShape", [ints(3)]),
  Div: (b, ints) => b.op("Div", [ints(7, -7), ints(2)]),
  "Div real": (b, _, __, real) => b.op("Div", [real, b.number(4)]),
  Equal: (b, _, grid) => b.op("Equal", [grid, b.constant(int64([], [4]))]),
  Expand: (b, ints) => b.op("Expand", [ints(1, 2, 3), ints(2, 3)]),
  Flatten: (b, _, grid) => b.op("Flatten", [grid], { axis: 0 }),
  Floor: (b, _, __, real) => b.op("Floor", [real]),
  Gather: (b, ints, grid) => b.op("Gather", [grid, ints(1, -2)], { axis: 1 }),
  "Gather scalar": (b, _, grid) => b.op("Gather", [grid, b.constant(int64([], [-1]))]),
  GreaterOrEqual: (b, ints) => b.op("GreaterOrEqual", [ints(1, 2, 3), ints(2)]),
  Identity: (b, ints) => b.op("Identity", [ints(4)]),
  LessOrEqual: (b, ints) => b.op("LessOrEqual", [ints(1, 2, 3), ints(2)]),
  Max: (b, ints) => b.op("Max", [ints(1, 5), ints(3), ints(2, 9)]),
  Min: (b, ints) => b.op("Min", [ints(1, 5), ints(3), ints(2, 9)]),
  Mul: (b, ints, grid) => b.op("Mul", [grid, ints(-1, 2, 0)]),
  Neg: (b, _, __, real) => b.op("Neg", [real]),
  Not: (b, ints) => b.op("Not", [b.op("Cast", [ints(0, 1)], to("bool"))]),
  Or: (b, ints) => b.op("Or", [b.op("Cast", [ints(0, 1)], to("bool")), b.op("Cast", [ints(0)], to("bool"))]),
  Range: (b) =>
    b.op(
      "Range",
      [1, 9, 3].map((x) => b.constant(int64([], [x]))),
    ),
  ReduceMax: (b, ints, grid) => b.op("ReduceMax", [grid, ints(0)]),
  ReduceMin: (b, ints, grid) => b.op("ReduceMin", [grid, ints(-1)], { keepdims: 0 }),
  ReduceProd: (b, _, grid) => b.op("ReduceProd", [grid], { keepdims: 0 }),
  ReduceSum: (b, ints, grid) => b.op("ReduceSum", [grid, ints(1)]),
  "ReduceSum of nothing": (b, _, grid) => b.op("ReduceSum", [grid], { noop_with_empty_axes: 1 }),
  Reshape: (b, ints, grid) => b.op("Reshape", [grid, ints(3, -1)]),
  Shape: (b, _, grid) => b.op("Shape", [grid], { start: -1 }),
  Slice: (b, ints, grid) => b.op("Slice", [grid, ints(0, 1), ints(1, 99)]),
  "Slice backwards": (b, ints, grid) => b.op("Slice", [grid, ints(-1), ints(-99), ints(1), ints(-2)]),
  Sqrt: (b) => b.op("Sqrt", [b.constant(float32([2], [2, 9]))]),
  Squeeze: (b, ints) => b.op("Squeeze", [b.op("Unsqueeze", [ints(3), ints(0)])]),
  Sub: (b, ints) => b.op("Sub", [ints(1), ints(2, 3)]),
  Sum: (b, _, __, real) => b.op("Sum", [real, b.number(3)]),
  Transpose: (b, _, grid) => b.op("Transpose", [grid]),
  Where: (b, ints) => b.op("Where", [b.op("Greater", [ints(1, 5), ints(2)]), ints(7), ints(8, 9)]),
};

describe("evaluate", () => {
  it.each(Object.entries(formulas))("knows what ONNX Runtime computes: %s", async (_, formula) => {
    const b = createBuilder();
    const ints = (...list: number[]) => b.integers(list);
    const grid = b.constant(int64([2, 3], [1, 2, 3, 4, 5, 6]));
    const value = formula(b, ints, grid, b.constant(float32([2], [1.5, -2.5])));
    const known = b.constantOf(value);
    expect(known).toMatchObject({ dtype: value.dtype, shape: value.shape });
    b.output(value, "y");
    const { y } = await runModel(writeOnnx(b.build()), {});
    expect(Array.from<number | bigint, number>(known?.data ?? [], Number)).toEqual(y?.data);
    expect(y?.dims).toEqual(value.shape);
  });

  it("computes the shape of an image that is resized to twice its size", () => {
    const b = createBuilder();
    const image = b.input("image", "float32", [1, 3, 5, 7]);
    const size = b.op("Slice", [b.op("Shape", [image]), b.integers([2]), b.integers([4])]);
    const wide = b.op("Mul", [b.op("Cast", [size], to("float32")), b.number(2)]);
    const sizes = b.op("Cast", [b.op("Floor", [wide])], to("int64"));
    const all = b.op("Concat", [b.integers([1, 3]), sizes], { axis: 0 });
    const large = b.op("Resize", [image, undefined, undefined, all]);
    expect(large.shape).toEqual([1, 3, 10, 14]);
  });

  it("keeps INT64_MAX exactly, and leaves what it cannot compute exactly to the runtime", () => {
    const b = createBuilder();
    const most = b.constant(tensor("int64", [1], BigInt64Array.of(2n ** 63n - 1n)), "most");
    const joined = b.op("Concat", [most, b.integers([1])], { axis: 0 });
    expect(b.constantOf(joined)?.data).toEqual(BigInt64Array.of(2n ** 63n - 1n, 1n));
    expect(b.constantOf(b.op("Add", [most, b.integers([1])]))).toBeUndefined();
    expect(b.constantOf(b.op("Div", [b.integers([1]), b.integers([0])]))).toBeUndefined();
  });

  it("knows nothing of inputs, of large tensors and of symbolic shapes", () => {
    const b = createBuilder();
    const x = b.input("x", "int64", ["N"]);
    expect(b.constantOf(b.op("Neg", [x]))).toBeUndefined();
    expect(b.constantOf(b.op("Shape", [x]))).toBeUndefined();
    const large = b.constant(int64([65], new Array(65).fill(1)));
    expect(b.constantOf(b.op("Neg", [large]))).toBeUndefined();
    expect(b.constantOf(b.op("ConstantOfShape", [b.integers([2 ** 40, 0])]))).toBeUndefined();
  });

  it("decodes weights stored as float16 and int8 when asked", () => {
    const b = createBuilder();
    const half = b.constant(tensor("float16", [2], Uint16Array.of(0x3c00, 0xc100)));
    expect(b.constantOf(b.op("Cast", [half], to("float32")))?.data).toEqual(Float32Array.of(1, -2.5));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 6, maxLength: 6 }),
        fc.constantFrom(0, 1, -1),
        (list, axis) => {
          const channels = axis === 0 ? 2 : 3;
          const scales = Array.from({ length: channels }, (_, index) => 0.5 * (index + 1));
          const zeros = Array.from({ length: channels }, (_, index) => index - 1);
          const q = b.constant(tensor("int8", [2, 3], Int8Array.from(list)));
          const scale = b.constant(float32([channels], scales));
          const zero = b.constant(tensor("int8", [channels], Int8Array.from(zeros)));
          const decoded = b.constantOf(b.op("DequantizeLinear", [q, scale, zero], { axis }));
          const channel = (index: number) => (axis === 0 ? Math.floor(index / 3) : index % 3);
          expect(decoded?.data).toEqual(
            Float32Array.from(
              list,
              (x, index) => (x - (zeros[channel(index)] ?? 0)) * (scales[channel(index)] ?? 0),
            ),
          );
        },
      ),
      { numRuns: 30, seed: 1 },
    );
  });
});
