import { expect, it } from "vitest";
import { randomNetwork } from "../../../bench/transfer/random-network.ts";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { float32, type Tensor } from "../../../src/tensor/tensor.ts";

const b = createBuilder();
const x = b.input("x", "float32", ["N", 1, 4, 4]);
const filters = b.constant(float32([2, 1, 3, 3], new Array(18).fill(0.25)), "filters");
const bias = b.constant(float32([2], [5, 5]), "bias");
const statistics = ["scale", "shift", "mean", "variance"].map((name, index) =>
  b.constant(float32([2], [3 + index, 3 + index]), name),
);
const convolved = b.op("Conv", [x, filters, bias], { kernel_shape: [3, 3] });
b.output(b.op("BatchNormalization", [convolved, ...statistics]), "features");
const graph = b.build();

it("forgets filters, biases and normalisation, and keeps the network", async () => {
  const random = randomNetwork(graph, createRandom(1));
  expect(random.nodes.map(({ op }) => op).slice(0, 2)).toEqual(["Conv", "BatchNormalization"]);
  const values = (name: string) => [...(random.initializers.get(name)?.data ?? [])];
  expect(values("bias")).toEqual([0, 0]);
  expect(["scale", "shift", "mean", "variance"].map(values)).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
    [1, 1],
  ]);
  expect(new Set(values("filters")).size).toBe(18);
  const session = await openSession(random);
  const { features } = await session.run({ x: float32([2, 1, 4, 4], new Array(32).fill(1)) });
  expect(features?.shape).toEqual([2, 2, 2, 2]);
  await session.close();
});

it("gives the same weights for the same seed", () => {
  const filtersOf = (seed: number): Tensor | undefined =>
    randomNetwork(graph, createRandom(seed)).initializers.get("filters");
  expect(filtersOf(1)).toEqual(filtersOf(1));
  expect(filtersOf(1)).not.toEqual(filtersOf(2));
});
