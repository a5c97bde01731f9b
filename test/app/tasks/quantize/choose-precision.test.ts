import { describe, expect, it } from "vitest";
import { choosePrecision, lossOf } from "../../../../src/app/tasks/quantize/choose-precision.ts";
import type { Prediction } from "../../../../src/learning/evaluation/predictions/prediction.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const harm: Readonly<Record<string, number>> = { a: 0.01, b: 0.05, c: 0, d: 0.02, e: 0.001, f: 0 };
const graph = { inputs: [], outputs: [], nodes: [], initializers: new Map(), metadata: {} };

/** A network whose loss is the sum of what its layers in 8 bits do. */
const choose = (allowed: number, asked: string[] = []) =>
  choosePrecision({
    allowed,
    quantize: async (keep) => ({
      graph,
      layers: names.map((name) => ({ name, op: "Conv", precision: keep.has(name) ? "float32" : "int8" })),
    }),
    judge: async ({ layers }) =>
      layers.reduce((sum, { name, precision }) => sum + (precision === "int8" ? (harm[name] ?? 0) : 0), 0),
    rank: async (layers) => {
      asked.push(...layers);
      return [...layers].sort((x, y) => (harm[y] ?? 0) - (harm[x] ?? 0));
    },
  });

describe("choosePrecision", () => {
  it("keeps all layers in 8 bits when that is good enough, without looking further", async () => {
    const asked: string[] = [];
    expect(await choose(0.1, asked)).toMatchObject({ met: true, kept: [] });
    expect(asked).toEqual([]);
  });

  it("leaves the most harmful in float32 otherwise: one, two, four", async () => {
    expect(await choose(0.04)).toMatchObject({ met: true, kept: ["b"] });
    expect(await choose(0.02)).toMatchObject({ met: true, kept: ["b", "d"] });
    expect((await choose(0.005)).kept).toEqual(["b", "d", "a", "e"]);
  });

  it("gives the best that it has found when nothing is good enough", async () => {
    const { met, loss, kept } = await choose(-1);
    expect({ met, kept: kept.length }).toEqual({ met: false, kept: 4 });
    expect(loss).toBe(0);
  });
});

describe("the loss of 8 bits", () => {
  const rows = (verdicts: string): Prediction[] =>
    [...verdicts].map((verdict, i) => ({
      path: String(i),
      label: "A",
      probability: Float64Array.of(verdict === "A" ? 0.9 : 0.1, verdict === "A" ? 0.1 : 0.9),
    }));
  const judge = (part: "train" | "val") => ({
    part,
    images: [],
    expected: rows("AAAAABBBBB"),
    classes: ["A", "B"],
  });

  it("is what accuracy falls by on the validation part", () => {
    expect(lossOf(judge("val"), rows("AAAABBBBBB"))).toBeCloseTo(0.1);
    expect(lossOf(judge("val"), rows("AAAABABBBB"))).toBe(0);
    expect(lossOf(judge("val"), rows("AAAAAABBBB"))).toBeCloseTo(-0.1);
  });

  it("is at least a quarter of the changed verdicts on training images", () => {
    expect(lossOf(judge("train"), rows("AAAABBBBBB"))).toBeCloseTo(0.1);
    expect(lossOf(judge("train"), rows("AAAABABBBB"))).toBeCloseTo(0.05);
    expect(lossOf(judge("train"), rows("AAAAAABBBB"))).toBeCloseTo(0.025);
  });
});
