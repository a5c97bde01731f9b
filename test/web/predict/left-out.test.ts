import { describe, expect, it } from "vitest";
import type { Job } from "../../../src/app/protocol/job.ts";
import { leftOutOf } from "../../../web/src/predict/left-out.ts";

const stage = {
  name: "Classifying",
  code: "classify",
  total: 11,
  unit: "images",
  done: 11,
  note: null,
  secondsLeft: null,
  ended: true,
};
const job = { status: "finished", stages: [stage], warnings: [] } as unknown as Job; // the rest is not looked at

describe("leftOutOf", () => {
  it("tells warnings of files that cannot be read from others", () => {
    const warnings = ["Left out: images/a.png: it is no image", "The model is old."];
    expect(leftOutOf({ ...job, warnings }, 10)).toEqual({
      count: 1,
      reasons: ["images/a.png: it is no image"],
      warnings: ["The model is old."],
    });
  });

  it("says why in plain words, and each path once", () => {
    const warnings = [
      "Left out: ../new/cut.png: Expected 8192 bytes in chunk IDAT, got fewer (/data/new/cut.png)",
      "Left out: ../new/odd.png: Expected known filters, got 9 (/data/new/odd.png)",
    ];
    expect(leftOutOf({ ...job, warnings }, 9).reasons).toEqual([
      "../new/cut.png: The file is cut off: perhaps it was not copied to its end.",
      "../new/odd.png: Expected known filters, got 9",
    ]);
  });

  it("counts those that no warning names, but only at the end", () => {
    expect(leftOutOf(job, 3).count).toBe(8);
    expect(leftOutOf(job, 11).count).toBe(0);
    expect(leftOutOf({ ...job, status: "running" }, 3).count).toBe(0);
  });
});
