import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import type { StudyRecord } from "../../../../src/app/tasks/study/folder/study-record.ts";
import { type StudyResult, study } from "../../../../src/app/tasks/study/study.ts";
import { studySpec } from "../../../../src/app/tasks/study/study-spec.ts";
import { filesBelow, type Watched, watch } from "../run/small-run.ts";

/** Options of a study that is over in seconds. */
export const smallOptions = {
  byPattern: "plant-\\d+",
  models: "mobilenet-v2-0.35,resnet",
  weights: "rule-made",
  size: 32,
  epochs: 2,
  width: 8,
  ratio: "4:1:1",
  threads: 1,
  seed: 3,
} as const;

/** The same as words of a command line. */
export const smallWords: readonly string[] = Object.entries(smallOptions).flatMap(([key, value]) => [
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  String(value),
]);

export async function studySmall(
  data: string,
  out: string,
  changes: Readonly<Record<string, unknown>> = {},
  { effects }: Watched = watch(),
): Promise<StudyResult> {
  return await study(parseSpec(studySpec, { ...smallOptions, data, out, ...changes }), effects);
}

export async function readRecord(folder: string): Promise<StudyRecord> {
  return JSON.parse(await readFile(join(folder, "study.json"), "utf8")) as StudyRecord; // a study has written it
}

/** What two studies must have in common to the last bit: every table and every model, not what they took. */
export async function outcomeOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = (await filesBelow(folder)).filter((name) => /\.(csv|onnx|safetensors)$/.test(name));
  // The history holds seconds.
  const fixed = files.filter((name) => !/(history\.csv|state\.safetensors)$/.test(name));
  const texts = await Promise.all(fixed.map((name) => readFile(join(folder, name), "latin1")));
  return Object.fromEntries(fixed.map((name, index) => [name, texts[index] ?? ""]));
}

/** Features of the tests of one file are kept apart from those of the user. */
export function keepCacheIn(folder: () => string): void {
  const before = process.env.MOR_CACHE;
  beforeAll(() => {
    process.env.MOR_CACHE = join(folder(), "cache");
  });
  afterAll(() => {
    if (before === undefined) delete process.env.MOR_CACHE;
    else process.env.MOR_CACHE = before;
  });
}
