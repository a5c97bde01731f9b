import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { heatOnObjects } from "../../../../src/learning/explanation/faithfulness/heat-on-objects.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const side = 24;
/** Top, left, height, width of four rectangles: the third is the longest, the fourth the largest. */
const boxes = [
  [2, 2, 3, 3],
  [2, 10, 4, 3],
  [10, 2, 2, 14],
  [15, 8, 8, 8],
] as const;
const labels = Uint16Array.from({ length: side * side }, (_, at) => boxAt(at) + 1);

describe("heat on objects", () => {
  it("measures the objects of a label image and the heat on them", () => {
    const map = Float32Array.from(labels, (label) => (label === 3 ? 4 : label > 0 ? 1 : -1));
    map[0] = 8;
    const { objects, heatShare, areaShare, source } = measure([map], true);
    expect(source).toBe("truth");
    expect(objects.map(({ object, area, isHot, isCut }) => [object, area, isHot, isCut])).toEqual([
      [1, 9, false, false],
      [2, 12, false, false],
      [3, 28, true, false],
      [4, 64, false, false],
    ]);
    const heat = 9 + 12 + 4 * 28 + 64 + 8;
    expect(objects[2]).toMatchObject({ input: 0, meanHeat: 4, length: expect.closeTo(Math.hypot(2, 14), 9) });
    expect(objects[2]?.heatShare).toBeCloseTo((4 * 28) / heat, 12);
    expect(objects[2]?.elongation).toBeCloseTo(7, 9); // sides of a rectangle are as its second moments
    expect(heatShare.value).toBeCloseTo((heat - 8) / heat, 12);
    expect(areaShare.value).toBeCloseTo((9 + 12 + 28 + 64) / side ** 2, 12);
  });

  // The largest is as round as the first: half a win of three.
  it("ranks the hot objects among the rest", () => {
    const hotOn = (object: number): Float32Array =>
      Float32Array.from(labels, (label) => (label === object ? 2 : label > 0 ? 1 : 0));
    const largest = measure(
      Array.from({ length: 6 }, () => hotOn(4)),
      true,
    );
    expect(largest).toMatchObject({
      larger: { value: 1, high: 1 },
      moreElongated: { value: expect.closeTo(1 / 6, 9) },
    });
    const second = measure([hotOn(2)], true);
    expect(second.larger.value).toBeCloseTo(1 / 3, 12);
    expect(measure([new Float32Array(side * side)], true)).toMatchObject({
      larger: { value: null },
      heatShare: { value: null },
    });
  });

  it("agrees with Mann and Whitney's statistic of SciPy", () => {
    const { rankings } = JSON.parse(
      readFileSync(resolve(import.meta.dirname, "../../../fixtures/faithfulness.json"), "utf8"),
    ) as { rankings: { hot: number[]; rest: number[]; auc: number }[] }; // as scripts/fixtures/faithfulness.py writes it
    for (const { hot, rest, auc } of rankings) {
      const areas = [...hot, ...rest];
      // Objects as rows of a plane, each as long as its area.
      const width = 40;
      const rows = new Uint16Array(2 * areas.length * width);
      const map = new Float32Array(rows.length);
      areas.forEach((area, i) => {
        rows.fill(i + 1, 2 * i * width, 2 * i * width + area);
        map.fill(i < hot.length ? 2 : 1, 2 * i * width, 2 * i * width + area);
      });
      const size = { count: 1, height: 2 * areas.length, width };
      const result = heatOnObjects({
        maps: map,
        ...size,
        labels: [rows],
        inputs: map,
        random: createRandom(0),
      });
      expect(result.larger.value).toBeCloseTo(auc, 12);
    }
  });

  it("finds bright objects where there is no truth", () => {
    const image = Float32Array.from(labels, (label) => (label > 0 ? 1 : 0));
    const { objects, source } = measure([image], false);
    expect(source).toBe("threshold");
    expect(objects).toHaveLength(4);
  });

  it("refuses labels of another size", () => {
    const map = new Float32Array(side * side);
    const request = { maps: map, count: 1, height: side, width: side, inputs: map, random: createRandom(0) };
    expect(() => heatOnObjects({ ...request, labels: [new Uint8Array(5)] })).toThrow("Expected maps");
  });
});

function measure(maps: readonly Float32Array[], hasTruth: boolean): ReturnType<typeof heatOnObjects> {
  const count = maps.length;
  const all = new Float32Array(count * side * side);
  for (const [index, map] of maps.entries()) all.set(map, index * side * side);
  return heatOnObjects({
    maps: all,
    count,
    height: side,
    width: side,
    inputs: all,
    ...(hasTruth && { labels: maps.map(() => labels) }),
    random: createRandom(0),
  });
}

/** Which rectangle a pixel lies in, or -1. */
function boxAt(at: number): number {
  const x = at % side;
  const y = Math.floor(at / side);
  return boxes.findIndex(
    ([top, left, height, width]) => y >= top && y < top + height && x >= left && x < left + width,
  );
}
