import type { ExplanationMethod } from "../../../learning/explanation/methods/method.ts";
import { methodMeaning } from "../../../learning/report/sections/evidence/method-words.ts";
import type { MethodFacts, MethodTest } from "../../protocol/explanation-api.ts";

const shownBy = { layers: "regions", gradients: "pixels", scores: "effects" } as const;

/** A method in the words of the page. */
export function describeMethod(
  { name, title, source, needs, signed }: Omit<ExplanationMethod, "map">,
  test: MethodTest,
): MethodFacts {
  const meaning = methodMeaning(name);
  return {
    ...{ name, title, source, signed, test },
    meaning: `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`,
    shows: shownBy[needs],
    // They ask the model hundreds of times.
    slow: needs === "scores",
  };
}
