import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addBackbone } from "../../../../src/app/tasks/backbone/add-backbone.ts";
import {
  type OpenBackboneOptions,
  openBackbone,
} from "../../../../src/app/tasks/backbone/resolve-backbone.ts";
import { silentEffects } from "../../../../src/app/tasks/effects.ts";
import { writeOnnx } from "../../../../src/engine/graph/onnx/write-onnx.ts";
import { MorError } from "../../../../src/errors.ts";
import { inputScalings } from "../../../../src/learning/backbones/backbone.ts";
import { smallBackbone } from "../../../learning/backbones/small-backbone.ts";

const root = mkdtempSync(join(tmpdir(), "mor-resolve-"));
const file = join(root, "two-heads.onnx");
const cacheBefore = process.env.MOR_CACHE;
const sample = resolve(
  import.meta.dirname,
  "../../../../../shared/reference/keras-applications/mobilenet_v2_0.35_96_no_top.h5",
);
let warnings: string[] = [];
const effects = { ...silentEffects(), warn: (text: string) => warnings.push(text) };

beforeAll(() => {
  process.env.MOR_CACHE = join(root, "cache");
  writeFileSync(file, writeOnnx(smallBackbone({ outputs: ["pooled", "other"] })));
});

afterAll(() => {
  if (cacheBefore === undefined) delete process.env.MOR_CACHE;
  else process.env.MOR_CACHE = cacheBefore;
});

async function errorOf(name: string, options: OpenBackboneOptions = {}): Promise<MorError> {
  const error = await openBackbone(name, options, effects).catch((reason: unknown) => reason);
  if (error instanceof MorError) return error;
  throw new Error("Expected an error", { cause: error });
}

describe("openBackbone", () => {
  it("keeps to the input scaling and the tap that a file was added with", async () => {
    warnings = [];
    await addBackbone(file, { as: "kept", inputScaling: "tensorflow", tap: "other", force: true }, effects);
    const backbone = await openBackbone("kept", {}, effects);
    expect(backbone).toMatchObject({ name: "kept", tap: "other", scaling: inputScalings.tensorflow });
    expect(warnings).toEqual([]);
    expect(await openBackbone("kept", { inputScaling: "unit", tap: "pooled" }, effects)).toMatchObject({
      tap: "pooled",
      scaling: inputScalings.unit,
    });
  });

  it("warns when nobody has said how a file wants its input", async () => {
    warnings = [];
    await openBackbone(file, { tap: "other" }, effects);
    expect(warnings).toEqual([expect.stringContaining("does not say how it wants its input")]);
  });

  it("says what is wrong, and what to do", async () => {
    expect(await errorOf("nothing-of-that-name")).toMatchObject({ code: "input-missing" });
    expect((await errorOf("densenet121")).hint).toContain("mor backbone pull densenet121");
    expect((await errorOf(file)).message).toContain("pooled, other");
    expect((await errorOf("mine", { weights: "rule-made" })).hint).toContain("mor backbone list");
    expect((await errorOf("vgg16", { weights: "rule-made", tap: "x" })).message).toContain("no tap");
    const truncated = join(root, "truncated.onnx");
    writeFileSync(truncated, writeOnnx(smallBackbone()).subarray(0, 2000));
    expect(await errorOf(truncated)).toMatchObject({ code: "model-invalid" });
    const text = join(root, "text.h5");
    writeFileSync(text, "no weights");
    expect((await errorOf(text)).message).toContain("text.h5");
  });

  it("gives rule-made weights to a network that has no others, and says so", async () => {
    const { origin, resizable, name } = await openBackbone(
      "mobilenet-v2-0.35",
      { weights: "rule-made" },
      effects,
    );
    expect({ name, resizable, weights: origin.weights }).toEqual({
      name: "mobilenet-v2-0.35",
      resizable: true,
      weights: "rule-made",
    });
  });

  it.skipIf(!existsSync(sample))("opens weights in HDF5 (needs ../shared/reference)", async () => {
    const backbone = await openBackbone(sample, {}, effects);
    expect(backbone).toMatchObject({ title: "MobileNet v2 (width 0.35)", scaling: inputScalings.tensorflow });
    expect(backbone.origin.citation).toContain("doi:");
    expect((await errorOf(sample, { tap: "x" })).message).toContain("no tap");
  });
});
