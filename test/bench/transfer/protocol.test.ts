import { expect, it } from "vitest";
import {
  drawSubset,
  type Images,
  subsetSource,
  trainFolds,
  validationSplit,
} from "../../../bench/transfer/protocol.ts";
import { createRandom } from "../../../src/tensor/random.ts";

const images: Images = {
  classes: ["a", "b", "c"],
  files: Array.from({ length: 72 }, (_, row) => ({ file: `/${row}.png`, path: `${row}.png` })),
  labels: Int32Array.from({ length: 72 }, (_, row) => row % 3),
  groups: Array.from({ length: 72 }, (_, row) => `movie ${Math.floor(row / 6)}`),
  train: Int32Array.from({ length: 60 }, (_, row) => row),
  val: Int32Array.from({ length: 12 }, (_, row) => 60 + row),
};

it("judges every image of train once, and none of a movie that was learnt", () => {
  const splits = trainFolds(images, { folds: 5, seed: 0 });
  expect(splits).toHaveLength(5);
  expect(splits.flatMap(({ judged }) => [...judged]).sort((a, b) => a - b)).toEqual([...images.train]);
  for (const { learnt, judged } of splits) {
    const movies = new Set(Array.from(learnt, (row) => images.groups[row]));
    expect([...judged].some((row) => movies.has(images.groups[row]))).toBe(false);
    expect(learnt.length + judged.length).toBe(60);
  }
});

it("judges the validation part by all of train", () => {
  expect(validationSplit(images)).toEqual({ name: "val", learnt: images.train, judged: images.val });
});

it("draws as many images of each class, and a smaller draw within a larger one", () => {
  const draw = (count: number | "all") => drawSubset(images.train, images.labels, count, createRandom(3));
  const [five, twelve] = [draw(5), draw(12)];
  expect([0, 1, 2].map((label) => five.filter((row) => images.labels[row] === label).length)).toEqual([
    5, 5, 5,
  ]);
  expect([...five].every((row) => twelve.includes(row))).toBe(true);
  expect(draw(1000)).toEqual(images.train);
  expect(draw("all")).toEqual(images.train);
});

it("draws other images for another split or draw, and the same again", () => {
  const [first, second] = trainFolds(images, { folds: 5, seed: 0 });
  if (!first || !second) throw new Error("There are five folds");
  const seeds = [subsetSource(0, first, 0), subsetSource(0, first, 1), subsetSource(0, second, 0)].map(
    ({ seed }) => seed,
  );
  expect(new Set(seeds).size).toBe(3);
  expect(subsetSource(0, first, 0).seed).toBe(seeds[0]);
});
