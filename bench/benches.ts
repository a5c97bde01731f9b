import type { Bench } from "./harness/bench.ts";
import { backbones } from "./works/backbones.ts";
import { features } from "./works/features.ts";
import { gradCam, gradCamDensenet } from "./works/grad-cam.ts";
import { int8Inference } from "./works/int8-inference.ts";
import { memory } from "./works/memory.ts";
import { overGemm } from "./works/over-gemm.ts";
import { paperCnn, paperCnn128 } from "./works/paper-cnn.ts";
import { predictFolder } from "./works/predict-folder.ts";
import { timeToAccuracy } from "./works/time-to-accuracy.ts";

/** All that can be measured; what takes longest comes last. */
export const benches: readonly Bench[] = [
  overGemm,
  paperCnn,
  int8Inference,
  gradCam,
  gradCamDensenet,
  features,
  predictFolder,
  paperCnn128,
  ...backbones,
  timeToAccuracy,
  memory,
];

export interface Chosen {
  readonly bench: Bench;
  readonly lines: readonly string[];
}

/**
 * The benches with a line that is asked for, each with those lines. A word asks for a bench (`paper-cnn`), a group
 * (`backbones`), a line (`train-step/keras`) or all lines of a work (`train-step`); no word asks for everything but
 * what runs only by name.
 * @throws Error for a word that names nothing.
 */
export function chooseBenches(all: readonly Bench[], words: readonly string[]): Chosen[] {
  if (words.length === 0) {
    return all.filter(({ onlyByName }) => !onlyByName).map((bench) => ({ bench, lines: bench.lines }));
  }
  const asked = (bench: Bench, word: string): readonly string[] | undefined => {
    if (word === bench.name || word === bench.group) return bench.lines;
    const lines = bench.lines.filter((line) => line === word || line.startsWith(`${word}/`));
    return lines.length > 0 ? lines : undefined;
  };
  for (const word of words) {
    if (all.some((bench) => asked(bench, word))) continue;
    const names = [...new Set(all.flatMap(({ name, group }) => [name, ...(group ? [group] : [])]))];
    throw new Error(
      `Expected the name of a bench or of a line, got "${word}"; there are ${names.join(", ")}`,
    );
  }
  return all.flatMap((bench) => {
    const found = words.map((word) => asked(bench, word)).filter((lines) => lines !== undefined);
    if (found.length === 0) return [];
    const wanted = new Set(found.flat());
    return [{ bench, lines: bench.lines.filter((line) => wanted.has(line)) }];
  });
}
