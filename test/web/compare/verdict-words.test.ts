import { describe, expect, it } from "vitest";
import type { StudyFindings } from "../../../src/app/protocol/study-api.ts";
import { choiceWords, verdictWords } from "../../../web/src/compare/found/verdict-words.ts";

type Pair = readonly [first: string, second: string, differs: boolean | null];

const unknown = { value: null, low: null, high: null };

function model(name: string, title: string): StudyFindings["models"][number] {
  return {
    name,
    title,
    accuracy: unknown,
    groupAccuracy: null,
    letters: "",
    trainSeconds: 1,
    imagesPerSecond: null,
    parameters: 1,
    canKeep: true,
  };
}

function words(titles: readonly string[], pairs: readonly Pair[]): string {
  const models = titles.map((title) => model(title.toLowerCase(), title));
  return verdictWords({
    models,
    pairs: pairs.map(([first, second, differs]) => ({
      first,
      second,
      firstName: first.toLowerCase(),
      secondName: second.toLowerCase(),
      differs,
      accuracy: unknown,
      p: null,
    })),
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

  it("tells models of the same title apart by their names", () => {
    const models = [model("forest-1", "Forest"), model("forest-2", "Forest"), model("svm", "SVM")];
    const pair = (
      firstName: string,
      secondName: string,
      differs: boolean,
    ): StudyFindings["pairs"][number] => ({
      first: "Forest",
      second: secondName === "svm" ? "SVM" : "Forest",
      firstName,
      secondName,
      differs,
      accuracy: unknown,
      p: null,
    });
    const pairs = [
      pair("forest-1", "forest-2", true),
      pair("forest-1", "svm", true),
      pair("forest-2", "svm", false),
    ];
    expect(verdictWords({ models, pairs })).toMatch(/^Forest is better than all others/);
  });

  it("warns of the score of what was chosen, where there was a choice", () => {
    const models = [model("a", "A"), model("b", "B"), model("c", "C")];
    expect(choiceWords({ models })).toMatch(/^The best of 3 on the same test images looks a little better/);
    expect(choiceWords({ models: models.slice(0, 1) })).toBeNull();
    expect(choiceWords({ models: [] })).toBeNull();
  });
});
