import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../../src/app/protocol/progress.ts";
import { silentEffects, startStage } from "../../../src/app/tasks/effects.ts";

describe("startStage", () => {
  it("tells of a stage from its start to its end", () => {
    const events: ProgressEvent[] = [];
    const effects = { ...silentEffects(), progress: (event: ProgressEvent) => events.push(event) };
    const stage = startStage(effects, "Reading", 3, "images");
    stage.advance();
    stage.advance(3, "nearly");
    stage.end("done");
    startStage(effects, "Waiting").end();
    expect(events).toEqual([
      { kind: "start", stage: "Reading", total: 3, unit: "images" },
      { kind: "advance", stage: "Reading", done: 1 },
      { kind: "advance", stage: "Reading", done: 3, note: "nearly" },
      { kind: "end", stage: "Reading", note: "done" },
      { kind: "start", stage: "Waiting" },
      { kind: "end", stage: "Waiting" },
    ]);
  });
});
