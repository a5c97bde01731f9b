import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeOnnx } from "../../../src/engine/graph/onnx/write-onnx.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { MorError } from "../../../src/errors.ts";
import { inputScalings } from "../../../src/learning/backbones/backbone.ts";
import { findBlocks } from "../../../src/learning/backbones/find-blocks.ts";
import { onnxBackbone } from "../../../src/learning/backbones/onnx-backbone.ts";
import { openFeatureSession } from "../../../src/learning/features/feature-session.ts";
import { tensor } from "../../../src/tensor/tensor.ts";
import { type SmallBackboneOptions, smallBackbone } from "./small-backbone.ts";

const folder = mkdtempSync(join(tmpdir(), "mor-backbone-"));
let count = 0;

function save(options: SmallBackboneOptions = {}): string {
  const file = join(folder, `net-${count++}.onnx`);
  writeFileSync(file, writeOnnx(smallBackbone(options)));
  return file;
}

function errorOf(work: () => unknown): MorError {
  try {
    work();
  } catch (error) {
    if (error instanceof MorError) return error;
    throw error;
  }
  throw new Error("Expected an error");
}

const open = (options: SmallBackboneOptions = {}, tap?: string) =>
  onnxBackbone(save(options), { scaling: "torch", tap });

describe("onnxBackbone", () => {
  it("finds what the classifier reads", async () => {
    const backbone = open();
    expect(backbone).toMatchObject({ layout: "NCHW", channels: 3, size: 16, resizable: false });
    expect(backbone.graph.outputs.map(({ name }) => name)).toEqual([backbone.tap]);
    expect(backbone.graph.initializers.has("fc.weight")).toBe(false);
  });

  it("gives the features that the network itself gives, scaled, in either layout, averaged where the tap is a map", async () => {
    const preprocessing = {
      channels: 3,
      height: 16,
      width: 16,
      tiles: "whole",
      scaling: { kind: "full-range" },
      page: { page: 0 },
    } as const;
    const images = Float32Array.from({ length: 2 * 3 * 256 }, (_, index) => ((index * 37) % 101) / 100);
    const { mean, deviation } = inputScalings.torch;
    const scaled = images.map((value, index) => {
      const channel = Math.floor(index / 256) % 3;
      return (value - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
    });
    const reference = await openSession(smallBackbone({ outputs: ["features"] }));
    const { features } = await reference.run({ pixels: tensor("float32", [2, 3, 16, 16], scaled) });
    await reference.close();
    const plain = smallBackbone();
    const map = plain.nodes.find(({ op }) => op === "GlobalAveragePool")?.inputs[0];
    for (const backbone of [open(), open({ layout: "NHWC" }), open({ size: "S" }), open({}, map)]) {
      const session = await openFeatureSession(backbone, preprocessing);
      const found = await session.extract(images, 2);
      await session.close();
      expect(session.width).toBe(12);
      found.forEach((value, index) => {
        expect(value).toBeCloseTo(Number(features?.data[index]), 4);
      });
    }
  });

  it("prefers an output called features", () => {
    expect(open({ outputs: ["scores", "other", "features"] }).tap).toBe("features");
  });

  it("asks which one is meant when two could be", () => {
    const error = errorOf(() => open({ outputs: ["pooled", "other"] }));
    expect(error.code).toBe("usage");
    expect(error.message).toContain("pooled, other");
    expect(error.hint).toContain("--tap");
    expect(open({ outputs: ["pooled", "other"] }, "other").tap).toBe("other");
  });

  it("names what can be tapped when the name is not there", () => {
    const error = errorOf(() => open({}, "nonsense"));
    expect(error.message).toContain('"nonsense"');
    expect(error.hint).toContain("scores");
  });

  it("refuses channels that are open", () => {
    expect(errorOf(() => open({ channels: "C" })).message).toContain("1 or 3 channels");
  });

  it("gives other hashes for other taps and scalings", () => {
    const file = save();
    const hashes = [
      onnxBackbone(file, { scaling: "torch" }),
      onnxBackbone(file, { scaling: "unit" }),
      onnxBackbone(file, { scaling: "torch", tap: "scores" }),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(3);
  });
});

describe("findBlocks", () => {
  it("takes a residual block as one, and layers outside of it each as one", () => {
    const { count: blocks, blockOf } = findBlocks(smallBackbone());
    const of = (name: string) => blockOf(name);
    expect(blocks).toBe(4);
    expect(of("stem.weight")).toBe(0);
    expect(of("stem.gamma")).toBe(0);
    expect(of("block.first.weight")).toBe(1);
    expect(of("block.second.beta")).toBe(1);
    expect(of("top.weight")).toBe(2);
    expect(of("fc.weight")).toBe(3);
    expect(of("nothing")).toBeUndefined();
  });
});
