import { describe, expect, it } from "vitest";
import {
  decodeModelMetadata,
  encodeModelMetadata,
  type ModelMetadata,
} from "../../../src/learning/evaluation/model-metadata.ts";

const metadata: ModelMetadata = {
  classes: ["Größe, klein", 'the "big" one', "🧫"],
  preprocessing: {
    channels: 3,
    height: 64,
    width: 48,
    tiles: "quarters",
    scaling: { kind: "percentile", low: 1, high: 99.8 },
    page: { page: 2 },
  },
  symmetries: true,
  temperature: 0.7,
  threshold: 0.4,
  version: "0.1.0",
};
const decode = (changes: object): ModelMetadata =>
  decodeModelMetadata({ deeplearnmor: JSON.stringify({ ...metadata, ...changes }) }, "m.onnx");

describe("the description in a model file", () => {
  it("is read as it was written", () => {
    expect(decodeModelMetadata(encodeModelMetadata(metadata), "m.onnx")).toEqual(metadata);
    const { threshold, ...rest } = metadata;
    expect(decodeModelMetadata(encodeModelMetadata({ ...rest, threshold: undefined }), "m.onnx")).toEqual(
      rest,
    );
    for (const scaling of [{ kind: "full-range" }, { kind: "per-image" }] as const) {
      const preprocessing = { ...metadata.preprocessing, scaling, page: { projection: "max" as const } };
      expect(decode({ preprocessing }).preprocessing).toEqual(preprocessing);
    }
  });

  it("of another program is refused", () => {
    expect(() => decodeModelMetadata({ producer: "x" }, "m.onnx")).toThrow(
      expect.objectContaining({
        code: "model-invalid",
        message: expect.stringContaining("another ONNX file (m.onnx)"),
        path: "m.onnx",
      }),
    );
  });

  it.each([
    ["one class", { classes: ["a"] }],
    ["no classes", { classes: null }],
    ["two channels", { preprocessing: { ...metadata.preprocessing, channels: 2 } }],
    ["no height", { preprocessing: { ...metadata.preprocessing, height: 0 } }],
    ["a height beyond all memory", { preprocessing: { ...metadata.preprocessing, height: 1e9 } }],
    ["an unknown scaling", { preprocessing: { ...metadata.preprocessing, scaling: { kind: "later" } } }],
    ["a temperature of 0", { temperature: 0 }],
    ["a threshold above 1", { threshold: 2 }],
  ])("with %s is refused, with a hint", (_, changes) => {
    expect(() => decode(changes)).toThrow(
      expect.objectContaining({ code: "model-invalid", hint: expect.stringContaining("version") }),
    );
  });

  it("that is no JSON is refused", () => {
    expect(() => decodeModelMetadata({ deeplearnmor: "{" }, "m.onnx")).toThrow(
      expect.objectContaining({ code: "model-invalid" }),
    );
  });
});
