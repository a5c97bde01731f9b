import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type MeasuredLine, readResults } from "../../bench/harness/results.ts";
import { barOf, formatInWords, formatSpeedPage, formatSpeedTable } from "../../bench/harness/speed-page.ts";

const line = {
  name: "int8-inference/float32",
  unit: "ms/image",
  ours: 2,
  peer: 4,
  ratio: { median: 0.5, low: 0.4, high: 0.7 },
  conditions: {
    machine: "a machine",
    node: "v20",
    onnxruntime: "1.30",
    threads: 2,
    pairs: 5,
    date: "2026-01-02",
  },
} satisfies MeasuredLine;

describe("formatSpeedTable", () => {
  it("has ratio, spread, bar, machine and versions", () => {
    const table = formatSpeedTable([line]);
    expect(table).toContain("| int8-inference / float32 | ms/image | 2 | 4 | **0.50** (0.40 - 0.70) | met |");
    expect(table).toMatch(/^a machine:/);
    expect(table).toContain("Node.js v20 with onnxruntime-node 1.30");
    expect(table).toContain("2026-01-02");
  });

  it("does not count a ratio at a lower accuracy", () => {
    expect(formatSpeedTable([{ ...line, reached: false }])).toContain("| accuracy missed |");
  });

  it("names what misses its bar, worst first", () => {
    const slow = { ...line, name: "inference/keras", ratio: { median: 1.2, low: 1, high: 2 } };
    const slower = {
      ...line,
      name: "inference/pytorch-channels-last",
      ratio: { median: 2, low: 1, high: 3 },
    };
    expect(formatSpeedTable([line, slow, slower])).toMatch(
      /Bars missed: `inference\/pytorch-channels-last` \(2\.00\), `inference\/keras` \(1\.20\)\.$/,
    );
    expect(formatSpeedTable([line])).toMatch(/No bar is missed\.$/);
  });

  it("keeps machines apart", () => {
    const there = { ...line, conditions: { ...line.conditions, machine: "another" } };
    expect(formatSpeedTable([line, there])).toMatch(/a machine:\n[\s\S]*\nanother:\n/);
  });
});

describe("formatInWords", () => {
  it("says what a study takes", () => {
    const predict = { ...line, name: "predict-folder/pytorch", ours: 6, peer: 12 };
    expect(formatInWords([predict])).toMatch(/20,000 images.*: 2 min; PyTorch 4 min\.$/);
  });

  it("does not praise a time at a lower accuracy", () => {
    const train = { ...line, name: "time-to-accuracy-command/pytorch", reached: false };
    expect(formatInWords([train])).toContain("more accurate: the times do not compare");
  });

  it("says that there is nothing", () => {
    expect(formatInWords([])).toBe("Nothing has been measured yet.");
  });
});

describe("barOf", () => {
  it.each([
    ["train-step/keras", 1],
    ["int8-inference/float32", 0.667],
    ["train-step/gemm", undefined],
    ["peak-memory/keras", undefined],
    ["predict-folder-processor-time/pytorch", undefined],
  ])("of %s is %s", (name, bar) => {
    expect(barOf(name)).toBe(bar);
  });
});

describe("docs/speed.md", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/speed.md"), "utf8");

  it("shows what bench/results.json has", async () => {
    expect(formatSpeedPage(page, (await readResults()).lines)).toBe(page);
  });

  it("needs its markers", () => {
    expect(() => formatSpeedPage("# Speed", [line])).toThrow("must have the lines");
  });
});
