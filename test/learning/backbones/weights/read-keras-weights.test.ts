import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Weights } from "../../../../src/engine/nn/scope.ts";
import { architectures } from "../../../../src/learning/backbones/architectures.ts";
import { kerasWeights } from "../../../../src/learning/backbones/weights/keras-weights.ts";
import {
  guessArchitecture,
  readBackboneWeights,
} from "../../../../src/learning/backbones/weights/read-backbone-weights.ts";
import { readKerasWeights } from "../../../../src/learning/backbones/weights/read-keras-weights.ts";
import {
  ruleMadeValues,
  ruleMadeWeights,
} from "../../../../src/learning/backbones/weights/rule-made-weights.ts";
import { featuresOf, relativeError } from "../../../support/keras-applications.ts";
import { type LayerToWrite, writeKerasFile } from "../../../support/keras-file.ts";

const network = architectures["mobilenet-v2"].network({ width: 0.35 });
const expected = digest(ruleMadeWeights(network));
let folder = "";
let file = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keras-weights-"));
  file = join(folder, "mobilenet.h5");
  await writeKerasFile(file, layers());
});
afterAll(() => rm(folder, { recursive: true }));

/** Names, shapes and a hash of the numbers: comparing them one by one takes seconds. */
function digest(weights: Weights): string[] {
  return [...weights].map(
    ([name, { shape, data }]) => `${name} [${shape}] ${createHash("sha256").update(data).digest("hex")}`,
  );
}

/** The layers of the network with their rule-made weights, and one without weights. */
function layers(): LayerToWrite[] {
  const out: { name: string; weights: LayerToWrite["weights"][number][] }[] = [
    { name: "input_layer", weights: [] },
  ];
  kerasWeights(network).forEach((weight, index) => {
    const { layer, weight: kind, shape } = weight;
    if (out.at(-1)?.name !== layer) out.push({ name: layer, weights: [] });
    const name = `${layer}/${weight.depthwise ? "depthwise_kernel" : kind}:0`;
    out.at(-1)?.weights.push({ name, shape, data: ruleMadeValues(weight, index + 1) });
  });
  return out;
}

async function written(name: string, content: readonly LayerToWrite[], group?: string): Promise<string> {
  const path = join(folder, name);
  await writeKerasFile(path, content, group);
  return path;
}

describe("a legacy file of Keras", () => {
  it("is read by the names of its layers, and its width is found", async () => {
    const { weights, ...fit } = await readKerasWeights(file, "mobilenet-v2");
    expect(fit).toEqual({
      architecture: "mobilenet-v2",
      options: { width: 0.35 },
      format: "keras",
      scaling: "tensorflow",
    });
    expect(digest(weights)).toEqual(expected);
    expect(await guessArchitecture(file)).toEqual(fit);
    const again = await readBackboneWeights(file, "mobilenet-v2", { width: 0.35 });
    expect({ ...again, weights: digest(again.weights) }).toEqual({ ...fit, weights: expected });
  });

  it("is read by the order of its layers when they have other names, with a classifier on top", async () => {
    const renamed = layers().map(({ weights }, index) => ({
      name: `layer_${index}`,
      weights: weights.map((weight) => ({ ...weight, name: `layer_${index}/${weight.name.split("/")[1]}` })),
    }));
    const top = { name: "predictions/kernel:0", shape: [4, 2], data: new Float32Array(8) };
    const path = await written("order.h5", [...renamed, { name: "predictions", weights: [top] }]);
    expect(digest((await readKerasWeights(path, "mobilenet-v2")).weights)).toEqual(expected);
  });

  it("is found inside of a whole saved model, and may be of doubles", async () => {
    const doubles = layers().map((layer) => ({
      ...layer,
      weights: layer.weights.map((weight) => ({ ...weight, data: Float64Array.from(weight.data) })),
    }));
    const path = await written("model.h5", doubles, "model_weights");
    expect(digest((await readKerasWeights(path, "mobilenet-v2")).weights)).toEqual(expected);
  });

  it("that does not fit is refused with the first mismatch", async () => {
    const refused = async (content: readonly LayerToWrite[], message: string) => {
      const path = await written("wrong.h5", content);
      await expect(readKerasWeights(path, "mobilenet-v2", { width: 0.35 })).rejects.toMatchObject({
        code: "model-invalid",
        message: `${message} (${path}).`,
        path,
      });
    };
    const whole = layers();
    await refused(
      whole.filter(({ name }) => name !== "block_3_expand"),
      'No weights of MobileNet v2 (width 0.35): Expected the layer "block_3_expand", got none of that name',
    );
    const [input, first, ...rest] = whole;
    const [kernel] = first?.weights ?? [];
    if (!(input && first && kernel)) throw new Error("Expected a first layer");
    const small = { ...kernel, shape: [3, 3, 3, 2], data: new Float32Array(54) };
    await refused(
      [input, { ...first, weights: [small] }, ...rest],
      'No weights of MobileNet v2 (width 0.35): Expected kernel [3, 3, 3, 16] in the layer "Conv1", got [3, 3, 3, 2]',
    );
    const integers = { ...kernel, data: Int32Array.from(kernel.data) };
    await refused(
      [input, { ...first, weights: [integers] }, ...rest],
      'Expected floating-point numbers in "Conv1/kernel:0", got <i',
    );
    await expect(readKerasWeights(file, "vgg16")).rejects.toMatchObject({
      code: "model-invalid",
      message: `No weights of VGG16: Expected 13 layers with weights, got 104 (${file}).`,
    });
    await expect(guessArchitecture(await written("few.h5", whole.slice(0, 9)))).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining("got those of another network"),
    });
  });

  it("that is cut, of another kind or missing is refused", async () => {
    const path = join(folder, "bad");
    const whole = await readFile(file);
    for (const [content, reason] of [
      [whole.subarray(0, whole.length / 2), "truncated"],
      [whole.subarray(0, 20), "Expected an HDF5 file that can be read"],
      [Buffer.alloc(0), "got an empty file"],
      [Buffer.from("PK\u0003\u0004 and so on, as an archive has it"), "ZIP archive"],
      [Buffer.from("<html>Not found</html>"), "got neither"],
    ] as const) {
      await writeFile(path, content);
      const error = { code: "model-invalid", message: expect.stringContaining(reason), path };
      await expect(readBackboneWeights(path, "mobilenet-v2")).rejects.toMatchObject(error);
      await expect(guessArchitecture(path)).rejects.toMatchObject(error);
    }
    const none = join(folder, "none.h5");
    await expect(readBackboneWeights(none, "vgg16")).rejects.toMatchObject({ code: "input-missing" });
    await expect(readKerasWeights(none, "vgg16")).rejects.toMatchObject({ code: "input-missing" });
  });

  it("of another layout is refused", async () => {
    const other = resolve(import.meta.dirname, "../../../fixtures/predictions/three-classes.h5");
    await expect(readKerasWeights(other, "vgg16")).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining('with an attribute "layer_names", got another HDF5 file'),
    });
  });
});

const shared = resolve(import.meta.dirname, "../../../../../shared/reference/keras-applications");

it.skipIf(!existsSync(shared))("the file of MobileNet v2 gives its features (needs ../shared)", async () => {
  const sample = resolve(shared, "mobilenet_v2_0.35_96_no_top.h5");
  const reference: { features: number[]; parameters: number } = JSON.parse(
    readFileSync(resolve(shared, "mobilenet_v2_0.35_96_no_top.json"), "utf8"),
  );
  const { architecture, options } = await guessArchitecture(sample);
  const { weights } = await readBackboneWeights(sample, architecture, { width: options.width });
  expect([...weights.values()].reduce((sum, { data }) => sum + data.length, 0)).toBe(reference.parameters);
  const { features } = await featuresOf(architectures[architecture].network(options), weights, 96);
  expect(features.length).toBe(reference.features.length);
  expect(relativeError(features, reference.features)).toBeLessThan(3e-5);
});
