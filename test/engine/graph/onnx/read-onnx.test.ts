import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import { importGraph } from "../../../../src/engine/graph/onnx/import-graph.ts";
import { readOnnx } from "../../../../src/engine/graph/onnx/read-onnx.ts";
import { writeOnnx } from "../../../../src/engine/graph/onnx/write-onnx.ts";
import { MorError } from "../../../../src/errors.ts";
import { differenceOf, randomFeeds, runModel } from "./run-model.ts";

const fixtures = resolve(import.meta.dirname, "../../../fixtures/onnx");
const names = readdirSync(fixtures).filter((name) => name.endsWith(".onnx"));
const folder = mkdtempSync(join(tmpdir(), "mor-onnx-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("readOnnx", () => {
  it.each(names.filter((name) => !name.startsWith("broken")))("keeps what %s computes", async (name) => {
    const bytes = readFileSync(join(fixtures, name));
    const graph = readOnnx(bytes);
    const feeds = randomFeeds(graph);
    const [before, after] = [await runModel(bytes, feeds), await runModel(writeOnnx(graph), feeds)];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [output, { dims, data }] of Object.entries(before)) {
      expect(after[output]?.dims).toEqual(dims);
      expect(differenceOf(data, after[output]?.data)).toBeLessThan(1e-5);
    }
  });

  it("reads each operator set from 13 to 22", () => {
    for (let opset = 13; opset <= 22; opset++) {
      const graph = readOnnx(join(fixtures, `ops-${opset}.onnx`));
      expect(graph.metadata).toEqual({ classes: "a,b", note: "µm" });
      expect(graph.inputs).toEqual([{ name: "input", dtype: "float32", shape: ["N", 2, 8, 8] }]);
      expect(graph.nodes.some(({ op }) => op === "Constant")).toBe(false);
    }
  });

  it("brings older forms to operator set 20", () => {
    const graph = readOnnx(join(fixtures, "ops-16.onnx"));
    const of = (op: string) => graph.nodes.find((node) => node.op === op);
    const axes = graph.initializers.get(of("ReduceMean")?.inputs[1] ?? "");
    expect(axes?.data).toEqual(BigInt64Array.of(2n, 3n));
    expect(of("ReduceMean")?.attributes).toEqual({ keepdims: 1 });
    expect(of("Split")?.attributes).toEqual({ axis: 1, num_outputs: 2 });
    expect(of("GridSample")?.attributes).toMatchObject({ mode: "linear" });
  });

  it("reads weights of every type, from bytes and from typed fields", () => {
    const { initializers, inputs, nodes } = readOnnx(join(fixtures, "stored-types.onnx"));
    expect(inputs.map(({ name }) => name)).toEqual(["input"]);
    expect(Object.fromEntries([...initializers].map(([name, { dtype }]) => [name, dtype]))).toEqual({
      w8: "int8",
      w8_scale: "float32",
      w8_zero: "int8",
      offset: "float16",
      wu8: "uint8",
      wu8_scale: "float32",
      wu8_zero: "uint8",
      bias32: "int32",
    });
    expect(initializers.get("offset")?.data).toEqual(Uint16Array.of(0x3800, 0xb400, 0x3c00));
    const place = (op: string) => nodes.findIndex((node) => node.op === op);
    expect(place("DequantizeLinear")).toBeLessThan(place("Conv"));
    expect(place("Conv")).toBeLessThan(place("Add"));
  });

  const reasons: Readonly<Record<string, readonly [code: string, message: RegExp]>> = {
    arity: ["model-invalid", /Add: expected 2 inputs, got 1 \(node "output"\)/],
    attribute: ["operator-unsupported", /Relu has an attribute "slope"/],
    cycle: ["model-invalid", /without cycles/],
    data: ["model-invalid", /\d+ bytes for shape \[1099511627776\], got 8/],
    domain: ["operator-unsupported", /org\.example\.Relu is not supported \(node "last"\)/],
    external: ["model-invalid", /weights inside the model, got tensor "w" in weights\.bin/],
    function: ["operator-unsupported", /local function Twice/],
    ir: ["model-invalid", /IR version 3 to 14, got 99: the model is newer/],
    kind: ["model-invalid", /expected int in attribute "axis", got float/],
    name: ["model-invalid", /Nothing makes the value "nowhere"/],
    "old-opset": ["model-invalid", /operator set 13 to 22, got 11: the model is too old/],
    operator: ["operator-unsupported", /Det is not supported \(node "last"\)/],
    opset: ["model-invalid", /operator set 13 to 22, got 99: the model is newer/],
    output: ["model-invalid", /Nothing makes the output "elsewhere"/],
    required: ["model-invalid", /Concat: expected an attribute "axis", got none/],
    sparse: ["operator-unsupported", /sparse/],
    string: ["operator-unsupported", /element type 8/],
    subgraph: ["operator-unsupported", /If holds a graph of its own.*node "choice"/],
    twice: ["model-invalid", /one value named "output", got two/],
  };
  it.each(names.filter((name) => name.startsWith("broken")))("refuses %s and says why", (name) => {
    const [code, message] = reasons[name.slice("broken-".length, -".onnx".length)] ?? [];
    const path = join(fixtures, name);
    const error = failureOf(() => readOnnx(path));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message ?? "");
    expect(error.message).toContain(path);
    expect(error.path).toBe(path);
    expect(error.hint).toBeTruthy();
  });

  it.each([
    ["an empty file", Buffer.alloc(0)],
    ["a text file", Buffer.from("path,label\na.png,x\n")],
    ["a PNG", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
    ["zeros", Buffer.alloc(4096)],
    ["a length beyond the file", Buffer.from("3affffffff0f", "hex")],
    ["graphs inside graphs without end", nested(2000)],
  ])("refuses %s", (_, bytes) => {
    const path = join(folder, "bad.onnx");
    writeFileSync(path, bytes);
    const error = failureOf(() => readOnnx(path));
    expect(error.code).toBe("model-invalid");
    expect(error.message).toContain(path);
  });

  it("refuses a file that is not there, and a folder", () => {
    expect(failureOf(() => readOnnx(join(folder, "none.onnx"))).code).toBe("input-missing");
    expect(failureOf(() => readOnnx(folder)).code).toBe("input-missing");
  });

  it("refuses a file above 2 GiB without reading it", () => {
    const path = join(folder, "huge.onnx");
    writeFileSync(path, "");
    truncateSync(path, 3 * 2 ** 30); // a hole, which takes no room
    const error = failureOf(() => readOnnx(path));
    expect(error.code).toBe("model-invalid");
    expect(error.message).toContain("2 GiB");
  });

  const valid = readFileSync(join(fixtures, "ops-20.onnx"));
  it("refuses every truncation of a valid file", () => {
    for (let length = 0; length < valid.length; length += 7) {
      expect(["model-invalid", "operator-unsupported"]).toContain(
        failureOf(() => readOnnx(valid.subarray(0, length))).code,
      );
    }
  });

  it.each(["ops-20", "stored-types", "torch-17"])("reads or refuses every mutation of %s", (name) => {
    const original = readFileSync(join(fixtures, `${name}.onnx`));
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(original);
        for (const [place, value] of changes) bytes[place] = value;
        try {
          const graph = readOnnx(bytes);
          importGraph(createBuilder(), graph, { dims: { N: 2 } });
        } catch (error) {
          expect(error).toBeInstanceOf(MorError);
        }
      }),
      { numRuns: 400, seed: 4 },
    );
  });
});

function failureOf(action: () => unknown): MorError {
  try {
    action();
  } catch (error) {
    if (error instanceof MorError) return error;
    throw error;
  }
  throw new Error("Expected an error, got none");
}

/** Attributes that hold graphs that hold nodes with attributes, `depth` times. */
function nested(depth: number): Uint8Array {
  let content = Buffer.alloc(0);
  const wrap = (field: number) => {
    content = Buffer.concat([Buffer.from([(field << 3) | 2]), varint(content.length), content]);
  };
  for (let level = 0; level < depth; level++) {
    for (const field of [6, 5, 1]) wrap(field); // AttributeProto.g, NodeProto.attribute, GraphProto.node
  }
  wrap(7);
  return Buffer.concat([Buffer.from([0x08, 9]), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
