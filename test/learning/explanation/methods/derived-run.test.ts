import { expect, it } from "vitest";
import { checkTarget } from "../../../../src/learning/explanation/methods/derived-run.ts";

it.each([-1, 2, 0.5, Number.NaN])(
  "refuses the class %d of two, which would fall into another input's row",
  (target) => {
    expect(() => checkTarget(target, 2)).toThrow("Expected a class from 0 to 1");
  },
);

it.each([0, 1])("takes the class %d of two", (target) => {
  expect(() => checkTarget(target, 2)).not.toThrow();
});
