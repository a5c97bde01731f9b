import { describe, expect, it } from "vitest";
import type { EvaluationDetails } from "../../../../src/app/protocol/evaluation-api.ts";
import { differenceWords, leakWords, placeName } from "../../../../web/src/results/again/test-words.ts";

const accuracy = { value: 0.8, low: 0.7, high: 0.9 };

function details(changes: Partial<EvaluationDetails> = {}): EvaluationDetails {
  return {
    facts: {
      name: "t",
      data: "/data/day-2",
      created: 0,
      finished: true,
      job: null,
      accuracy,
      images: 40,
      seen: { learnt: 0, tested: 0 },
    },
    levels: [],
    groupName: null,
    missing: [],
    broken: 0,
    warnings: [],
    own: { part: "test", images: 30, accuracy },
    difference: { value: 0, low: -0.1, high: 0.1 },
    command: "",
    ...changes,
  };
}

describe("words of a test on other images", () => {
  it.each([
    [
      { value: -0.2, low: -0.31, high: -0.09 },
      /^Worse than on its own test images: .*−31\.0 and −9\.0 points/,
    ],
    [{ value: 0.2, low: 0.05, high: 0.35 }, /^Better than .*\+5\.0 and \+35\.0/],
    [{ value: -0.05, low: -0.2, high: 0.1 }, /^No clear difference .*chance alone could explain it\.$/],
    [{ value: -0.05, low: null, high: null }, /^5\.0 points less .*too few images/],
  ])("say what a difference of %o means", (difference, words) => {
    expect(differenceWords(details({ difference }))).toMatch(words);
  });

  it("say that another mix of classes is not comparable", () => {
    expect(differenceWords(details({ missing: ["a"] }))).toMatch(/not of the same mix of classes\.$/);
  });

  it("compare nothing that was learnt from, and say so instead", () => {
    const { facts } = details();
    const leaky = { ...facts, seen: { learnt: 3, tested: 0 } };
    expect(differenceWords(details({ facts: leaky }))).toBeNull();
    expect(leakWords(leaky)).toMatch(/^3 images of 40 were used to train/);
    expect(leakWords({ ...leaky, seen: { learnt: 1, tested: 0 } })).toMatch(/^1 image of 40 was used/);
    expect(leakWords({ ...leaky, images: 3 })).toMatch(/^All 3 images were/);
    expect(leakWords(facts)).toBeNull();
    expect(leakWords({ ...facts, seen: null })).toBeNull();
  });

  it("compare nothing with itself", () => {
    const { facts } = details();
    expect(differenceWords(details({ facts: { ...facts, seen: { learnt: 0, tested: 1 } } }))).toBeNull();
    expect(differenceWords(details({ facts: { ...facts, seen: null } }))).toMatch(/^No clear difference/);
  });

  it("blame no day or plant for a loss that is due to the choice of the model", () => {
    const own = { part: "val", images: 30, accuracy };
    const difference = { value: -0.2, low: -0.31, high: -0.09 };
    expect(differenceWords(details({ own, difference }))).toBe(
      "Worse than on its own validation images, on which it was also chosen, so some loss is expected: the difference lies between −31.0 and −9.0 points.",
    );
    expect(differenceWords(details({ difference }))).toMatch(/matters to this model\.$/);
  });

  it("call a place by its last part", () => {
    expect(
      ["/data/day-2/", "C:\\data\\day 3", "labels.csv", "/data/day-2/a.csv", "/"].map(placeName),
    ).toEqual(["day-2", "day 3", "labels.csv", "day-2/a.csv", "/"]);
  });
});
