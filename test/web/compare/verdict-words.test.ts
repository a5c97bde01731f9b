import { describe, expect, it } from "vitest";
import type { StudyFindings } from "../../../src/app/protocol/study-api.ts";
import { verdictWords } from "../../../web/src/compare/found/verdict-words.ts";

type Pair = readonly [first: string, second: string, differs: boolean | null];

function words(titles: readonly string[], pairs: readonly Pair[]): string {
  const unknown = { value: null, low: null, high: null };
  const models = titles.map((title): StudyFindings["models"][number] => ({
    name: title.toLowerCase(),
    title,
    accuracy: unknown,
    groupAccuracy: null,
    letters: "",
    trainSeconds: 1,
    imagesPerSecond: null,
    parameters: 1,
    canKeep: true,
  }));
  return verdictWords({
    models,
    pairs: pairs.map(([first, second, differs]) => ({ first, second, differs, accuracy: unknown, p: null })),
  });
}

describe("what a comparison says of the best model", () => {
  it("tells a real difference from none, and none from too little to tell", () => {
    expect(words(["Forest", "Network"], [["Forest", "Network", true]])).toBe(
      "Forest is better than the other one, and by more than chance would do.",
    );
    expect(words(["Forest", "Network"], [["Forest", "Network", false]])).toBe(
      "Forest comes first, but Network may be as good: the difference is no more than chance might make.",
    );
    expect(words(["Forest", "Network"], [["Forest", "Network", null]])).toMatch(/too few images to tell/);
  });

  it("looks at the pairs of the best alone", () => {
    const said = words(
      ["Forest", "Network", "SVM"],
      [
        ["Forest", "Network", false],
        ["Forest", "SVM", true],
        ["Network", "SVM", true],
      ],
    );
    expect(said).toMatch(/^Forest comes first, but Network may be as good: /);
    expect(said).toMatch(/It is better than the other one by more than chance would do\.$/);
  });

  it("speaks of one model, and of none", () => {
    expect(words(["Forest"], [])).toMatch(/trained alone/);
    expect(words([], [])).toBe("No model has a score.");
  });
});
