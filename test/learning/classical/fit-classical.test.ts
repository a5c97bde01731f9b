import { describe, expect, it } from "vitest";
import {
  decodeClassicalModel,
  encodeClassicalModel,
} from "../../../src/learning/classical/classical-model.ts";
import { fitClassical, predictClassical } from "../../../src/learning/classical/fit-classical.ts";
import { scorePredictions } from "../../../src/learning/classical/grouped-cross-validation.ts";
import { encodeSafetensors } from "../../../src/tensor/safetensors.ts";
import { float32 } from "../../../src/tensor/tensor.ts";
import { madeRows } from "./classical-fixture.ts";

const kinds = ["svm", "forest", "logistic"] as const;

describe("fitClassical", () => {
  it.each(kinds)("learns, is written and read again with equal predictions: %s", async (kind) => {
    const { x, labels, groups } = madeRows(120, 5, 3, 6, 1.2);
    const steps: [number, number][] = [];
    const { model, chosen, score } = await fitClassical(kind, x, labels, groups, {
      classCount: 3,
      input: "measurements",
      inputSettings: { families: ["intensity"] },
      seed: 3,
      folds: 3,
      trees: 20,
      onProgress: (done, total) => steps.push([done, total]),
    });
    expect(score.accuracy).toBeGreaterThan(0.6);
    expect(model.settings).toMatchObject({ ...chosen, families: ["intensity"], seed: 3 });
    const [done, total] = steps.at(-1) ?? [];
    expect(done).toBe(total);
    expect(steps.every(([step], index) => index === 0 || step >= (steps[index - 1]?.[0] ?? 0))).toBe(true);
    const probabilities = await predictClassical(model, x);
    expect(scorePredictions(probabilities, labels, 3).accuracy).toBeGreaterThan(0.7);
    const bytes = encodeClassicalModel(model, { classes: "[]" });
    const read = decodeClassicalModel(bytes, "model.safetensors");
    expect(read.metadata.classes).toBe("[]");
    expect(read.model).toEqual(model);
    expect(await predictClassical(read.model, x)).toEqual(probabilities);
  });

  it.each(kinds)("stops when told to: %s", async (kind) => {
    const { x, labels, groups } = madeRows(60, 3, 3, 6);
    const options = { classCount: 3, input: "pixels", seed: 1, signal: AbortSignal.abort() } as const;
    await expect(fitClassical(kind, x, labels, groups, options)).rejects.toMatchObject({ code: "cancelled" });
  });

  it("refuses an empty training part and labels of another length", async () => {
    const { x, labels } = madeRows(20, 3, 2, 6);
    const options = { classCount: 2, input: "pixels", seed: 1 } as const;
    await expect(
      fitClassical("forest", { ...x, rows: 0 }, new Int32Array(), undefined, options),
    ).rejects.toMatchObject({ code: "dataset-invalid" });
    await expect(fitClassical("forest", x, labels.subarray(1), undefined, options)).rejects.toMatchObject({
      code: "shape-mismatch",
    });
  });
});

describe("decodeClassicalModel", () => {
  it("refuses other files, damaged bytes, and models with tensors amiss", async () => {
    const { x, labels } = madeRows(40, 3, 2, 6);
    const options = { classCount: 2, input: "pixels", seed: 1, folds: 2, trees: 5 } as const;
    const { model } = await fitClassical("forest", x, labels, undefined, options);
    const bytes = encodeClassicalModel(model);
    expect(() => decodeClassicalModel(bytes.subarray(0, 40), "a")).toThrow(/safetensors/);
    const other = encodeSafetensors({ tensors: new Map(), metadata: { format: "pt" } });
    expect(() => decodeClassicalModel(other, "a")).toThrow(/classical model/);
    const poor = new Map([...model.tensors].filter(([name]) => name !== "leaves"));
    expect(() => decodeClassicalModel(encodeClassicalModel({ ...model, tensors: poor }), "a")).toThrow(
      /amiss/,
    );
    // A child that is its own parent would be walked for ever.
    const endless = new Map(model.tensors).set("nodes", float32([2, 3], [0, 0, 0, -1, 0, 0]));
    expect(() => decodeClassicalModel(encodeClassicalModel({ ...model, tensors: endless }), "a")).toThrow(
      /amiss/,
    );
  });
});
