import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { Tensor as OrtTensor } from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import type { Graph, Value } from "../../../../src/engine/graph/graph.ts";
import { readOnnx } from "../../../../src/engine/graph/onnx/read-onnx.ts";
import { saveOnnx } from "../../../../src/engine/graph/onnx/save-onnx.ts";
import { writeOnnx } from "../../../../src/engine/graph/onnx/write-onnx.ts";
import { allocate, type DType } from "../../../../src/tensor/dtype.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { sizeOf } from "../../../../src/tensor/shape.ts";
import { float32, type Tensor } from "../../../../src/tensor/tensor.ts";
import { differenceOf, runModel } from "./run-model.ts";

const fixtures = resolve(import.meta.dirname, "../../../fixtures/onnx");
const folder = mkdtempSync(join(tmpdir(), "mor-onnx-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("writeOnnx", () => {
  it("writes what readOnnx reads, for random graphs", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomGraph(seed);
        const bytes = writeOnnx(graph);
        expect(readOnnx(bytes)).toEqual(graph);
        expect(writeOnnx(readOnnx(bytes))).toEqual(bytes);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it("keeps weights of every type, empty ones and special values bit by bit", () => {
    const dtypes: DType[] = [
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
    const b = createBuilder();
    for (const dtype of dtypes) {
      for (const shape of [[], [3], [0, 2]]) {
        const data = allocate(dtype, sizeOf(shape));
        const bytes = new Uint8Array(data.buffer);
        const random = createRandom(bytes.length);
        bytes.forEach((_, index) => {
          bytes[index] = dtype === "bool" ? random.integer(2) : random.integer(256);
        });
        b.output(b.constant({ dtype, shape, data }, `${dtype} [${shape}]`));
      }
    }
    const special = [Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-45];
    b.output(b.constant(float32([4], special), "special"));
    const graph = b.build();
    const { initializers } = readOnnx(writeOnnx(graph));
    expect(initializers).toEqual(graph.initializers);
    expect(initializers.get("special")?.data).toEqual(Float32Array.from(special));
  });

  it("writes the same bytes whatever the order of attributes and metadata", () => {
    const graph = sampleGraph();
    const turned = <T>(record: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(record).reverse());
    const other = {
      ...graph,
      metadata: turned(graph.metadata),
      nodes: graph.nodes.map((node) => ({ ...node, attributes: turned(node.attributes) })),
    };
    expect(writeOnnx(other)).toEqual(writeOnnx(graph));
  });

  it("leaves sizes named ?... unknown", () => {
    const b = createBuilder();
    b.output(b.op("Relu", [b.input("x", "float32", ["N", "?", 3])]), "y");
    const { inputs, outputs } = readOnnx(writeOnnx(b.build()));
    expect(inputs[0]?.shape).toEqual(["N", "?x.1", 3]);
    expect(outputs[0]?.shape).toEqual(["N", "?y.1", 3]);
  });

  it("still writes the bytes that the ONNX package has checked, and computes what it computed", async () => {
    const path = join(fixtures, "written.onnx");
    const bytes = writeOnnx(sampleGraph());
    // scripts/fixtures/onnx_written.py checks the file and adds the expected output.
    if (process.env.UPDATE_FIXTURES) writeFileSync(path, bytes);
    expect(Buffer.from(bytes).equals(readFileSync(path))).toBe(true);
    const { input, output } = JSON.parse(readFileSync(join(fixtures, "written.json"), "utf8"));
    const results = await runModel(bytes, { input: new OrtTensor("float32", input, [2, 1, 4, 4]) });
    expect(differenceOf(output, results.probabilities?.data)).toBeLessThan(1e-6);
  });

  it("refuses models above 2 GiB without building them", () => {
    const big: Tensor = { dtype: "float32", shape: [2 ** 26], data: new Float32Array(2 ** 26) };
    const initializers = new Map(Array.from({ length: 9 }, (_, index) => [`w${index}`, big]));
    const graph = { ...sampleGraph(), initializers };
    expect(() => writeOnnx(graph)).toThrow(
      expect.objectContaining({ code: "graph-invalid", message: expect.stringContaining("2 GiB") }),
    );
  });

  it("refuses attributes that operator set 20 does not have", () => {
    const graph = sampleGraph();
    const nodes = graph.nodes.map((node) => ({ ...node, attributes: { slope: 1 } }));
    expect(() => writeOnnx({ ...graph, nodes })).toThrow(expect.objectContaining({ code: "graph-invalid" }));
  });
});

describe("saveOnnx", () => {
  it("writes the same bytes to a file, over an older one, and leaves nothing else", async () => {
    const path = join(folder, "model.onnx");
    writeFileSync(path, "old");
    await saveOnnx(path, sampleGraph());
    expect(Buffer.from(writeOnnx(sampleGraph())).equals(readFileSync(path))).toBe(true);
    expect(readdirSync(folder)).toEqual(["model.onnx"]);
  });

  it("says where it could not write", async () => {
    const path = join(folder, "missing", "model.onnx");
    await expect(saveOnnx(path, sampleGraph())).rejects.toMatchObject({ code: "output-unwritable", path });
    expect(existsSync(path)).toBe(false);
  });

  it("leaves no trace when it cannot take the place of a folder", async () => {
    const place = mkdtempSync(join(folder, "taken-"));
    writeFileSync(join(place, "x"), "");
    await expect(saveOnnx(place, sampleGraph())).rejects.toMatchObject({ code: "output-unwritable" });
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

/** A small network with attributes of every kind, an operator of com.microsoft, a symbolic axis and metadata. */
function sampleGraph(): Graph {
  const random = createRandom(1);
  const weights = (...shape: number[]) =>
    float32(
      shape,
      Array.from({ length: sizeOf(shape) }, () => Math.fround(random.normal())),
    );
  const b = createBuilder();
  const x = b.input("input", "float32", ["N", 1, 4, 4]);
  const conv = b.op("Conv", [x, b.constant(weights(2, 1, 3, 3), "filters")], {
    pads: [1, 1, 1, 1],
    group: 1,
  });
  const soft = b.op("LeakyRelu", [conv], { alpha: 0.25 });
  const padded = b.op("Pad", [soft, b.integers([1, 1]), undefined, b.integers([3])], { mode: "reflect" });
  const filled = b.op("ConstantOfShape", [b.integers([1])], { value: float32([1], [0.5]) });
  const flat = b.op("Flatten", [b.op("Add", [padded, filled])]);
  const logits = b.op("FusedMatMul", [flat, b.constant(weights(3, 48), "dense")], { transB: 1, alpha: 0.5 });
  b.output(b.op("Softmax", [logits], { axis: -1 }), "probabilities");
  b.setMetadata({ "class names": "müde, wach", alpha: "1" });
  return b.build();
}

/** A chain of random operators over random tensors. */
function randomGraph(seed: number): Graph {
  const random = createRandom(seed);
  const b = createBuilder();
  const shape = Array.from({ length: 1 + random.integer(3) }, () => 1 + random.integer(4));
  const dims = random.integer(2) ? shape : ["N", ...shape.slice(1)];
  let value: Value = b.input("x", "float32", dims);
  const stored = () =>
    b.constant(
      float32(
        shape.slice(1),
        Array.from({ length: sizeOf(shape.slice(1)) }, () => random.normal()),
      ),
      `weight ${b.nodes.length}`,
    );
  const steps: (() => Value)[] = [
    () => b.op("Relu", [value]),
    () => b.op("Elu", [value], { alpha: Math.fround(random.uniform()) }),
    () => b.op("Add", [value, stored()]),
    () => b.op("Mul", [stored(), value]),
    () => b.op("Clip", [value, undefined, b.number(random.integer(5))]),
    () => b.op("Softmax", [value], { axis: random.integer(shape.length) }),
    () => b.op("Gelu", [value], { approximate: "tanh" }),
    () => b.op("Where", [b.op("Greater", [value, b.number(0)]), value, b.number(1)]),
    () => b.op("Cast", [b.op("Cast", [value], { to: 11 })], { to: 1 }),
    () => b.ops("Dropout", [value], {}, 2)[0] ?? value,
  ];
  for (let step = 0; step <= random.integer(8); step++) value = random.pick(steps)();
  b.output(value, "y");
  if (random.integer(2)) b.output(b.op("ReduceSum", [value, b.integers([0])], { keepdims: 0 }), "sum");
  b.setMetadata({ seed: String(seed), [`key ${random.integer(9)}`]: "ü" });
  return b.build();
}
