import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/app/cli/config-file.ts";
import { nearest } from "../../../src/app/tasks/nearest.ts";

const keys = ["learningRate", "seed", "out"];

describe("parseConfig", () => {
  it("reads a mapping, and nothing from an empty file", () => {
    expect(parseConfig("learningRate: 1e-4\nout: läuft 🌱\n", "c.yaml", keys)).toEqual({
      learningRate: 1e-4,
      out: "läuft 🌱",
    });
    expect(parseConfig("", "c.yaml", keys)).toEqual({});
    expect(parseConfig("\uFEFF# nothing\r\n", "c.yaml", keys)).toEqual({});
  });

  it.each([
    ["learnRate: 1", 'got "learnRate"', 'Did you mean "learningRate"?'],
    ["learning-rate: 1", 'got "learning-rate"', 'Did you mean "learningRate"?'],
    ["colour: 1", 'got "colour"', "Known keys: learningRate, seed, out."],
  ])("names the nearest known key for %j", (text, got, hint) => {
    expect(() => parseConfig(text, "c.yaml", keys)).toThrowError(
      expect.objectContaining({ code: "usage", message: expect.stringContaining(got), hint }),
    );
  });

  it.each(["- 1\n- 2", "just words", "seed: [1", "seed: 1\nseed: 2"])("refuses %j", (text) => {
    expect(() => parseConfig(text, "c.yaml", keys)).toThrowError(
      expect.objectContaining({ code: "usage", path: "c.yaml" }),
    );
  });
});

describe("nearest", () => {
  it.each([
    ["trian", "train"],
    ["evalute", "evaluate"],
    ["TRAIN", "train"],
    ["xyz", undefined],
    ["", undefined],
  ])("of %j is %j", (word, name) => {
    expect(nearest(word, ["train", "evaluate", "predict"])).toBe(name);
  });
});
