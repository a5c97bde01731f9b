import { describe, expect, it } from "vitest";
import { measureFaithfulness } from "../../../../src/learning/explanation/faithfulness/measure-faithfulness.ts";
import type { ExplanationMethod } from "../../../../src/learning/explanation/methods/method.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { createPatchModel, drawPatchInputs } from "../../../support/patch-model.ts";

const size = 32;
const count = 12;
const place = { top: 8, left: 16, side: 8 };
const model = createPatchModel(size, place);
const inputs = drawPatchInputs(count, size, place);
const masks = Array.from({ length: count }, () =>
  Uint8Array.from({ length: size * size }, (_, at) => (isInside(at) ? 1 : 0)),
);
const request = {
  inputs,
  count,
  targets: new Int32Array(count).fill(1),
  masks,
  random: createRandom(3),
};

describe("faithfulness", () => {
  it("of a right map is clearly better than chance", async () => {
    const maps = Float32Array.from(inputs, (_, at) => (isInside(at % size ** 2) ? 1 : 0));
    const result = await measureFaithfulness(model, unused, { ...request, maps });
    const { deletionAuc, insertionAuc, randomDeletionAuc, randomInsertionAuc } = result;
    expect(deletionAuc.value).toBeLessThan(0.25);
    expect(insertionAuc.value).toBeGreaterThan(0.75);
    expect(randomDeletionAuc.value).toBeGreaterThan(0.4);
    expect(randomInsertionAuc.value).toBe(randomDeletionAuc.value);
    expect(result.pointingGame?.value).toBe(1);
    expect(result.pointingChance?.value).toBeCloseTo(64 / 1024, 12);
    expect(result.massAccuracy?.value).toBe(1);
    expect(result.randomisation).toBeUndefined();
    expect(result.warnings).toEqual([]);
  });

  it("of a wrong map is no better than chance, and said so", async () => {
    const maps = Float32Array.from(inputs, (_, at) => (isInside(at % size ** 2) ? -1 : 1));
    const result = await measureFaithfulness(model, unused, { ...request, maps });
    expect(result.deletionAuc.value).toBeGreaterThan(0.75);
    expect(result.insertionAuc.value).toBeLessThan(0.25);
    expect(result.pointingGame?.value).toBe(0);
    expect(result.massAccuracy?.value).toBe(0);
    expect(result.warnings.map((warning) => warning.split(" (")[0])).toEqual([
      "Drawn: the area under deletion is no better than a random order of the cells",
      "Drawn: the area under insertion is no better than a random order of the cells",
      "Drawn: the pointing game is no better than a random pixel",
      "Drawn: the share of heat on the true mask is no better than even heat",
    ]);
  });

  it("gives curves that begin and end alike, and the same numbers for the same seed", async () => {
    const once = await measureFaithfulness(model, unused, request);
    const { share, deletion, insertion, randomDeletion } = once.curves;
    expect([share.length, share[0], share.at(-1)]).toEqual([17, 0, 1]);
    expect(deletion[0]).toBeCloseTo(insertion.at(-1) ?? 0, 6);
    expect(deletion.at(-1)).toBeCloseTo(insertion[0] ?? 0, 6);
    expect(deletion[0]).toBeCloseTo(randomDeletion[0] ?? 0, 6);
    expect(await measureFaithfulness(model, unused, request)).toEqual(once);
  });

  it("leaves out inputs that keep their class without structure", async () => {
    // All bright: blurring changes nothing.
    const bright = inputs.slice();
    bright.fill(1, 0, 2 * size ** 2);
    const result = await measureFaithfulness(model, unused, { ...request, inputs: bright });
    expect(result.perInput.restsOnStructure).toEqual(Array.from({ length: count }, (_, i) => i > 1));
    expect(result.curves.deletion[0]).toBeCloseTo(1 / (1 + Math.exp(-4)), 5);
    expect(result.warnings.at(-1)).toMatch(/^2 of 12 inputs keep at least half/);
  });

  it("has no intervals for few groups, and says why it cannot tell", async () => {
    const groups = Array.from({ length: count }, (_, i) => `plant${i % 3}`);
    const result = await measureFaithfulness(model, unused, { ...request, groups });
    expect(result.deletionAuc).toMatchObject({ low: null, high: null });
    expect(result.warnings[0]).toMatch("cannot be told from a random order of the cells, for want of images");
  });

  it("tells its stages, and stops when asked to", async () => {
    const stages = new Set<string>();
    await measureFaithfulness(model, unused, { ...request, onProgress: (stage) => stages.add(stage) });
    expect([...stages]).toEqual(["baseline", "deletion"]);
    const signal = AbortSignal.abort();
    await expect(measureFaithfulness(model, unused, { ...request, signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("refuses arrays of other lengths", async () => {
    const wrong = [
      { targets: new Int32Array(3) },
      { masks: [new Uint8Array(4)] },
      { maps: new Float32Array(5) },
    ];
    for (const part of wrong) {
      await expect(measureFaithfulness(model, unused, { ...request, ...part })).rejects.toMatchObject({
        code: "shape-mismatch",
      });
    }
    await expect(measureFaithfulness(model, unused, { ...request, cells: 0 })).rejects.toMatchObject({
      code: "usage",
    });
  });

  it("of nothing has no values", async () => {
    const empty = {
      inputs: new Float32Array(),
      count: 0,
      targets: new Int32Array(),
      random: createRandom(0),
    };
    const result = await measureFaithfulness(model, unused, empty);
    expect(result.deletionAuc).toEqual({ value: null, low: null, high: null });
    expect(result.pointingGame).toBeUndefined();
  });
});

/** Its maps are the input itself, which is brightest where the model looks. */
const unused: ExplanationMethod = {
  name: "occlusion",
  title: "Drawn",
  needs: "scores",
  signed: true,
  source: "",
  map: async (_, of) => of.inputs.slice(),
};

function isInside(at: number): boolean {
  const x = at % size;
  const y = Math.floor(at / size);
  return x >= place.left && x < place.left + place.side && y >= place.top && y < place.top + place.side;
}
