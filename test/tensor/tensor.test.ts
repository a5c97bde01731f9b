import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate, bytesPerElement, type DType, fromBytes } from "../../src/tensor/dtype.ts";
import { fromFloat16 } from "../../src/tensor/float16.ts";
import { sameShape, sizeOf, stridesOf } from "../../src/tensor/shape.ts";
import { float32, int64, scalar, tensor, zeros } from "../../src/tensor/tensor.ts";

describe("tensors", () => {
  it("hold as many elements as their shape says", () => {
    expect(float32([2, 3], [1, 2, 3, 4, 5, 6]).data).toHaveLength(6);
    expect(scalar(7)).toEqual({ dtype: "float32", shape: [], data: Float32Array.of(7) });
    expect(int64([2], [1, -1]).data).toEqual(BigInt64Array.of(1n, -1n));
    expect(zeros("uint8", [0, 4]).data).toHaveLength(0);
    expect(() => tensor("float32", [2], new Float32Array(3))).toThrow(
      expect.objectContaining({ code: "shape-mismatch" }),
    );
  });

  it("have row-major strides", () => {
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect(stridesOf([])).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), (shape) => {
        expect((stridesOf(shape)[0] ?? 0) * (shape[0] ?? 0)).toBe(sizeOf(shape));
        expect(sameShape(shape, [...shape])).toBe(true);
        expect(sameShape(shape, [...shape, 1])).toBe(false);
      }),
    );
  });
});

describe("element types", () => {
  const names: readonly DType[] = [
    "float32",
    "float16",
    "float64",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "bool",
  ];

  it.each(names)("%s: arrays and bytes agree, wherever the bytes lie", (dtype) => {
    const made = allocate(dtype, 3);
    expect(made.byteLength).toBe(3 * bytesPerElement(dtype));
    const room = new Uint8Array(3 * bytesPerElement(dtype) + 1);
    room.fill(1);
    const read = fromBytes(dtype, room.subarray(1));
    expect(read).toHaveLength(3);
    room.fill(0);
    expect(read[0] === made[0]).toBe(false); // a copy: the ones are still there
  });

  it("reads half precision", () => {
    const bits = Uint16Array.of(
      0,
      0x8000,
      0x3c00,
      0xc000,
      0x7bff,
      0x0001,
      0x0400,
      0x7c00,
      0xfc00,
      0x7e00,
      0x3555,
    );
    expect(Array.from(fromFloat16(bits))).toEqual([
      0,
      -0,
      1,
      -2,
      65_504,
      2 ** -24,
      2 ** -14,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0.333251953125,
    ]);
  });
});
