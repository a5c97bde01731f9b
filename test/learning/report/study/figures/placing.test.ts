import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frontOf } from "../../../../../src/learning/report/study/figures/cost-scatter.ts";
import { placeLabels } from "../../../../../src/learning/report/study/figures/place-labels.ts";
import { spreadLabels } from "../../../../../src/learning/report/study/figures/spread-labels.ts";
import { createRandom } from "../../../../../src/tensor/random.ts";

describe("labels of points", () => {
  it("do not cover each other or a point, even of twelve models in a corner", () => {
    const random = createRandom(5);
    const labels = Array.from({ length: 12 }, () => ({
      x: random.uniform(150, 300),
      y: random.uniform(20, 110),
      width: random.uniform(30, 110),
      height: 11,
    }));
    const placed = placeLabels(labels, { width: 400, height: 300 }).map(({ left, middle }, index) => ({
      left,
      right: left + (labels[index]?.width ?? 0),
      top: middle - 5.5,
      bottom: middle + 5.5,
    }));
    placed.forEach((a, i) => {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.right).toBeLessThanOrEqual(400);
      placed.slice(0, i).forEach((b) => {
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        expect(apart).toBe(true);
      });
    });
  });
});

describe("labels along an axis", () => {
  it("keep their order and distance, stay inside, and stay put where there is room", () => {
    expect(spreadLabels([10, 100, 50], 12, 200)).toEqual([10, 100, 50]);
    expect(spreadLabels([50, 50], 12, 200)).toEqual([44, 56]);
    expect(spreadLabels([0, 0, 0], 12, 200)).toEqual([0, 12, 24]);
    const places = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(places, (wanted) => {
        const moved = spreadLabels(wanted, 12, 200).toSorted((a, b) => a - b);
        moved.forEach((place, index) => {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(200 + 1e-9);
          if (index > 0) expect(place - (moved[index - 1] ?? 0)).toBeGreaterThanOrEqual(12 - 1e-9);
        });
      }),
    );
  });
});

describe("the front of models", () => {
  const point = (title: string, cost: number, accuracy: number) => ({
    title,
    kind: "network" as const,
    cost,
    accuracy,
    low: null,
    high: null,
    color: "blue" as const,
    textColor: "blueText" as const,
  });
  const points = [
    point("dear", 90, 0.9),
    point("worse", 50, 0.7),
    point("cheap", 1, 0.6),
    point("good", 20, 0.85),
  ];

  it("leaves out what another beats in both", () => {
    expect(frontOf(points, "less").map(({ title }) => title)).toEqual(["cheap", "good", "dear"]);
    expect(frontOf(points, "more").map(({ title }) => title)).toEqual(["dear"]);
  });
});
