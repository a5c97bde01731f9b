import { describe, expect, it } from "vitest";
import { benches, chooseBenches } from "../../bench/benches.ts";

const names = (words: string[]): string[] => chooseBenches(benches, words).flatMap(({ lines }) => lines);

describe("the benches", () => {
  it.each([
    "train-step/pytorch-channels-last",
    "train-step/keras",
    "inference/keras",
    "inference/pytorch-channels-last",
    "int8-inference/float32",
    "time-to-accuracy/pytorch",
    "predict-folder/pytorch",
    "features-mobilenet/onnxruntime-python",
    "inference-mobilenet-v2/keras",
    "inference-resnet/pytorch-channels-last",
    "train-step-128/keras",
  ])("measure %s unless told otherwise", (name) => {
    expect(names([])).toContain(name);
  });

  it("have names and lines of their own", () => {
    const all = benches.flatMap(({ name, lines }) => [name, ...lines]);
    expect(
      benches.every(({ lines, seconds }) => seconds > 0 && lines.every((line) => line.includes("/"))),
    ).toBe(true);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("chooseBenches", () => {
  it("takes works, lines, benches and groups", () => {
    expect(names(["train-step", "inference/keras"])).toEqual([
      "train-step/gemm",
      "train-step/pytorch-channels-last",
      "train-step/keras",
      "inference/keras",
    ]);
    expect(names(["paper-cnn"])).toContain("peak-memory/keras");
    expect(chooseBenches(benches, ["backbones"])).toHaveLength(10);
  });

  it("measures memory only when it is asked for", () => {
    expect(chooseBenches(benches, []).map(({ bench }) => bench.name)).not.toContain("memory");
    expect(chooseBenches(benches, ["memory"])).toHaveLength(1);
  });

  it("refuses what it does not know", () => {
    expect(() => chooseBenches(benches, ["trian-step"])).toThrow('got "trian-step"');
  });
});
