import { describe, expect, it } from "vitest";
import {
  chooseClass,
  chooseLayerName,
  chooseMethods,
} from "../../../../../src/app/tasks/explain/choice/choose-methods.ts";
import { createBuilder } from "../../../../../src/engine/graph/builder.ts";
import type { ExplainableModel } from "../../../../../src/learning/explanation/model/explainable-model.ts";

const model = (layers: readonly string[] | undefined): ExplainableModel => ({
  classCount: 2,
  input: { channels: 1, height: 8, width: 8 },
  score: async () => new Float32Array(2),
  close: async () => {},
  network: layers && {
    graph: createBuilder("empty").build(),
    layers: layers.map((name) => ({
      name,
      value: name,
      op: name.includes("pool") ? "MaxPool" : "Conv",
      channels: 4,
      height: 4,
      width: 4,
    })),
    features: undefined,
    derive: () => Promise.reject(new Error("not needed")),
  },
});

const convolutional = model(["stem", "block1.first", "block1/pool"]);
const names = (list: string | undefined, of: ExplainableModel) =>
  chooseMethods(list, of).map(({ name }) => name);

describe("chooseMethods", () => {
  it("reads a list, each once, in its order", () => {
    expect(names(" RISE, grad-cam ,rise", convolutional)).toEqual(["rise", "grad-cam"]);
    expect(names("all", convolutional)).toHaveLength(10);
  });

  it("takes a few that apply to the model by default", () => {
    expect(names(undefined, convolutional)).toEqual(["grad-cam", "smooth-grad"]);
    expect(names(undefined, model([]))).toEqual(["smooth-grad"]);
    expect(names(undefined, model(undefined))).toEqual(["occlusion"]);
  });

  it("says which methods apply to a network without convolution, and to a classical model", () => {
    expect(() => names("grad-cam", model([]))).toThrow(/without layers that have pixels, got grad-cam/);
    expect(names("all", model([]))).toEqual([
      "gradient",
      "smooth-grad",
      "integrated-gradients",
      "guided-backprop",
      "occlusion",
      "rise",
    ]);
    expect(names("all", model(undefined))).toEqual(["occlusion", "rise"]);
    try {
      names("gradient,rise", model(undefined));
    } catch (error) {
      expect(error).toMatchObject({ code: "usage", hint: "Give --method occlusion,rise, or some of these." });
    }
  });
});

describe("chooseLayerName", () => {
  const methods = chooseMethods("grad-cam", convolutional);

  it("takes the last layer that is no pooling, and none where no method asks for one", () => {
    expect(chooseLayerName(undefined, methods, convolutional)).toBe("block1.first");
    expect(chooseLayerName(undefined, chooseMethods("rise", convolutional), convolutional)).toBeUndefined();
    expect(chooseLayerName("stem", methods, convolutional)).toBe("stem");
    expect(chooseLayerName("stem", chooseMethods("rise", convolutional), convolutional)).toBeUndefined();
  });

  it("lists the layers with their sizes, the nearest name first", () => {
    try {
      chooseLayerName("block1.frist", methods, convolutional);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: "usage",
        hint: 'Did you mean "block1.first"? Layers, first to last: stem (4 x 4 x 4), block1.first (4 x 4 x 4), block1/pool (4 x 4 x 4).',
      });
    }
  });
});

describe("chooseClass", () => {
  it("finds a class, or names those that there are", () => {
    expect(chooseClass("b", ["a", "b"])).toBe(1);
    expect(chooseClass(undefined, ["a", "b"])).toBeUndefined();
    expect(() => chooseClass("c", ["mito", "pex"])).toThrow(/class of the model, got "c"/);
  });
});
