import { describe, expect, it } from "vitest";
import { buildInferenceGraph } from "../../../../src/engine/nn/inference-graph.ts";
import { flatten } from "../../../../src/engine/nn/layers.ts";
import { openSession } from "../../../../src/engine/runtime/session.ts";
import { MorError } from "../../../../src/errors.ts";
import { fitLogisticRegression } from "../../../../src/learning/classical/logistic/logistic-regression.ts";
import type { Head, HeadData, HeadOptions } from "../../../../src/learning/models/heads/head.ts";
import { logisticHead } from "../../../../src/learning/models/heads/logistic-head.ts";
import { openRowProducts } from "../../../../src/learning/models/heads/session-products.ts";
import { trainedHead } from "../../../../src/learning/models/heads/trained-head.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { tensor } from "../../../../src/tensor/tensor.ts";

const [features, classes] = [12, 3];

/** Three overlapping clouds; features of very different size, one of them constant. */
function clouds(count: number, seed: number): HeadData["train"] & { readonly groups: string[] } {
  const random = createRandom(seed);
  const labels = Int32Array.from({ length: count }, (_, row) => row % classes);
  const data = Float32Array.from({ length: count * features }, (_, index) => {
    const [row, feature] = [Math.floor(index / features), index % features];
    if (feature === 0) return 5;
    const centre = feature % classes === labels[row] ? 1.2 : 0;
    return 10 ** ((feature % 4) - 1) * (centre + random.normal());
  });
  const groups = Array.from(labels, (_, row) => `plant-${Math.floor(row / 6)}`);
  return { x: { data, rows: count, columns: features }, labels, groups };
}

const data: HeadData = { classes, train: clouds(180, 1), validation: clouds(90, 2) };
const test = clouds(300, 3);
const options: HeadOptions = { seed: 0, threads: 1, clock: () => 0 };

async function accuracyOf({ network, weights }: Head): Promise<number> {
  const graph = buildInferenceGraph((scope, x) => network(scope, flatten(scope, x)), weights, {
    imageShape: [features, 1, 1],
  });
  const session = await openSession(graph);
  const { probabilities } = await session.run({
    images: tensor("float32", [test.x.rows, features, 1, 1], test.x.data),
  });
  await session.close();
  const scores = probabilities?.data as Float32Array;
  let hits = 0;
  test.labels.forEach((label, row) => {
    const own = scores.subarray(row * classes, (row + 1) * classes);
    if (own.indexOf(Math.max(...own)) === label) hits++;
  });
  return hits / test.labels.length;
}

describe("logisticHead", () => {
  it("learns, tells the penalty that it chose, and is the same for the same seed", async () => {
    const [head, again] = [await logisticHead(data, options), await logisticHead(data, options)];
    expect(await accuracyOf(head)).toBeGreaterThan(0.85);
    expect(head.choices).toMatch(/^C = [\d.e-]+, chosen on the validation part$/);
    expect(again.weights.get("classifier.weight")?.data).toEqual(head.weights.get("classifier.weight")?.data);
  });

  it("chooses by folds of groups where nothing was set aside for that", async () => {
    const alone = { ...data, validation: { x: { ...data.validation.x, rows: 0 }, labels: new Int32Array() } };
    const head = await logisticHead(alone, options);
    expect(head.choices).toContain("grouped folds of the training part");
    expect(head.history).toMatchObject([{ valAccuracy: null }]);
    expect(await accuracyOf(head)).toBeGreaterThan(0.85);
  });
});

describe.each(["linear", "dense"] as const)("trainedHead %s", (kind) => {
  it("learns with the paper's recipe: 5,000 steps, a look at the validation part every 100", {
    timeout: 120_000,
  }, async () => {
    const head = await trainedHead(kind, data, options);
    expect(head.history).toHaveLength(50);
    expect(head.history.map(({ learningRate }) => Number(learningRate.toPrecision(6)))).toContain(1e-6);
    const best = Math.max(...head.history.map(({ valAccuracy }) => valAccuracy ?? 0));
    expect(head.history[head.best - 1]?.valAccuracy).toBe(best);
    expect(await accuracyOf(head)).toBeGreaterThan(kind === "linear" ? 0.7 : 0.8);
  });

  it("stops when it is asked to", async () => {
    const cancel = new AbortController();
    const onProgress = () => cancel.abort();
    const stopped = trainedHead(kind, data, { ...options, onProgress, signal: cancel.signal });
    await expect(stopped).rejects.toBeInstanceOf(MorError);
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("openRowProducts", () => {
  it("leads logistic regression to the same weights as its own loops", async () => {
    const { products, close } = await openRowProducts({ threads: 1 });
    const { x, labels } = data.train;
    const fit = { classCount: classes, regularisation: 0.1, tolerance: 1e-5 };
    const fast = await fitLogisticRegression(x, labels, { ...fit, products });
    const slow = await fitLogisticRegression(x, labels, fit);
    await close();
    const largest = Math.max(...slow.model.weights.map(Math.abs));
    slow.model.weights.forEach((value, index) => {
      expect(Math.abs((fast.model.weights[index] ?? 0) - value) / largest).toBeLessThan(1e-3);
    });
  });
});
