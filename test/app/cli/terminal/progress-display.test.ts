import { describe, expect, it } from "vitest";
import { createProgressDisplay } from "../../../../src/app/cli/terminal/progress-display.ts";

function createScreen(columns: number | undefined) {
  let written = "";
  let time = 0;
  const display = createProgressDisplay({
    write: (text) => {
      written += text;
    },
    columns: () => columns,
    now: () => time,
  });
  return {
    ...display,
    wait: (milliseconds: number) => {
      time += milliseconds;
    },
    /** What was written since the last call. */
    take: () => {
      const text = written;
      written = "";
      return text;
    },
  };
}

const start = { kind: "start", stage: "Training", total: 100, unit: "steps" } as const;

describe("progress on a terminal", () => {
  it("shows nothing of a short stage", () => {
    const screen = createScreen(80);
    screen.show(start);
    for (let done = 1; done <= 100; done += 1) {
      screen.wait(9);
      screen.show({ kind: "advance", stage: "Training", done });
    }
    screen.show({ kind: "end", stage: "Training" });
    expect(screen.take()).toBe("");
  });

  it("redraws one line at most ten times a second, hides the cursor and gives it back", () => {
    const screen = createScreen(80);
    screen.show(start);
    screen.wait(1000);
    screen.take();
    for (let done = 1; done <= 100; done += 1) {
      screen.wait(10);
      screen.show({ kind: "advance", stage: "Training", done });
    }
    const text = screen.take();
    expect(text.split("\r").length - 1).toBeLessThanOrEqual(11);
    expect(text.split("\u001b[?25l")).toHaveLength(2);
    screen.show({ kind: "end", stage: "Training" });
    expect(screen.take()).toBe("\r\u001b[2K\u001b[?25hTraining: 100 steps in 0:02\n");
    screen.close();
    expect(screen.take()).toBe("");
  });

  it("writes lines above the bar", () => {
    const screen = createScreen(80);
    screen.show(start);
    screen.wait(2000);
    screen.show({ kind: "advance", stage: "Training", done: 50 });
    const bar = screen.take().replace("\u001b[?25l\r", "").replace("\u001b[K", "");
    screen.line("warning: Careful.");
    expect(screen.take()).toBe(`\r\u001b[2Kwarning: Careful.\n${bar}`);
  });

  it("redraws on a tick, and draws the stage that moved last", () => {
    const screen = createScreen(80);
    screen.show({ kind: "start", stage: "Outer" });
    screen.show({ kind: "start", stage: "Inner" });
    screen.wait(1500);
    screen.tick();
    expect(screen.take()).toContain("Inner  0:02");
    screen.show({ kind: "advance", stage: "Outer", done: 1 });
    screen.wait(200);
    screen.tick();
    expect(screen.take()).toContain("Outer  1");
  });

  it("ignores events of stages that were never started", () => {
    const screen = createScreen(80);
    screen.show({ kind: "advance", stage: "Ghost", done: 1 });
    screen.show({ kind: "end", stage: "Ghost" });
    expect(screen.take()).toBe("");
  });
});

describe("progress in a log", () => {
  it("writes a line at most every ten seconds and one at the end", () => {
    const screen = createScreen(undefined);
    screen.show(start);
    for (let done = 1; done <= 100; done += 1) {
      screen.wait(250);
      screen.show({ kind: "advance", stage: "Training", done });
    }
    screen.show({ kind: "end", stage: "Training", note: "loss 0.1" });
    expect(screen.take().split("\n")).toEqual([
      "Training: 40 %, 40/100, 4.0 steps/s, 0:15 left",
      "Training: 80 %, 80/100, 4.0 steps/s, 0:05 left",
      "Training: 100 steps in 0:25, loss 0.1",
      "",
    ]);
  });
});
