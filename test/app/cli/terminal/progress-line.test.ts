import { describe, expect, it } from "vitest";
import {
  formatDuration,
  formatProgressLine,
  formatProgressLog,
  formatRate,
  type StageState,
} from "../../../../src/app/cli/terminal/progress-line.ts";

const halfway: StageState = {
  stage: "Reading",
  total: 1200,
  unit: "images",
  done: 600,
  doneBefore: 0,
  elapsedMs: 5000,
  note: "loss 0.43",
};

describe("formatProgressLine", () => {
  it("shows name, bar, share, count, rate, time left and note", () => {
    expect(formatProgressLine(halfway, 100)).toBe(
      "Reading  [###########............]  50 %  600/1,200  120 images/s  0:05 left  loss 0.43".replace(
        /\[.*\]/,
        `[${"#".repeat(12)}${".".repeat(11)}]`,
      ),
    );
  });

  it("drops what does not fit from the end, and always leaves the last column free", () => {
    expect(formatProgressLine(halfway, 60)).toBe("Reading  [#######......]  50 %  600/1,200  120 images/s");
    expect(formatProgressLine(halfway, 25)).toBe("Reading  50 %  600/1,200");
    for (let columns = 1; columns < 120; columns += 1) {
      expect(formatProgressLine(halfway, columns).length).toBeLessThan(Math.max(2, columns));
    }
  });

  it("shows a count and a rate without a total, and the time before anything is done", () => {
    const open = { ...halfway, total: undefined, note: undefined };
    expect(formatProgressLine(open, 80)).toBe("Reading  600 images  120 images/s");
    expect(formatProgressLine({ ...open, done: 0 }, 80)).toBe("Reading  0:05");
  });

  it("leaves what was done before out of the rate", () => {
    const resumed = { ...halfway, doneBefore: 500, note: undefined };
    expect(formatProgressLine(resumed, 100)).toContain("20 images/s  0:30 left");
  });

  it("bears a total of nothing and more than all", () => {
    expect(formatProgressLine({ ...halfway, total: 0, done: 0 }, 80)).toContain("0:05");
    expect(formatProgressLine({ ...halfway, done: 1300, note: undefined }, 80)).toContain(
      "100 %  1,300/1,200",
    );
  });
});

describe("formatProgressLog", () => {
  it("is one plain line", () => {
    expect(formatProgressLog(halfway, false)).toBe(
      "Reading: 50 %, 600/1,200, 120 images/s, 0:05 left, loss 0.43",
    );
    expect(formatProgressLog(halfway, true)).toBe("Reading: 600 images in 0:05, loss 0.43");
  });
});

describe("numbers", () => {
  it.each([
    [0, "0:00"],
    [59_400, "0:59"],
    [59_600, "1:00"],
    [3_599_000, "59:59"],
    [3_723_000, "1:02:03"],
  ])("formats %d ms", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

  it.each([
    [0.02, "50 s each"],
    [0.4, "2.5 s each"],
    [0.5, "0.50 epochs/s"],
    [4.26, "4.3 epochs/s"],
    [1234.5, "1,235 epochs/s"],
  ])("formats %d per second", (rate, text) => expect(formatRate(rate, "epochs")).toBe(text));
});
