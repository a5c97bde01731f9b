import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MorError } from "../../src/errors.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/tensor/safetensors.ts";
import { float32, type Tensor } from "../../src/tensor/tensor.ts";

const name = fc.oneof(
  fc.string({ unit: "grapheme" }).filter((text) => text !== "__metadata__"),
  fc.constantFrom("__proto__", "constructor", "best.conv1.weight", "Größe 🧫"),
);
const tensorArbitrary: fc.Arbitrary<Tensor<"float32">> = fc
  .array(fc.nat(3), { maxLength: 3 })
  .chain((shape) => {
    const size = shape.reduce((product, side) => product * side, 1);
    return fc
      .array(fc.float({ noNaN: true }), { minLength: size, maxLength: size })
      .map((values) => float32(shape, values));
  });
const file = fc.record({
  tensors: fc.array(fc.tuple(name, tensorArbitrary), { maxLength: 5 }).map((pairs) => new Map(pairs)),
  metadata: fc.dictionary(fc.string(), fc.string()),
});

describe("safetensors", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(file, (content) => {
        const read = decodeSafetensors(encodeSafetensors(content), "x");
        expect([...read.tensors]).toEqual(
          // Names that look like numbers come first in JSON.
          [...read.tensors.keys()].map((key) => [key, content.tensors.get(key)]),
        );
        expect(read.tensors.size).toBe(content.tensors.size);
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(content.metadata).sort());
      }),
    );
  });

  it("keep NaN, infinities and zeros with a sign", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-45];
    const tensors = new Map([["x", float32([5], values)]]);
    const { data } =
      decodeSafetensors(encodeSafetensors({ tensors, metadata: {} }), "x").tensors.get("x") ?? {};
    expect(Array.from(data ?? [])).toEqual(Array.from(Float32Array.from(values)));
  });

  it("have the layout that other readers expect", () => {
    const tensors = new Map([["w", float32([2], [1, 2])]]);
    const bytes = Buffer.from(encodeSafetensors({ tensors, metadata: { a: "b" } }));
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString("utf8", 8, 8 + length))).toEqual({
      __metadata__: { a: "b" },
      w: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    });
    expect([bytes.readFloatLE(8 + length), bytes.readFloatLE(12 + length), bytes.length]).toEqual([
      1,
      2,
      16 + length,
    ]);
  });

  it.each([
    ["null", "no table"],
    ["[]", "no table"],
    ["{", "not JSON"],
    ['{"__metadata__":[]}', "no pairs"],
    ['{"__metadata__":{"a":1}}', "no text"],
    ['{"w":null}', 'wrong entry "w"'],
    ['{"w":{}}', 'wrong entry "w"'],
    ['{"w":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}', 'wrong entry "w"'],
    ['{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}', 'wrong entry "w"'],
    ['{"w":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}', 'wrong entry "w"'],
    ['{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}', 'wrong entry "w"'],
    ['{"w":{"dtype":"F32","shape":[1],"data_offsets":[0.5,4.5]}}', 'wrong entry "w"'],
    ['{"w":{"dtype":"F32","shape":[1e12],"data_offsets":[0,4e12]}}', 'wrong entry "w"'],
    ['{"w":{"dtype":"F32","shape":"4","data_offsets":[0,4]}}', 'wrong entry "w"'],
  ])("with the header %s are refused", (header, reason) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
    const bytes = Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)]);
    expect(() => decodeSafetensors(bytes, "file.x")).toThrow(
      expect.objectContaining({
        code: "run-invalid",
        message: expect.stringContaining(reason),
        path: "file.x",
      }),
    );
  });

  it.each([
    ["F64", Float64Array.of(1.5, -2), [1.5, -2]],
    ["F16", Uint16Array.of(0x3e00, 0xc000), [1.5, -2]],
    ["BF16", Uint16Array.of(0x3fc0, 0xc000), [1.5, -2]],
    ["I64", BigInt64Array.of(7n, -2n), [7, -2]],
    ["U64", BigUint64Array.of(7n, 2n), [7, 2]],
    ["I32", Int32Array.of(7, -2), [7, -2]],
    ["U32", Uint32Array.of(7, 4_000_000_000), [7, 4_000_000_000]],
    ["I16", Int16Array.of(7, -2), [7, -2]],
    ["U16", Uint16Array.of(7, 60_000), [7, 60_000]],
    ["I8", Int8Array.of(7, -2), [7, -2]],
    ["U8", Uint8Array.of(7, 200), [7, 200]],
    ["BOOL", Uint8Array.of(1, 0), [1, 0]],
  ])("of the type %s are read as float32", (dtype, data, expected) => {
    const header = JSON.stringify({ w: { dtype, shape: [2], data_offsets: [0, data.byteLength] } });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const bytes = Buffer.concat([length, Buffer.from(header), Buffer.from(data.buffer)]);
    expect(decodeSafetensors(bytes, "x").tensors.get("w")).toEqual(float32([2], expected));
  });

  it("cut or scrambled anywhere are read or refused, nothing else", () => {
    const whole = encodeSafetensors({
      tensors: new Map([
        ["a", float32([2, 2], [1, 2, 3, 4])],
        ["b", float32([], [5])],
      ]),
      metadata: { state: "{}" },
    });
    const tolerate = (bytes: Uint8Array): void => {
      try {
        decodeSafetensors(bytes, "x");
      } catch (error) {
        expect(error).toBeInstanceOf(MorError);
      }
    };
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors(whole.slice(0, length), "x")).toThrow(MorError);
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (place, value) => {
        const bytes = whole.slice();
        bytes[place] = value;
        tolerate(bytes);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), tolerate));
  });
});
