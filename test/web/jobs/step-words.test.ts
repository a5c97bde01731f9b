import { expect, it } from "vitest";
import type { JobStage } from "../../../src/app/protocol/job.ts";
import { stepsIntroduction, stepWords } from "../../../web/src/jobs/step-words.ts";

const stage: JobStage = {
  name: "Features (train)",
  total: 40,
  unit: "images",
  done: 39,
  note: null,
  secondsLeft: 1,
  ended: false,
};

it("says what a step does by its code, and its name where it has none", () => {
  expect(stepWords({ ...stage, code: "features", part: "train" })).toBe(
    "The network looks at the training images",
  );
  expect(stepWords({ ...stage, code: "measure" })).toBe("Measuring the images");
  expect(stepWords({ ...stage, code: "head", name: "Training the head" })).toMatch(/^A small classifier/);
  expect(stepWords({ ...stage, name: "Checking images" })).toBe("Checking images");
});

it("says why there are no curves", () => {
  expect(stepsIntroduction([])).toMatch(/before the training begins/);
  expect(stepsIntroduction([stage, { ...stage, code: "features" }])).toMatch(/kept as it is.*no curves/);
  expect(stepsIntroduction([{ ...stage, code: "fit" }])).toMatch(/measured once.*no curves/);
});
