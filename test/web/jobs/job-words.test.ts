import { describe, expect, it } from "vitest";
import type { Job, JobStage } from "../../../src/app/protocol/job.ts";
import { stageWords, statusWord } from "../../../web/src/jobs/job-words.ts";

const stage: JobStage = {
  name: "Checking images",
  total: 40,
  unit: "images",
  done: 39,
  note: null,
  secondsLeft: 1,
  ended: false,
};
const job = { status: "running", stages: [stage] } as unknown as Job; // the rest is not looked at

describe("stageWords", () => {
  it("names the stage that the time is of", () => {
    expect(stageWords(job)).toBe("Checking images, 1 s left");
    expect(stageWords({ ...job, stages: [{ ...stage, secondsLeft: null }] })).toBe("Checking images");
    expect(stageWords({ ...job, status: "stopping" })).toBe("Checking images");
    expect(stageWords({ ...job, status: "queued", stages: [] })).toBe("waiting");
  });
});

it("tells pausing from stopping", () => {
  expect(statusWord({ status: "stopping", isPausing: true })).toBe("pausing");
  expect(statusWord({ status: "stopping" })).toBe("stopping");
  expect(statusWord({ status: "paused" })).toBe("paused");
});
