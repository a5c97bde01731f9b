import { describe, expect, it } from "vitest";
import { trainingOptions } from "../../../src/app/server/runs/training/training-options.ts";
import type { ErrorReason } from "../../../src/errors.ts";
import { failureWords, knownReasons, remedyWords } from "../../../web/src/jobs/failure-words.ts";

/** All there are: one that is new does not compile without. */
const reasons: Readonly<Record<ErrorReason, true>> = {
  "too-many-broken": true,
  "too-many-small": true,
  "partition-incomplete": true,
  "partition-train-alone": true,
  "partition-leaks": true,
};

describe("remedyWords", () => {
  it("has words for every reason, and the hint for what has none", () => {
    expect([...knownReasons].sort()).toEqual(Object.keys(reasons).sort());
    expect(remedyWords({ message: "m", hint: "h" })).toBe("h");
    expect(remedyWords({ message: "m", hint: "h", reason: "newer" })).toBe("h");
    expect(remedyWords({ message: "m", hint: null })).toBeNull();
  });

  it("calls options as the form of the page does, and never as the library or a command line", () => {
    const labels = trainingOptions().groups.flatMap(({ fields }) => fields.map(({ label }) => label));
    for (const reason of knownReasons) {
      const words = remedyWords({ message: "", hint: null, reason }) ?? "";
      for (const [, quoted] of words.matchAll(/“([^”]+)”/g)) expect(labels).toContain(quoted);
      expect(words).not.toMatch(/--|\(\w+\)|\w: \w/);
    }
  });
});

it("counts pages from 1", () => {
  expect(failureWords({ message: "Expected page 0 to 6, got 8 (a.tif)" })).toBe(
    "Expected page 1 to 7, got 9 (a.tif)",
  );
  expect(failureWords({ message: "Expected a page" })).toBe("Expected a page");
});
