import { join } from "node:path";
import { z } from "zod";
import { makePhantoms, phantomsSpec } from "../data/phantoms.ts";
import type { Effects } from "../effects.ts";
import { type ExplainResult, explain } from "../explain/explain.ts";
import { explainSpec } from "../explain/explain-spec.ts";
import { parseSpec, type SpecSchema } from "../spec.ts";
import { commandLine } from "./folder/command-line.ts";
import { type TrainResult, train } from "./train.ts";
import { trainSpec } from "./train-spec.ts";

export interface DemoSpec {
  readonly out: string;
  readonly seed: number;
  readonly force: boolean;
}

export interface DemoResult extends TrainResult {
  /** The commands that do the same. */
  readonly commands: readonly string[];
  /** What its verdicts rest on. */
  readonly explained: ExplainResult;
}

export const demoSpec: SpecSchema<DemoSpec> = z.strictObject({
  out: z.string().min(1).default("demo").describe("Folder to write").meta({ metavar: "DIR" }),
  seed: z.int().min(0).max(0xffffffff).default(0).describe("The same seed gives the same result"),
  force: z.boolean().default(true).describe("Replace what an earlier demo has written"),
});

/** The whole way on made-up images: phantoms, training, scores, what the verdicts rest on, report. */
export async function demo(spec: DemoSpec, effects: Effects): Promise<DemoResult> {
  const images = join(spec.out, "phantoms");
  const run = join(spec.out, "run");
  const phantoms = { out: images, seed: spec.seed, force: spec.force, ...demoPhantoms };
  const training = {
    data: images,
    out: run,
    by: "plant",
    seed: spec.seed,
    force: spec.force,
    ...demoTraining,
  };
  const explaining = { run, out: join(spec.out, "why"), force: spec.force, ...demoExplaining };
  const commands = [
    commandLine("phantoms", { ...phantoms, out: undefined, data: images }),
    commandLine("train", training),
    commandLine("explain", { ...explaining, run: undefined, data: run }),
  ];
  for (const text of commands) effects.progress({ kind: "message", text: `$ ${text}` });
  await makePhantoms(parseSpec(phantomsSpec, phantoms), effects);
  const result = await train(parseSpec(trainSpec, training), effects);
  const explained = await explain(parseSpec(explainSpec, explaining), effects);
  return { ...result, explained, commands };
}

/**
 * Small enough for a laptop with two cores to be done in two minutes; four of six plants are trained on. The backbone of the package
 * stays as it is: one view of each tile is enough where organelles lie in every direction.
 */
const demoPhantoms = { imagesPerClass: 72, plants: 24, size: 256 };
const demoTraining = { ratio: "4:1:1", tiles: "quarters", freeze: true, views: 1 };
const demoExplaining = { images: 12, faithfulness: 48 };
