import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph } from "../../../src/engine/graph/graph.ts";
import { readOnnx } from "../../../src/engine/graph/onnx/read-onnx.ts";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import { quantizeModel } from "../../../src/engine/quantization/quantize-model.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import type { Tensor } from "../../../src/tensor/tensor.ts";
import { temporaryFolder } from "../../data/dataset/made-images.ts";
import { wave, waveImages, waveNetwork } from "./sample-network.ts";

interface Reference {
  readonly scales: Readonly<Record<string, number>>;
  readonly zeroPoints: Readonly<Record<string, number>>;
  readonly conv1Scales: readonly number[];
  readonly conv1Values: readonly number[];
  readonly denseScales: readonly number[];
  readonly float32: readonly number[];
  readonly int8: readonly number[];
}

const file = resolve(import.meta.dirname, "../../fixtures/quantization.json");
const reference: Reference = JSON.parse(readFileSync(file, "utf8"));
const images = waveImages();
const batches = async function* () {
  yield images;
};

async function outputOf(graph: Graph, feeds: Record<string, Tensor>): Promise<Float32Array> {
  const session = await openSession(graph);
  const result = await session.run(feeds);
  await session.close();
  return Object.values(result)[0]?.data as Float32Array; // the graphs below have float32 outputs
}

/** What ONNX Runtime makes of the graph: how often each operator runs. */
async function operatorsOf(graph: Graph, feeds: Record<string, Tensor>): Promise<Map<string, number>> {
  const folder = await temporaryFolder();
  const session = await openSession(graph, { profile: join(folder, "trace") });
  await session.run(feeds);
  await session.close();
  const [trace = ""] = readdirSync(folder);
  const events: { name: string; args?: { op_name?: string } }[] = JSON.parse(
    readFileSync(join(folder, trace), "utf8"),
  );
  const counts = new Map<string, number>();
  for (const { name, args } of events) {
    if (!name.endsWith("_kernel_time") || !args?.op_name) continue;
    counts.set(args.op_name, (counts.get(args.op_name) ?? 0) + 1);
  }
  return counts;
}

const stored = (graph: Graph, name: string) => Array.from(graph.initializers.get(name)?.data ?? [], Number);

describe("quantizeModel", () => {
  it("takes the same steps as ONNX Runtime's own quantiser, and gives the same results", async () => {
    const options = { method: "minmax", correctBias: false } as const;
    const { graph } = await quantizeModel(waveNetwork(), batches, options);
    const scale = (name: string) => stored(graph, `${name}:scale`)[0];
    const [conv1 = "", conv2 = ""] = graph.nodes
      .filter(({ op }) => op === "Conv")
      .map(({ outputs: [name = ""] }) => name.replace(":raw", ""));
    const dense = graph.nodes.find(({ op }) => op === "Gemm")?.outputs[0]?.replace(":raw", "") ?? "";
    for (const [name, wanted] of [
      ["images", "images"],
      [conv1, "relu1"],
      [conv2, "relu2"],
      [dense, "relu3"],
    ] as const) {
      expect(scale(name)).toBeCloseTo(reference.scales[wanted] ?? Number.NaN, 7);
      expect(stored(graph, `${name}:zero`)[0]).toBe(reference.zeroPoints[wanted]);
    }
    const weights = [...graph.initializers.keys()].filter((name) => name.endsWith(":weight:values"));
    const [first = "", , third = ""] = weights.map((name) => name.replace(":values", ""));
    reference.conv1Scales.forEach((wanted, k) => {
      expect(stored(graph, `${first}:scales`)[k]).toBeCloseTo(wanted, 7);
    });
    reference.denseScales.forEach((wanted, k) => {
      expect(stored(graph, `${third}:scales`)[k]).toBeCloseTo(wanted, 7);
    });
    const off = stored(graph, `${first}:values`).map((value, i) =>
      Math.abs(value - (reference.conv1Values[i] ?? Number.NaN)),
    );
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(off.filter((distance) => distance > 0).length).toBeLessThan(3); // halves are rounded another way
    const found = await outputOf(graph, { images });
    reference.int8.forEach((wanted, i) => {
      expect(Math.abs((found[i] ?? Number.NaN) - wanted)).toBeLessThan(0.004);
    });
  });

  it("stays near float32 with the range of the least error, and wherever the rectifier stands", async () => {
    for (const poolFirst of [false, true]) {
      const float32 = waveNetwork({ poolFirst });
      const { graph } = await quantizeModel(float32, batches);
      const [expected, found] = [await outputOf(float32, { images }), await outputOf(graph, { images })];
      expected.forEach((value, i) => {
        expect(value).toBeCloseTo(reference.float32[i] ?? Number.NaN, 4);
        expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThan(0.02);
      });
      expect(graph.metadata).toEqual({ about: "a sample" });
      expect(graph.inputs).toEqual(float32.inputs);
    }
  });

  it("is computed in integers throughout by ONNX Runtime", async () => {
    const { graph, layers } = await quantizeModel(waveNetwork({ poolFirst: true }), batches);
    expect(layers.map(({ op, precision, reason }) => [op, precision, reason])).toEqual([
      ["Conv", "int8", undefined],
      ["Conv", "int8", undefined],
      ["Gemm", "int8", undefined],
      ["Gemm", "float32", "gives the scores"],
    ]);
    const counts = await operatorsOf(graph, { images });
    expect(counts.get("QLinearConv")).toBe(2);
    expect(counts.get("QGemm")).toBe(1);
    expect(counts.get("Gemm")).toBe(1);
    expect(counts.get("QuantizeLinear")).toBe(1);
    expect(counts.get("DequantizeLinear")).toBe(1);
    expect(counts.has("Conv")).toBe(false);
    expect(counts.has("Relu")).toBe(false);
    expect(counts.has("MaxPool")).toBe(false);
  });

  it("joins branches in integers and leaves the first layer of grey images in float32", async () => {
    const b = createBuilder();
    const conv = (x: Parameters<typeof b.op>[1][0], filters: number, channels: number, k: number) =>
      b.op("Conv", [x, b.constant(wave([filters, channels, 3, 3], k, 0.2))], { pads: [1, 1, 1, 1] });
    let x = b.op("Relu", [conv(b.input("images", "float32", ["N", 1, 8, 8]), 8, 1, 1)]);
    x = b.op("Relu", [conv(x, 16, 8, 2)]);
    x = b.op("Add", [x, b.op("Relu", [conv(x, 16, 16, 3)])]);
    x = conv(x, 16, 16, 4);
    b.output(b.op("Flatten", [b.op("GlobalAveragePool", [x])]), "features");
    const grey = wave([2, 1, 8, 8], 5, 1);
    const graph = b.build();
    const quantized = await quantizeModel(graph, async function* () {
      yield grey;
    });
    expect(quantized.layers.map(({ precision }) => precision)).toEqual(["float32", "int8", "int8", "int8"]);
    expect(quantized.layers[0]?.reason).toBe("too few channels to gain");
    const counts = await operatorsOf(quantized.graph, { images: grey });
    expect([counts.get("QLinearConv"), counts.get("QLinearAdd"), counts.get("Conv")]).toEqual([3, 1, 1]);
    const [expected, found] = [
      await outputOf(graph, { images: grey }),
      await outputOf(quantized.graph, { images: grey }),
    ];
    const size = Math.max(...expected.map(Math.abs));
    found.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(0.1 * size); // waves cancel out: the sums are far smaller than their terms
    });
  });

  it("keeps the layers in float32 that it is told to keep", async () => {
    const { layers } = await quantizeModel(waveNetwork(), batches);
    const keep = new Set(layers.map(({ name }) => name));
    const { graph } = await quantizeModel(waveNetwork(), batches, { keep });
    expect(graph.nodes.map(({ op }) => op)).not.toContain("QuantizeLinear");
    expect(await outputOf(graph, { images })).toEqual(await outputOf(waveNetwork(), { images }));
  });

  it("computes a kept layer between others in float32, which ONNX Runtime would quantise by itself", async () => {
    const b = createBuilder();
    let x = b.input("images", "float32", ["N", 4, 10, 10]);
    for (const [k, channels] of [4, 8, 8].entries()) {
      const weight = b.constant(wave([8, channels, 3, 3], k, 0.3));
      x = b.op("Relu", [b.op("Conv", [x, weight, b.constant(wave([8], k + 1, 0.1))])]);
    }
    b.output(x, "features");
    const graph = b.build();
    const keep = new Set([graph.nodes.filter(({ op }) => op === "Conv")[1]?.outputs[0] ?? ""]);
    const quantized = await quantizeModel(graph, batches, { keep });
    expect(quantized.layers.map(({ precision }) => precision)).toEqual(["int8", "float32", "int8"]);
    expect((await operatorsOf(quantized.graph, { images })).get("QLinearConv")).toBe(2);
  });

  it("survives the file", async () => {
    const { graph } = await quantizeModel(waveNetwork(), batches);
    const read = readOnnx(writeOnnx(graph));
    expect(await outputOf(read, { images })).toEqual(await outputOf(graph, { images }));
  });

  it("refuses to calibrate on nothing", async () => {
    const nothing = quantizeModel(waveNetwork(), async function* () {});
    await expect(nothing).rejects.toMatchObject({ code: "dataset-invalid" });
  });
});
