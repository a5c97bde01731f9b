import { describe, expect, it } from "vitest";
import { blurredInputs } from "../../../../src/learning/explanation/methods/blurred-inputs.ts";
import type { ExplanationMethod } from "../../../../src/learning/explanation/methods/method.ts";
import { occlusion } from "../../../../src/learning/explanation/methods/occlusion.ts";
import { rise } from "../../../../src/learning/explanation/methods/rise.ts";
import { logOdds } from "../../../../src/learning/explanation/methods/score-variants.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { createPatchModel, drawPatchInputs } from "../../../support/patch-model.ts";

const size = 32;
const place = { top: 6, left: 16, side: 8 };
const inputs = drawPatchInputs(3, size, place);

describe.each([occlusion, rise])("$title", (method) => {
  it("finds the patch that the verdict rests on", async () => {
    const maps = await explain(method, inputs, [1, 1, 1]);
    for (let index = 0; index < 3; index++) {
      const map = maps.subarray(index * size ** 2, (index + 1) * size ** 2);
      const at = map.indexOf(Math.max(...map));
      expect(isInside(at)).toBe(true);
      const [inside, outside] = meansOf(map);
      expect(inside).toBeGreaterThan(3 * Math.abs(outside));
    }
  });

  it("turns its signs for the other class", async () => {
    const [for1, for0] = [await explain(method, inputs, [1, 1, 1]), await explain(method, inputs, [0, 0, 0])];
    expect(Math.max(...for1.map((value, i) => Math.abs(value + (for0[i] ?? 0))))).toBeLessThan(1e-4);
  });

  it("gives an input the same map alone as among others, and the same for the same seed", async () => {
    const all = await explain(method, inputs, [1, 0, 1]);
    const alone = await explain(method, inputs.slice(2 * size ** 2), [1]);
    expect(alone).toEqual(all.slice(2 * size ** 2));
  });

  it("tells how far it is, and stops when asked to", async () => {
    const done: number[] = [];
    const model = createPatchModel(size, place);
    const request = { inputs, count: 3, targets: Int32Array.of(1, 1, 1), random: createRandom(1) };
    await method.map(model, { ...request, onProgress: (count) => done.push(count) });
    expect(done.at(-1)).toBe(3);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(Math.max(...model.batches)).toBeLessThanOrEqual(32);
    await expect(method.map(model, { ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("gives no maps for no inputs", async () => {
    expect(await explain(method, new Float32Array(), [])).toHaveLength(0);
  });
});

describe("occlusion", () => {
  it("holds the mean fall of the log-odds over the patches that cover a pixel", async () => {
    // Sides of 8: patches of one pixel, one for each pixel.
    const small = { top: 2, left: 3, side: 1 };
    const model = createPatchModel(8, small);
    const one = drawPatchInputs(1, 8, small);
    const request = { inputs: one, count: 1, targets: Int32Array.of(1), random: createRandom(0) };
    const map = await occlusion.map(model, request);
    const blurred = blurredInputs(one, 1, model.input)[2 * 8 + 3] ?? 0;
    expect(map[2 * 8 + 3]).toBeCloseTo(8 * (1 - blurred), 4);
    expect(map.filter((value) => Math.abs(value) > 1e-6)).toHaveLength(1);
  });
});

describe("blurred inputs", () => {
  it("keep a constant, and the mean of a middle square", () => {
    const of = { channels: 2, height: 24, width: 16 };
    const flat = blurredInputs(new Float32Array(2 * 24 * 16).fill(-3), 1, of);
    for (const value of flat) expect(value).toBeCloseTo(-3, 6);
    const square = drawPatchInputs(1, 32, { top: 14, left: 14, side: 4 });
    const blurred = blurredInputs(square, 1, { channels: 1, height: 32, width: 32 });
    expect(sum(blurred) / sum(square)).toBeGreaterThan(0.9);
    expect(sum(blurred) / sum(square)).toBeLessThan(1.1);
    expect(Math.max(...blurred)).toBeLessThan(0.4);
  });

  it("move with the offset of the input", () => {
    const of = { channels: 1, height: size, width: size };
    const plain = blurredInputs(inputs, 3, of);
    const moved = blurredInputs(drawPatchInputs(3, size, place, -5), 3, of);
    expect(Math.max(...moved.map((value, i) => Math.abs(value + 5 - (plain[i] ?? 0))))).toBeLessThan(1e-5);
  });
});

describe("log-odds", () => {
  it("still move where the probability is rounded to 1, and are cut at the floor", () => {
    const sure = Float32Array.of(1, 1e-10);
    const surer = Float32Array.of(1, 1e-11);
    expect(logOdds(surer, 0, 1e-12) - logOdds(sure, 0, 1e-12)).toBeCloseTo(Math.log(10), 4);
    expect(logOdds(Float32Array.of(0, 1), 0, 1e-3)).toBeCloseTo(Math.log(1e-3), 6);
  });
});

function explain(method: ExplanationMethod, of: Float32Array, targets: number[]): Promise<Float32Array> {
  const model = createPatchModel(size, place);
  return method.map(model, {
    inputs: of,
    count: targets.length,
    targets: Int32Array.from(targets),
    random: createRandom(1),
  });
}

function isInside(at: number): boolean {
  const x = at % size;
  const y = Math.floor(at / size);
  const { top, left, side } = place;
  return x >= left && x < left + side && y >= top && y < top + side;
}

function meansOf(map: Float32Array): [number, number] {
  const inside = map.filter((_, at) => isInside(at));
  const outside = map.filter((_, at) => !isInside(at));
  return [sum(inside) / inside.length, sum(outside) / outside.length];
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
