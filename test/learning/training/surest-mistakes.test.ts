import { describe, expect, it } from "vitest";
import { dense, globalMaxPool } from "../../../src/engine/nn/layers.ts";
import { recipes } from "../../../src/learning/training/recipe.ts";
import { surestMistakes } from "../../../src/learning/training/surest-mistakes.ts";
import { trainNetwork } from "../../../src/learning/training/train-network.ts";
import type { ValidationScores } from "../../../src/learning/training/validate.ts";
import { madeDataset } from "./made-dataset.ts";

const classes = ["actin", "golgi"];

describe("surestMistakes", () => {
  it("averages tiles, leaves out what is right or has no label, and puts the surest first", () => {
    const row = (path: string, label: string | undefined, actin: number, quarterId?: number) => ({
      path,
      ...(label === undefined ? {} : { label }),
      ...(quarterId === undefined ? {} : { quarterId }),
      probability: [actin, 1 - actin],
    });
    const predictions = [
      row("right", "actin", 0.9),
      row("unsure", "golgi", 0.55),
      row("sure", "golgi", 0.95),
      row("unknown", undefined, 0.99),
      row("tiles", "actin", 0.1, 11),
      row("tiles", "actin", 0.3, 21),
    ];
    const found = surestMistakes({ classes, predictions }, 24);
    expect(found.map(({ path }) => path)).toEqual(["sure", "tiles", "unsure"]);
    expect(found[1]).toMatchObject({ label: "actin", predicted: "golgi" });
    expect(found[1]?.confidence).toBeCloseTo(0.8, 12);
    expect(surestMistakes({ classes, predictions }, 1)).toHaveLength(1);
    expect(surestMistakes({ classes, predictions: [] }, 24)).toEqual([]);
  });

  it("gives as many after an epoch as validation has counted", async () => {
    const dataset = await madeDataset();
    const seen: (ValidationScores | undefined)[] = [];
    await trainNetwork(dataset, {
      network: (scope, images) => dense(scope, "classifier", globalMaxPool(scope, images), 2),
      recipe: { ...recipes.modern, epochs: 2, batch: 4 },
      preprocessing: {
        channels: 1,
        height: 12,
        width: 12,
        tiles: "whole",
        scaling: { kind: "per-image" },
        page: { projection: "max" },
      },
      seed: 1,
      onEpoch: async (_row, _checkpoint, scores) => {
        seen.push(scores);
      },
    });
    expect(seen).toHaveLength(2);
    const validation = dataset.samples.filter(({ part }) => part === "val");
    for (const scores of seen) {
      expect(scores?.mistakes).toHaveLength(Math.round((1 - (scores?.accuracy ?? 0)) * validation.length));
      for (const { path, label, predicted } of scores?.mistakes ?? []) {
        expect(validation.find((sample) => sample.path === path)?.label).toBe(label);
        expect(predicted).not.toBe(label);
      }
    }
  });
});
