import { describe, expect, it } from "vitest";
import { fittingScale, scrollAfterZoom, steppedScale } from "../../../web/src/images/viewer/zoom-geometry.ts";

describe("fittingScale", () => {
  it("shows the whole picture, small ones enlarged", () => {
    expect(fittingScale({ width: 800, height: 600 }, { width: 1600, height: 600 })).toBe(0.5);
    expect(fittingScale({ width: 800, height: 600 }, { width: 100, height: 100 })).toBe(6);
  });

  it("is 1 before anything is measured", () => {
    expect(fittingScale({ width: 0, height: 0 }, { width: 0, height: 0 })).toBe(1);
    expect(fittingScale({ width: 0, height: 0 }, { width: 10, height: 10 })).toBe(1);
  });
});

describe("steppedScale", () => {
  it("ends at the fitted picture and far beyond a pixel", () => {
    expect(steppedScale(1, 2, 0.5)).toBe(2);
    expect(steppedScale(1, 0.5, 0.5)).toBeUndefined();
    expect(steppedScale(12, 2, 0.5)).toBe(16);
    expect(steppedScale(20, 2, 20)).toBe(40);
  });
});

describe("scrollAfterZoom", () => {
  it("keeps the point under the pointer", () => {
    const axis = { scroll: 100, at: 50, stage: 400, length: 1000 };
    // Pixel 150 of the picture is at 300 then.
    expect(scrollAfterZoom(axis, 1, 2)).toBe(250);
    expect(scrollAfterZoom({ ...axis, scroll: 250 }, 2, 1)).toBe(100);
  });

  it("begins in the middle, and does not scroll beyond the edges", () => {
    const axis = { scroll: 0, at: 200, stage: 400, length: 100 };
    expect(scrollAfterZoom(axis, 1, 8)).toBe(200);
    expect(scrollAfterZoom({ ...axis, at: 0 }, 1, 8)).toBe(0);
    expect(scrollAfterZoom({ ...axis, at: 400 }, 1, 8)).toBe(400);
  });
});
