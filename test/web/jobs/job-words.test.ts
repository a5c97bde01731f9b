import { describe, expect, it } from "vitest";
import type { Job, JobStage } from "../../../src/app/protocol/job.ts";
import { stageWords } from "../../../web/src/jobs/job-words.ts";
import { pageWords } from "../../../web/src/jobs/page-words.ts";

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

describe("pageWords", () => {
  it("has options by the names that the page has for them", () => {
    expect(pageWords("Let it be made anew (assigned: ignore), or accept it (allowLeak).")).toBe(
      "Let it be made anew (option “Partition that the images have”), or accept it (option “Accept a group in several parts”).",
    );
    expect(pageWords("Accept more with --max-broken.")).toBe(
      "Accept more with the option “Share of broken images”.",
    );
    expect(pageWords("A file (a.png) of (n: 3)")).toBe("A file (a.png) of (n: 3)");
  });

  it("speaks of groups and images, not of clusters and rows", () => {
    expect(pageWords("There are only 4 clusters (groups or images): intervals are rough or missing.")).toBe(
      "There are only 4 groups or images: intervals are rough or missing.",
    );
    expect(pageWords("Per group: There are only 6 rows: every figure here is rough.")).toBe(
      "Per group: There are only 6 groups: every figure here is rough.",
    );
    expect(pageWords("There are only 12 rows: every figure here is rough.")).toBe(
      "There are only 12 images: every figure here is rough.",
    );
  });
});
