import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import type { Graph } from "../../../../src/engine/graph/graph.ts";
import {
  type ImportOptions,
  importGraph,
  type WeightUse,
} from "../../../../src/engine/graph/onnx/import-graph.ts";
import { readOnnx } from "../../../../src/engine/graph/onnx/read-onnx.ts";
import { writeOnnx } from "../../../../src/engine/graph/onnx/write-onnx.ts";
import { MorError } from "../../../../src/errors.ts";
import { float32, int64, type Tensor } from "../../../../src/tensor/tensor.ts";
import { differenceOf, randomFeeds, runModel } from "./run-model.ts";

const fixtures = resolve(import.meta.dirname, "../../../fixtures/onnx");
const weights = resolve(import.meta.dirname, "../../../../../shared/weights");
const read = (name: string) => readOnnx(join(fixtures, `${name}.onnx`));

/** The graph replayed for two images, with every weight as a constant of its own. */
function replay(graph: Graph, options: Partial<ImportOptions> = {}): Graph {
  const b = createBuilder();
  const outputs = importGraph(b, graph, { dims: { N: 2 }, ...options });
  for (const [name, value] of Object.entries(outputs)) b.output(value, `${name} again`);
  return b.build();
}

async function expectSame(graph: Graph, replayed: Graph, tolerance: number): Promise<void> {
  const feeds = randomFeeds(graph);
  const before = await runModel(writeOnnx(graph), feeds);
  const after = await runModel(writeOnnx(replayed), feeds);
  for (const [name, { dims, data }] of Object.entries(before)) {
    expect(after[`${name} again`]?.dims).toEqual(dims);
    expect(replayed.outputs.find((value) => value.name === `${name} again`)?.shape).toEqual(dims);
    expect(differenceOf(data, after[`${name} again`]?.data)).toBeLessThan(tolerance);
  }
}

describe("importGraph", () => {
  const opsets = Array.from({ length: 10 }, (_, index) => `ops-${index + 13}`);
  it.each([...opsets, "torch-13", "torch-17", "torch-20", "stored-types", "contrib", "half"])(
    "infers the shapes and keeps the values of %s",
    async (name) => {
      const graph = read(name);
      await expectSame(graph, replay(graph), 1e-5);
    },
  );

  it.each(["torch-13", "torch-17", "torch-20"])(
    "keeps a symbolic batch through the shapes that %s computes",
    async (name) => {
      const graph = read(name);
      const replayed = replay(graph, { dims: {} });
      expect(replayed.outputs.map(({ shape }) => shape)).toEqual([["N", 3]]);
      expect(replayed.nodes.filter(({ op }) => op === "Shape" || op === "Gather")).toEqual([]);
      const feeds = randomFeeds(graph, 3);
      const [before, after] = [
        await runModel(writeOnnx(graph), feeds),
        await runModel(writeOnnx(replayed), feeds),
      ];
      expect(differenceOf(before.output?.data, after["output again"]?.data)).toBeLessThan(1e-5);
    },
  );

  it("offers each weight once, in float32, with its name and use", async () => {
    const graph = read("stored-types");
    const offered: [string, readonly number[], WeightUse | undefined][] = [];
    const b = createBuilder();
    const taken = new Map<string, Tensor<"float32">>();
    const outputs = importGraph(b, graph, {
      dims: { N: 2 },
      parameters: (name, weight, use) => {
        offered.push([name, weight.shape, use]);
        taken.set(name, weight);
        return b.constant(weight, `parameter ${name}`);
      },
    });
    expect(offered).toEqual([
      ["w8", [3, 2, 3, 3], { op: "Conv", input: 1 }],
      ["offset", [3, 1, 1], { op: "Add", input: 1 }],
      ["wu8", [5, 108], { op: "Gemm", input: 1 }],
      ["bias32", [5], { op: "Gemm", input: 2 }],
    ]);
    expect(taken.get("offset")?.data).toEqual(Float32Array.of(0.5, -0.25, 1));
    expect(Array.from(taken.get("bias32")?.data ?? [])).toEqual(
      [10, -20, 30, -40, 50].map((q) => Math.fround(q * Math.fround(0.01))),
    );
    for (const [name, value] of Object.entries(outputs)) b.output(value, `${name} again`);
    const replayed = b.build();
    expect(replayed.nodes.map(({ op }) => op)).toEqual(["Conv", "Add", "Flatten", "Gemm", "Identity"]);
    await expectSame(graph, replayed, 1e-5);
  });

  it("does not offer settings, and keeps weights that nobody takes", () => {
    const offered = new Map<string, WeightUse | undefined>();
    const graph = read("ops-17");
    const replayed = replay(graph, {
      parameters: (name, _, use) => {
        offered.set(name, use);
        return undefined;
      },
    });
    expect(Object.fromEntries(offered)).toEqual({
      w: { op: "Conv", input: 1 },
      bias: { op: "Conv", input: 2 },
      gamma: { op: "BatchNormalization", input: 1 },
      beta: { op: "BatchNormalization", input: 2 },
      running: { op: "BatchNormalization", input: 3 },
      variance: { op: "BatchNormalization", input: 4 },
      shift: { op: "Add", input: 1 },
      ln: { op: "LayerNormalization", input: 1 },
      grid1: { op: "Tile", input: 0 },
    });
    expect(replayed.initializers.get("w")).toEqual(graph.initializers.get("w"));
  });

  it("binds inputs to values of the builder and prefixes every name", () => {
    const b = createBuilder();
    const image = b.op("Relu", [b.input("image", "float32", ["B", 2, 8, 8])]);
    const graph = read("torch-20");
    const first = importGraph(b, graph, { inputs: { input: image }, prefix: "first/" });
    const second = importGraph(b, graph, { inputs: { input: image }, prefix: "second/" });
    expect(first.output?.shape).toEqual(["B", 3]);
    b.output(b.op("Add", [first.output, second.output]), "sum");
    const built = b.build();
    expect(built.inputs.map(({ name }) => name)).toEqual(["image"]);
    expect([...built.initializers.keys()]).toContain("second/linear.bias");
    expect(failureOf(() => importGraph(b, graph, { inputs: { input: image }, prefix: "first/" })).code).toBe(
      "graph-invalid",
    );
  });

  it("replays a float16 graph in float32 for a float32 input", () => {
    const b = createBuilder();
    const image = b.input("image", "float32", [1, 2, 8, 8]);
    const offered: string[] = [];
    const { output } = importGraph(b, read("half"), {
      inputs: { input: image },
      parameters: (name, weight) => {
        offered.push(name);
        return b.constant(weight, name);
      },
    });
    expect(offered).toEqual(["w"]);
    expect(output).toMatchObject({ dtype: "float32", shape: [1, 4] });
  });

  it("decodes 16-bit quantised weights, which operator set 20 cannot", () => {
    const graph: Graph = {
      inputs: [],
      outputs: [{ name: "y", dtype: "float32", shape: [2] }],
      initializers: new Map<string, Tensor>([
        ["q", { dtype: "int16", shape: [2], data: Int16Array.of(300, -200) }],
        ["scale", float32([], [0.5])],
      ]),
      nodes: [{ op: "DequantizeLinear", inputs: ["q", "scale"], outputs: ["y"], attributes: {} }],
      metadata: {},
    };
    const b = createBuilder();
    const { y } = importGraph(b, graph);
    expect(y && b.constantOf(y)?.data).toEqual(Float32Array.of(150, -100));
    expect(b.nodes).toEqual([]);
  });

  it("casts the exponent of Pow to the type of its base", () => {
    const b = createBuilder();
    const x = b.input("x", "float32", [2]);
    const graph: Graph = {
      inputs: [x],
      outputs: [{ name: "y", dtype: "float32", shape: [2] }],
      initializers: new Map([["two", int64([], [2])]]),
      nodes: [{ op: "Pow", inputs: ["x", "two"], outputs: ["y"], attributes: {} }],
      metadata: {},
    };
    const { y } = importGraph(b, graph, { inputs: { x } });
    expect(y?.dtype).toBe("float32");
    const exponent = b.nodes.at(-1)?.inputs[1] ?? "";
    expect(b.value(exponent).dtype).toBe("float32");
  });

  it.each([
    [
      "another channel count",
      [2, 3, 8, 8],
      "shape-mismatch",
      /\[N,2,8,8\] for input "input", got float32 \[2,3,8,8\]/,
    ],
    ["another rank", [2, 8, 8], "shape-mismatch", /got float32 \[2,8,8\]/],
  ])("refuses an input of %s", (_, shape, code, message) => {
    const b = createBuilder();
    const error = failureOf(() =>
      importGraph(b, read("torch-20"), { inputs: { input: b.input("x", "float32", shape) } }),
    );
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("refuses inputs that the graph does not have, and names the node where shapes do not fit", () => {
    const b = createBuilder();
    const x = b.input("x", "float32", [1]);
    const stranger = failureOf(() => importGraph(b, read("torch-20"), { inputs: { picture: x } }));
    expect(stranger.message).toMatch(/no input "picture", only input/);
    const graph = read("torch-20");
    const wrong = {
      ...graph,
      initializers: new Map([...graph.initializers].map(([name]) => [name, float32([1], [0])])),
    };
    expect(failureOf(() => importGraph(createBuilder(), wrong)).message).toMatch(/node of "/);
  });
});

describe("real networks", () => {
  const files = existsSync(weights) ? readdirSync(weights).filter((name) => name.endsWith(".onnx")) : [];
  it.skipIf(files.length === 0)("are there (needs ../shared/weights)", () => {
    expect(files).toContain("squeezenet1_1.onnx");
  });

  it.each(files)("reads, replays and rewrites %s from ../shared/weights", async (name) => {
    const bytes = readFileSync(join(weights, name));
    const graph = readOnnx(bytes);
    for (const batch of ["N", 1]) {
      const b = createBuilder();
      const image = b.input("image", "float32", [batch, ...(graph.inputs[0]?.shape.slice(1) ?? [])]);
      const made = importGraph(b, graph, { inputs: { input: image } });
      for (const { name: output, shape } of graph.outputs) {
        const inferred = made[output]?.shape ?? [];
        expect(inferred[0]).toBe(batch);
        expect(inferred.slice(1).every((dim) => typeof dim === "number")).toBe(true);
        expect(inferred.slice(1)).toEqual(
          shape.slice(1).map((dim, axis) => (typeof dim === "number" ? dim : inferred[axis + 1])),
        );
      }
    }
    const feeds = randomFeeds(graph, 1);
    const [before, after] = [await runModel(bytes, feeds), await runModel(writeOnnx(graph), feeds)];
    for (const [output, { dims, data }] of Object.entries(before)) {
      expect(after[output]?.dims).toEqual(dims);
      expect(differenceOf(data, after[output]?.data)).toBeLessThan(1e-4);
    }
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
