import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { applySymmetry, symmetryIds } from "../../../src/data/augment/symmetries.ts";
import type { Preprocessing } from "../../../src/data/batch/preprocessing.ts";
import { createTileSource } from "../../../src/data/batch/tile-source.ts";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph } from "../../../src/engine/graph/graph.ts";
import { type ImageToClassify, openClassifier } from "../../../src/learning/evaluation/classifier.ts";
import { float32 } from "../../../src/tensor/tensor.ts";
import { temporaryFolder, writeTree } from "../../data/dataset/made-images.ts";

const side = 4;
const weights = Float32Array.from({ length: side * side * 2 }, (_, i) => Math.sin(1 + i));
const preprocessing: Preprocessing = {
  channels: 1,
  height: side,
  width: side,
  tiles: "whole",
  scaling: { kind: "full-range" },
  page: { projection: "max" },
};

/** softmax of a weighted sum of the pixels; the names of its outputs and the divisor may be changed. */
function linearModel(output = "probabilities", divisor = 1): Graph {
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", 1, side, side]);
  const flat = b.op("Flatten", [images], { axis: 1 });
  const sums = b.op("MatMul", [flat, b.constant(float32([side * side, 2], weights))]);
  const scaled = b.op("Div", [sums, b.constant(float32([], [divisor]))]);
  b.output(b.op("Softmax", [scaled], { axis: 1 }), output);
  return b.build();
}

/** The same by hand. */
function answer(pixels: Float32Array): [number, number] {
  const [a = 0, b = 0] = [0, 1].map((k) =>
    pixels.reduce((sum, value, i) => sum + value * (weights[2 * i + k] ?? 0), 0),
  );
  return [1 / (1 + Math.exp(b - a)), 1 / (1 + Math.exp(a - b))];
}

let images: ImageToClassify[] = [];
let broken: ImageToClassify;

beforeAll(async () => {
  const root = await temporaryFolder();
  const names = Array.from({ length: 70 }, (_, i) => `${i}.png`);
  await writeTree(root, Object.fromEntries(names.map((name, i) => [name, i + 1])));
  await writeFile(join(root, "text.png"), "no image");
  images = names.map((path, i) => ({ file: join(root, path), path, label: "ab"[i % 2], group: `g${i % 3}` }));
  broken = { file: join(root, "text.png"), path: "text.png" };
});

describe("a classifier", () => {
  it("gives each image the mean of its symmetries", async () => {
    const source = createTileSource(images, preprocessing);
    const classifier = await openClassifier(linearModel(), preprocessing);
    const done: number[] = [];
    const plain = await classifier.classify(images, {
      symmetries: false,
      onImage: (count) => done.push(count),
    });
    const turned = await classifier.classify(images, { symmetries: true });
    await classifier.close();
    expect(done).toEqual([64, 70]);
    expect(plain.map(({ path, label, group }) => ({ path, label, group }))).toEqual(
      images.map(({ path, label, group }) => ({ path, label, group })),
    );
    for (const place of [0, 33, 69]) {
      const [tile] = await source.load(place);
      const data = tile?.data ?? new Float32Array();
      const views = symmetryIds.map((id) =>
        answer(applySymmetry({ channels: 1, height: side, width: side, data }, id).data),
      );
      const mean = [0, 1].map((k) => views.reduce((sum, view) => sum + (view[k] ?? 0), 0) / 8);
      for (const k of [0, 1]) {
        expect(plain[place]?.probability[k]).toBeCloseTo(answer(data)[k] ?? 0, 5);
        expect(turned[place]?.probability[k]).toBeCloseTo(mean[k] ?? 0, 5);
      }
    }
  });

  it("names the quarters, and reads from a source that it is given", async () => {
    const quarters: Preprocessing = { ...preprocessing, tiles: "quarters" };
    const classifier = await openClassifier(linearModel(), quarters);
    const few = images.slice(0, 2);
    const rows = await classifier.classify(few, { symmetries: false });
    expect(rows.map(({ path, quarterId }) => [path, quarterId])).toEqual([
      ["0.png", 11],
      ["0.png", 21],
      ["0.png", 12],
      ["0.png", 22],
      ["1.png", 11],
      ["1.png", 21],
      ["1.png", 12],
      ["1.png", 22],
    ]);
    const shifted = createTileSource(images.slice(1), quarters);
    const others = await classifier.classify(few, { symmetries: false, source: shifted });
    expect(others[0]?.probability).toEqual(rows[4]?.probability);
    await classifier.close();
  });

  it("leaves out broken images when told to, and fails otherwise", async () => {
    const classifier = await openClassifier(linearModel(), preprocessing);
    const mixed = [images[0], broken, images[1]].flatMap((image) => image ?? []);
    await expect(classifier.classify(mixed, { symmetries: false })).rejects.toMatchObject({
      code: "image-unreadable",
    });
    const told: string[] = [];
    const onBroken = (image: ImageToClassify): number => told.push(image.path);
    const rows = await classifier.classify(mixed, { symmetries: false, onBroken });
    expect(rows.map(({ path }) => path)).toEqual(["0.png", "1.png"]);
    expect(told).toEqual(["text.png"]);
    expect(await classifier.classify([broken], { symmetries: false, onBroken })).toEqual([]);
    expect(await classifier.classify([], { symmetries: false })).toEqual([]);
    await classifier.close();
  });

  it("stops when the user does, also with images that are being read", async () => {
    const classifier = await openClassifier(linearModel(), preprocessing);
    const cancel = new AbortController();
    const stopping = classifier.classify(images, {
      symmetries: false,
      signal: cancel.signal,
      onBroken: () => {},
      onImage: () => cancel.abort(),
    });
    await expect(stopping).rejects.toMatchObject({ code: "cancelled" });
    await classifier.close();
  });

  it("refuses a model without probabilities, and one that gives no numbers", async () => {
    const nameless = await openClassifier(linearModel("scores"), preprocessing);
    await expect(nameless.classify(images, { symmetries: false })).rejects.toMatchObject({
      code: "model-invalid",
    });
    await nameless.close();
    const wild = await openClassifier(linearModel("probabilities", 0), preprocessing);
    await expect(wild.classify(images, { symmetries: false })).rejects.toMatchObject({
      code: "training-diverged",
    });
    await wild.close();
  });
});
