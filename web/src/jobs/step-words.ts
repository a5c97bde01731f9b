import type { JobStage } from "../../../src/app/protocol/job.ts";
import { partWords } from "../results/number-words.ts";

/** What a step does, in the words of the page. */
export function stepWords({ name, code, part }: JobStage): string {
  const images = part === undefined ? "the images" : `the ${partWords(part)} images`;
  if (code === "features") return `The network looks at ${images}`;
  if (code === "head") return "A small classifier learns from what the network saw";
  if (code === "measure") return `Measuring ${images}`;
  return name;
}

/** Why there are no curves, by what has been done so far. */
export function stepsIntroduction(stages: readonly JobStage[]): string {
  const has = (...codes: readonly JobStage["code"][]): boolean =>
    stages.some(({ code }) => code !== undefined && codes.includes(code));
  if (has("features", "head")) {
    return "The pretrained network is kept as it is: it looks at every image once, then a small classifier learns from what it saw. That has no epochs, so there are no curves; the score comes at the end.";
  }
  if (has("measure", "fit")) {
    return "Every image is measured once, then the model learns from the numbers. That has no epochs, so there are no curves; the score comes at the end.";
  }
  return "The images are looked at before the training begins.";
}
