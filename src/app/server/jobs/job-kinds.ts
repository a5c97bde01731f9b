import type { JobKind } from "../../protocol/job.ts";
import type { Task } from "../../tasks/effects.ts";
import type { SpecSchema } from "../../tasks/spec.ts";

/** Training takes hours, and looking at what was trained must not wait for it; the rest is done in seconds. */
export type JobLane = "training" | "looking" | "quick";

/** What the server knows of one kind of work. */
export interface JobKindFacts {
  /** Loaded when it is first needed. */
  readonly load: () => Promise<JobTask>;
  /** Keys of the spec that a command line gives by position. */
  readonly positionals: readonly string[];
  /** With which other work it takes turns. */
  readonly lane: JobLane;
  /** Goes on from a checkpoint with `resume: true`; all other kinds begin anew. */
  readonly keepsCheckpoints: boolean;
  /** What the task gives back is kept beside the job: all other kinds leave it in their output. */
  readonly keepsResult: boolean;
}

/** A task whose types are closed over: its schema sees to it that it gets its own spec. */
export interface JobTask {
  readonly schema: SpecSchema<Readonly<Record<string, unknown>>>;
  readonly task: Task<Readonly<Record<string, unknown>>, unknown>;
}

/** A new kind of work is one entry here and one name in the protocol. */
export const jobKinds: Readonly<Record<JobKind, JobKindFacts>> = {
  train: {
    load: async () =>
      pair((await import("../../tasks/run/train-spec.ts")).trainSpec, async (spec, effects) =>
        (await import("../../tasks/run/train.ts")).train(spec, effects),
      ),
    positionals: ["data"],
    lane: "training",
    keepsCheckpoints: true,
    keepsResult: false,
  },
  study: {
    load: async () =>
      pair((await import("../../tasks/study/study-spec.ts")).studySpec, async (spec, effects) =>
        (await import("../../tasks/study/study.ts")).study(spec, effects),
      ),
    positionals: ["data"],
    lane: "training",
    keepsCheckpoints: true,
    keepsResult: false,
  },
  evaluate: {
    load: async () => {
      const { evaluateSpec, evaluate } = await import("../../tasks/evaluate.ts");
      return pair(evaluateSpec, evaluate);
    },
    positionals: ["run", "data"],
    lane: "looking",
    keepsCheckpoints: false,
    keepsResult: false,
  },
  explain: {
    load: async () =>
      pair((await import("../../tasks/explain/explain-spec.ts")).explainSpec, async (spec, effects) =>
        (await import("../../tasks/explain/explain.ts")).explain(spec, effects),
      ),
    positionals: ["run", "image"],
    lane: "looking",
    keepsCheckpoints: false,
    keepsResult: false,
  },
  visualize: {
    load: async () =>
      pair((await import("../../tasks/visualize/visualize-spec.ts")).visualizeSpec, async (spec, effects) =>
        (await import("../../tasks/visualize/visualize.ts")).visualize(spec, effects),
      ),
    positionals: ["run"],
    lane: "looking",
    keepsCheckpoints: false,
    keepsResult: false,
  },
  quantize: {
    load: async () =>
      pair((await import("../../tasks/quantize/quantize-spec.ts")).quantizeSpec, async (spec, effects) =>
        (await import("../../tasks/quantize/quantize.ts")).quantize(spec, effects),
      ),
    positionals: ["run"],
    lane: "training",
    keepsCheckpoints: false,
    keepsResult: false,
  },
  features: {
    load: async () =>
      pair((await import("../../tasks/features/features-spec.ts")).featuresSpec, async (spec, effects) =>
        (await import("../../tasks/features/features.ts")).features(spec, effects),
      ),
    positionals: ["data"],
    lane: "training",
    keepsCheckpoints: false,
    keepsResult: false,
  },
  backbone: {
    load: async () => {
      const { backboneTaskSpec, backboneTask } = await import("../../tasks/backbone/backbone-task.ts");
      return pair(backboneTaskSpec, backboneTask);
    },
    positionals: ["action", "targets"],
    lane: "quick",
    keepsCheckpoints: false,
    keepsResult: false,
  },
  predict: {
    load: async () => {
      const { predictSpec, predict } = await import("../../tasks/run/predict.ts");
      return pair(predictSpec, predict);
    },
    positionals: ["run", "images"],
    lane: "quick",
    keepsCheckpoints: false,
    keepsResult: false,
  },
  inspect: {
    load: async () => {
      const { inspectSpec, inspectData } = await import("../../tasks/data/inspect.ts");
      return pair(inspectSpec, inspectData);
    },
    positionals: ["data"],
    lane: "quick",
    keepsCheckpoints: false,
    keepsResult: true,
  },
  phantoms: {
    load: async () => {
      const { phantomsSpec, makePhantoms } = await import("../../tasks/data/phantoms.ts");
      return pair(phantomsSpec, makePhantoms);
    },
    positionals: ["out"],
    lane: "quick",
    keepsCheckpoints: false,
    keepsResult: false,
  },
};

function pair<Spec extends object, Result>(schema: SpecSchema<Spec>, task: Task<Spec, Result>): JobTask {
  // A task is only ever given what its own schema has let through.
  return { schema, task } as unknown as JobTask;
}
