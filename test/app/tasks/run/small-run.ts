import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProgressEvent } from "../../../../src/app/protocol/progress.ts";
import type { Effects } from "../../../../src/app/tasks/effects.ts";
import { type TrainResult, train } from "../../../../src/app/tasks/run/train.ts";
import { trainSpec } from "../../../../src/app/tasks/run/train-spec.ts";
import { parseSpec } from "../../../../src/app/tasks/spec.ts";
import { writePng } from "../../../../src/data/images/write-image.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

/** Options of a run that is over in a second. */
export const smallOptions = {
  byPattern: "plant-\\d+",
  epochs: 2,
  size: 16,
  width: 8,
  batch: 8,
  threads: 1,
  seed: 3,
  skipDuplicates: true,
} as const;

/** The same as words of a command line. */
export const smallWords: readonly string[] = Object.entries(smallOptions).flatMap(([key, value]) => {
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return value === true ? [flag] : [flag, String(value)];
});

/** A grey picture of 32 x 32 with one disc for class 0, one of twice the width for class 1, and so on, in noise. */
export function discImage(
  kind: number,
  seed: number,
): { width: number; height: number; channels: 1; pixelType: "uint8"; data: Uint8Array } {
  const random = createRandom(seed).fork("disc", kind);
  const [x, y, radius] = [random.uniform(10, 22), random.uniform(10, 22), 3 * (kind + 1)];
  const data = Uint8Array.from({ length: 32 * 32 }, (_, place) => {
    const distance = Math.hypot((place % 32) - x, Math.floor(place / 32) - y);
    return random.uniform(0, 40) + (distance < radius ? 160 : 20);
  });
  return { width: 32, height: 32, channels: 1, pixelType: "uint8", data };
}

/** One folder for each label; `perClass` images each, two of each plant. */
export async function writeDiscs(root: string, labels: readonly string[], perClass: number): Promise<void> {
  for (const [kind, label] of labels.entries()) {
    await mkdir(join(root, label), { recursive: true });
    for (let number = 0; number < perClass; number++) {
      const plant = `plant-${kind}${Math.floor(number / 2)}`;
      await writePng(join(root, label, `${plant}_${number % 2}.png`), discImage(kind, number));
    }
  }
}

export interface Watched {
  readonly effects: Effects;
  readonly warnings: string[];
  readonly events: ProgressEvent[];
}

/** Effects that remember; `stopAt` says at which event the user presses Ctrl-C. */
export function watch(stopAt: (event: ProgressEvent) => boolean = () => false): Watched {
  const cancel = new AbortController();
  const warnings: string[] = [];
  const events: ProgressEvent[] = [];
  const effects: Effects = {
    progress: (event) => {
      events.push(event);
      if (stopAt(event)) cancel.abort();
    },
    warn: (text) => warnings.push(text),
    signal: cancel.signal,
    now: () => new Date(),
  };
  return { effects, warnings, events };
}

export async function trainSmall(
  data: string,
  out: string,
  changes: Readonly<Record<string, unknown>> = {},
  { effects }: Watched = watch(),
): Promise<TrainResult> {
  const { byPattern, ...rest } = smallOptions;
  const grouping = "by" in changes ? {} : { byPattern };
  return await train(parseSpec(trainSpec, { ...rest, ...grouping, data, out, ...changes }), effects);
}

/** Every file below a folder, with forward slashes, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/** What two runs must have in common to the last bit. */
export async function outcomeOf(
  run: string,
): Promise<{ model: string; predictions: string; metrics: string }> {
  const [model, predictions, metrics] = await Promise.all(
    ["model.onnx", "predictions.csv", "metrics.json"].map((name) => readFile(join(run, name), "latin1")),
  );
  return { model: model ?? "", predictions: predictions ?? "", metrics: metrics ?? "" };
}
