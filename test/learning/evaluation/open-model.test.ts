import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import { saveOnnx } from "../../../src/engine/graph/onnx/save-onnx.ts";
import { encodeModelMetadata, type ModelMetadata } from "../../../src/learning/evaluation/model-metadata.ts";
import { openModel } from "../../../src/learning/evaluation/open-model.ts";
import { float32 } from "../../../src/tensor/tensor.ts";
import { temporaryFolder, writeTree } from "../../data/dataset/made-images.ts";

const metadata: ModelMetadata = {
  classes: ["a", "b"],
  preprocessing: {
    channels: 1,
    height: 4,
    width: 4,
    tiles: "whole",
    scaling: { kind: "per-image" },
    page: { projection: "max" },
  },
  symmetries: false,
  temperature: 1,
  version: "0",
};
let root = "";
let images: { file: string; path: string }[] = [];

beforeAll(async () => {
  root = await temporaryFolder();
  await writeTree(root, { "1.png": 1, "2.png": 2 });
  images = ["1.png", "2.png"].map((path) => ({ file: join(root, path), path }));
});

/** A model with the weights 0, 1, 2 ... and a description. */
async function saved(name: string, changes: Partial<ModelMetadata> = {}): Promise<string> {
  const b = createBuilder();
  const flat = b.op("Flatten", [b.input("images", "float32", ["N", 1, 4, 4])], { axis: 1 });
  const weights = float32(
    [16, 2],
    Float32Array.from({ length: 32 }, (_, i) => Math.cos(i)),
  );
  b.output(b.op("Softmax", [b.op("MatMul", [flat, b.constant(weights)])], { axis: 1 }), "probabilities");
  b.setMetadata(encodeModelMetadata({ ...metadata, ...changes }));
  const file = join(root, name);
  await saveOnnx(file, b.build());
  return file;
}

async function classify(file: string): Promise<number[][]> {
  const model = await openModel(file);
  const rows = await model.classify(images);
  await model.close();
  return rows.map(({ probability }) => Array.from(probability));
}

describe("openModel", () => {
  it("does what the description says: temperature, symmetries", async () => {
    const plain = await classify(await saved("plain.onnx"));
    const sharp = await classify(await saved("sharp.onnx", { temperature: 0.5 }));
    plain.forEach(([p = 0, q = 0], row) => {
      expect(sharp[row]?.[0]).toBeCloseTo(p ** 2 / (p ** 2 + q ** 2), 6);
    });
    expect(await classify(await saved("turned.onnx", { symmetries: true }))).not.toEqual(plain);
  });

  it("refuses a description that does not fit the network", async () => {
    for (const [name, changes] of [
      ["classes", { classes: ["a", "b", "c"] }],
      ["size", { preprocessing: { ...metadata.preprocessing, width: 8 } }],
      ["channels", { preprocessing: { ...metadata.preprocessing, channels: 3 } }],
    ] as const) {
      const file = await saved(`${name}.onnx`, changes);
      await expect(openModel(file)).rejects.toMatchObject({ code: "model-invalid", path: file });
    }
  });

  it("refuses what is no model", async () => {
    await writeFile(join(root, "text.onnx"), "no model");
    await expect(openModel(join(root, "text.onnx"))).rejects.toMatchObject({ code: "model-invalid" });
    await expect(openModel(join(root, "gone.onnx"))).rejects.toMatchObject({ code: "input-missing" });
  });
});
