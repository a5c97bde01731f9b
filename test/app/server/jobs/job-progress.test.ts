import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../../../src/app/protocol/progress.ts";
import {
  addWarning,
  advanceProgress,
  type JobProgress,
  noProgress,
  showStage,
} from "../../../../src/app/server/jobs/job-progress.ts";

function progressAfter(...events: readonly (readonly [at: number, event: ProgressEvent])[]): JobProgress {
  return events.reduce((progress, [at, event]) => advanceProgress(progress, event, at), noProgress);
}

function stagesOf(progress: JobProgress, now: number) {
  return progress.stages.map((stage) => showStage(stage, now));
}

describe("advanceProgress", () => {
  it("follows a stage from its start to its end", () => {
    const progress = progressAfter(
      [1000, { kind: "start", stage: "Training", total: 40, unit: "epochs" }],
      [3000, { kind: "advance", stage: "Training", done: 2, note: "loss 1.2" }],
    );
    expect(stagesOf(progress, 3000)).toEqual([
      {
        name: "Training",
        total: 40,
        unit: "epochs",
        done: 2,
        note: "loss 1.2",
        ended: false,
        secondsLeft: 38,
      },
    ]);
    const ended = advanceProgress(progress, { kind: "end", stage: "Training" }, 4000);
    expect(stagesOf(ended, 4000)).toMatchObject([
      { done: 2, note: "loss 1.2", ended: true, secondsLeft: null },
    ]);
  });

  it("keeps what a stage means, for those who have words of their own for it", () => {
    const progress = progressAfter([
      0,
      { kind: "start", stage: "Features (train)", code: "features", part: "train", total: 9, unit: "images" },
    ]);
    expect(stagesOf(progress, 0)).toMatchObject([{ code: "features", part: "train" }]);
  });

  it("counts the time left down between two advances, and never below nothing", () => {
    const progress = progressAfter(
      [0, { kind: "start", stage: "Training", total: 4 }],
      [10_000, { kind: "advance", stage: "Training", done: 1 }],
    );
    const left = [10_000, 15_000, 30_000, 90_000].map((now) => stagesOf(progress, now)[0]?.secondsLeft);
    expect(left).toEqual([30, 25, 10, 0]);
  });

  it("does not count in its rate what was done before", () => {
    const progress = progressAfter(
      [0, { kind: "start", stage: "Training", total: 40, done: 30 }],
      [5000, { kind: "advance", stage: "Training", done: 35 }],
    );
    expect(stagesOf(progress, 5000)).toMatchObject([{ done: 35, secondsLeft: 5 }]);
  });

  it("knows no time left without a total, or before anything is done", () => {
    const open = progressAfter(
      [0, { kind: "start", stage: "a" }],
      [1, { kind: "advance", stage: "a", done: 5 }],
    );
    expect(stagesOf(open, 10)).toMatchObject([{ total: null, unit: null, secondsLeft: null }]);
    expect(stagesOf(progressAfter([0, { kind: "start", stage: "a", total: 3 }]), 10)).toMatchObject([
      { secondsLeft: null },
    ]);
  });

  it("puts a stage that begins again in the place of the one before, and passes over unknown ones", () => {
    const progress = progressAfter(
      [0, { kind: "start", stage: "a", total: 3 }],
      [0, { kind: "start", stage: "b", total: 3 }],
      [1, { kind: "advance", stage: "a", done: 3 }],
      [2, { kind: "start", stage: "a", total: 9 }],
      [3, { kind: "advance", stage: "c", done: 1 }],
    );
    expect(progress.stages.map(({ name, total, done }) => [name, total, done])).toEqual([
      ["b", 3, 0],
      ["a", 9, 0],
    ]);
  });

  it("keeps the latest messages, and each warning once", () => {
    const events = Array.from({ length: 300 }, (_, at) => [at, { kind: "message", text: `${at}` }] as const);
    const { messages } = progressAfter(...events);
    expect([messages.length, messages.at(-1)]).toEqual([200, "299"]);
    const warned = ["a", "b", "a"].reduce(addWarning, noProgress);
    expect(warned.warnings).toEqual(["a", "b"]);
  });
});
