import { expect, it } from "vitest";
import { safetyWords } from "../../../web/src/partition/safety-words.ts";

const none = { groups: [], duplicates: [] };
const checked = { job: "1", checked: Date.UTC(2026, 0, 1), newer: 0, truncated: false };
const unchecked = { job: null, checked: null, newer: 0, truncated: false };
const copies = [{ paths: ["a.png", "b.png"], kind: "exact" }] as const;

it("claims that there is no leak only where groups and copies were looked at", () => {
  expect(safetyWords({ groupCount: 3, leaks: none }, checked)).toMatch(
    /^No leak: every group is in one part, and no image has a copy in another part, by the check of /,
  );
  expect(safetyWords({ groupCount: 3, leaks: none }, unchecked)).toBe("Every group is in one part.");
  expect(safetyWords({ groupCount: 3, leaks: none }, { ...checked, newer: 2 })).toMatch(
    /^Every group .*, after which 2 images came in\.$/,
  );
  expect(safetyWords({ groupCount: 3, leaks: none }, { ...checked, truncated: true })).toMatch(
    /^Every group .* which found more pairs than it could keep\.$/,
  );
  expect(safetyWords({ groupCount: 0, leaks: none }, checked)).toMatch(/^No image has a copy/);
  expect(safetyWords({ groupCount: 0, leaks: none }, unchecked)).toBe("");
});

it("says what stands well beside what does not", () => {
  expect(safetyWords({ groupCount: 3, leaks: { groups: [], duplicates: copies } }, checked)).toBe(
    "Every group is in one part.",
  );
  expect(safetyWords({ groupCount: 3, leaks: { groups: ["p1"], duplicates: [] } }, checked)).toMatch(
    /^No image has a copy/,
  );
  expect(safetyWords({ groupCount: 3, leaks: { groups: ["p1"], duplicates: copies } }, checked)).toBe("");
});
