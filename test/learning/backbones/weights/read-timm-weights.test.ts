import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ArchitectureName } from "../../../../src/learning/backbones/architecture-name.ts";
import { architectures } from "../../../../src/learning/backbones/architectures.ts";
import { kerasWeights } from "../../../../src/learning/backbones/weights/keras-weights.ts";
import {
  guessArchitecture,
  readBackboneWeights,
} from "../../../../src/learning/backbones/weights/read-backbone-weights.ts";
import { readTimmWeights } from "../../../../src/learning/backbones/weights/read-timm-weights.ts";
import { uniformSequence } from "../../../../src/learning/backbones/weights/rule-made-weights.ts";
import { timmName } from "../../../../src/learning/backbones/weights/timm-names.ts";
import { encodeSafetensors } from "../../../../src/tensor/safetensors.ts";
import { sizeOf } from "../../../../src/tensor/shape.ts";
import { float32, type Tensor, tensor } from "../../../../src/tensor/tensor.ts";
import { featuresOf, relativeError } from "../../../support/keras-applications.ts";

/** What scripts/fixtures/timm-networks.py writes. */
interface TimmFixture {
  readonly network: ArchitectureName;
  readonly timm: string;
  readonly width: number;
  readonly size: number;
  readonly tensorsHash: string;
  readonly largest: number;
  readonly features: readonly number[];
}

const fixtures = JSON.parse(
  readFileSync(new URL("../../../fixtures/timm-networks.json", import.meta.url), "utf8"),
) as TimmFixture[]; // written by the script in this form

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "timm-weights-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Names and shapes of the tensors that our mapping expects in a file. */
function expectedTensors(name: ArchitectureName, width: number): (readonly [string, readonly number[]])[] {
  const network = architectures[name].network({ width, convention: "torch" });
  return kerasWeights(network).map((weight) => [timmName(name, weight) ?? "", weight.ourShape]);
}

async function written(
  tensors: Iterable<readonly [string, Tensor<"float32">]>,
  name = "weights.safetensors",
): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, encodeSafetensors({ tensors: new Map(tensors), metadata: { format: "pt" } }));
  return path;
}

/** The numbers of the script: seeded by the FNV-1a hash of the name. */
function ruleMade(name: string, shape: readonly number[]): Tensor<"float32"> {
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  const [factor, offset] = name.endsWith("running_var")
    ? [0.5, 1]
    : shape.length > 1
      ? [Math.sqrt(6 / sizeOf(shape.slice(1))), 0]
      : [0.1, name.endsWith("weight") ? 1 : 0];
  return tensor("float32", shape, uniformSequence(seed, sizeOf(shape), factor, offset));
}

describe("timm's networks", () => {
  it.each(fixtures)("$timm has the tensors that are looked for", ({ network, width, tensorsHash }) => {
    const lines = expectedTensors(network, width).map(([name, shape]) => `${name} [${shape.join(", ")}]`);
    expect(createHash("sha256").update(lines.sort().join("\n")).digest("hex")).toBe(tensorsHash);
  });

  // The larger DenseNets differ in their numbers of layers alone.
  const run = fixtures.filter(({ timm }) => !/densenet(169|201)/.test(timm));
  it.each(run)("$timm gives the same features here", async ({ network, width, size, features, largest }) => {
    const tensors = expectedTensors(network, width).map(
      ([name, shape]) => [name, ruleMade(name, shape)] as const,
    );
    const extra = ["classifier.weight", float32([1, 2], [1, 2])] as const;
    const file = await written([...tensors, extra]);
    const { weights, ...fit } = await readBackboneWeights(file, network);
    expect(fit.options).toMatchObject({ convention: "torch" });
    expect(await guessArchitecture(file)).toEqual(fit);
    const got = await featuresOf(architectures[network].network(fit.options), weights, size);
    expect(relativeError(got.features.subarray(0, features.length), features, largest)).toBeLessThan(3e-5);
  });
});

describe("a file that does not fit", () => {
  const small = float32([1], [1]);
  const refused = async (tensors: Iterable<readonly [string, Tensor<"float32">]>, message: string) => {
    const file = await written(tensors, "wrong.safetensors");
    await expect(readTimmWeights(file, "mobilenet-v2", { width: 0.35 })).rejects.toMatchObject({
      code: "model-invalid",
      message: `No weights of MobileNet v2 (width 0.35): ${message} (${file}).`,
      path: file,
    });
  };
  const whole = (): Map<string, Tensor<"float32">> =>
    new Map(expectedTensors("mobilenet-v2", 0.35).map(([name, shape]) => [name, ruleMade(name, shape)]));

  it("is refused with the first mismatch", async () => {
    const tensors = whole();
    tensors.set("blocks.1.9.conv_pw.weight", small);
    await refused(tensors, 'Expected no tensor "blocks.1.9.conv_pw.weight"');
    tensors.set("blocks.0.0.conv_dw.weight", small);
    await refused(tensors, 'Expected "blocks.0.0.conv_dw.weight" [16, 1, 3, 3], got [1]');
    tensors.delete("bn1.running_mean");
    await refused(tensors, 'Expected "bn1.running_mean" [16], got none');
    const file = await written(tensors);
    await expect(guessArchitecture(file)).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining("got those of another network"),
    });
    await expect(readTimmWeights(file, "resnet50-v2")).rejects.toMatchObject({
      message: expect.stringContaining("timm builds this network otherwise"),
    });
  });

  it("or is cut anywhere is refused", async () => {
    const bytes = encodeSafetensors({ tensors: whole(), metadata: {} });
    const file = join(folder, "cut.safetensors");
    for (const length of [9, 100, 20_000, bytes.length - 1]) {
      await writeFile(file, bytes.subarray(0, length));
      const error = { code: "model-invalid", path: file };
      await expect(readBackboneWeights(file, "mobilenet-v2")).rejects.toMatchObject(error);
      await expect(guessArchitecture(file)).rejects.toMatchObject(error);
    }
    await expect(readTimmWeights(join(folder, "none"), "vgg16")).rejects.toMatchObject({
      code: "input-missing",
    });
  });
});
