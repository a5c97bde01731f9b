import { describe, expect, it } from "vitest";
import { checkTraining } from "../../../../../src/app/server/runs/training/check-training.ts";
import { trainingOptions } from "../../../../../src/app/server/runs/training/training-options.ts";
import { trainSpec } from "../../../../../src/app/tasks/run/train-spec.ts";
import { parseSpec, specFields } from "../../../../../src/app/tasks/spec.ts";

const settled = ["data", "out", "resume", "force", "root", "allowOutside"];
const check = (options: Record<string, string | number | boolean>, name = "run-1", taken: string[] = []) =>
  checkTraining({ name, options }, new Set(taken));

describe("trainingOptions", () => {
  it("offers every option of mor train but those that the page settles, once, in words without flags", () => {
    const fields = trainingOptions().groups.flatMap((group) => group.fields);
    const keys = specFields(trainSpec).map(({ key }) => key);
    expect(fields.map(({ key }) => key).sort()).toEqual(keys.filter((key) => !settled.includes(key)).sort());
    for (const { description, label, choices, choiceWords } of fields) {
      expect(description).not.toMatch(/(^|\s)--[a-z]|\bmor\b|default:/);
      expect(description).toMatch(/\.$/);
      expect(label).toMatch(/^[A-Z]/);
      if (choiceWords && choices.length > 0)
        expect(Object.keys(choiceWords).sort()).toEqual([...choices].sort());
    }
  });

  it("offers presets that train would accept", () => {
    for (const { options } of trainingOptions().presets) {
      expect(check(options).problems).toEqual([]);
      expect(() => parseSpec(trainSpec, { data: "a", out: "b", ...options })).not.toThrow();
    }
  });
});

describe("checkTraining", () => {
  it("leaves out what is empty or as by default, and reads numbers", () => {
    const { options, command } = check({
      seed: 0,
      epochs: "12",
      fineTune: "3",
      freeze: false,
      by: "",
      ratio: "8:1:1",
    });
    expect(options).toEqual({ epochs: 12, fineTune: 3 });
    expect(command).toBe("mor train manifest.csv --epochs 12 --fine-tune 3 --allow-outside --out runs/run-1");
  });

  it("names every field that is wrong", () => {
    const { problems } = check({ epochs: 0, size: 7, ratio: "x" }, "a b");
    expect(problems.map(({ field }) => field)).toEqual(["name", "epochs", "size", "ratio"]);
    expect(check({ byPattern: "(" }).problems).toMatchObject([{ field: "byPattern" }]);
    expect(check({ surprise: 1 }).problems).toMatchObject([{ field: "surprise" }]);
  });

  it("refuses options that do not go together before anything runs, in the words of the page", () => {
    const [problem] = check({ freeze: true, epochs: 3 }).problems;
    expect(problem?.message).toMatch(/^Expected no "Epochs/);
    expect(check({ model: "resnet", backbone: "organelle" }).problems).toHaveLength(1);
  });

  it("takes a name once, whatever its case", () => {
    expect(check({}, "Leaf", ["leaf"]).problems).toMatchObject([{ field: "name" }]);
    for (const name of ["..", "a/b", "a\\b", "", "-a", "a.", "nul", "COM1.x", "ä", "x".repeat(65), "a\n"]) {
      expect(check({}, name).problems).toMatchObject([{ field: "name" }]);
    }
    for (const name of ["a", "leaf-1", "2026.11.23_own", "console"])
      expect(check({}, name).problems).toEqual([]);
  });

  it("says what is wrong with a name", () => {
    const wordsOf = (name: string) => check({}, name).problems[0]?.message;
    expect(wordsOf("quick one")).toBe("The name may have no spaces: write - or _ instead.");
    expect(wordsOf("con")).toMatch(/^Windows keeps/);
    expect(wordsOf("../x")).toMatch(/may not have "\/"/);
    expect(wordsOf("-a")).toMatch(/begin with/);
    expect(wordsOf("a.")).toMatch(/end with a dot/);
    expect(wordsOf("")).toMatch(/needs a name/);
    expect(wordsOf("x".repeat(65))).toMatch(/64 characters, and has 65/);
  });

  it("quotes what a shell would read otherwise", () => {
    expect(check({ byPattern: "p'; rm -rf ~ #" }).command).toContain("--by-pattern 'p'\\''; rm -rf ~ #'");
  });
});
