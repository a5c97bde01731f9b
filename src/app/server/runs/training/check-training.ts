import { MorError } from "../../../../errors.ts";
import type { GivenOptions, TrainingRequest } from "../../../protocol/run/run-api.ts";
import type { TrainingProblem } from "../../../protocol/run/training-document.ts";
import { commandLine } from "../../../tasks/run/folder/command-line.ts";
import { refuseContradictions } from "../../../tasks/run/learners/refuse-contradictions.ts";
import { trainSpec } from "../../../tasks/run/train-spec.ts";
import { type SpecSchema, specFields } from "../../../tasks/spec.ts";
import { describeIssue } from "../../../tasks/spec-issue.ts";
import { newRunName, runsFolder } from "../find-run.ts";
import { isTrainingKey, labelOf, withoutFlags } from "./training-options.ts";

export interface CheckedTraining {
  /** Options that differ from their defaults. */
  readonly options: GivenOptions;
  /** The line that would do the same in the folder of the workspace. */
  readonly command: string;
  readonly problems: readonly TrainingProblem[];
}

/** What a request to train means, and all that is wrong with it. `taken` are the names of runs that are there. */
export function checkTraining(
  { name, options }: TrainingRequest,
  taken: ReadonlySet<string>,
): CheckedTraining {
  const given = differing(options);
  return {
    options: given,
    command: commandLine("train", {
      data: "manifest.csv",
      ...given,
      allowOutside: true,
      out: `${runsFolder}/${name}`,
    }),
    problems: [...problemsOfName(name, taken), ...problemsOfOptions(given)],
  };
}

function problemsOfName(name: string, taken: ReadonlySet<string>): TrainingProblem[] {
  const checked = newRunName.safeParse(name);
  if (!checked.success) {
    return [{ field: "name", message: nameWords(name) }];
  }
  // Some disks do not tell Run-1 from run-1.
  const isTaken = [...taken].some((other) => other.toLowerCase() === name.toLowerCase());
  return isTaken ? [{ field: "name", message: `There is a run called "${name}" already.` }] : [];
}

/** What is wrong with a name that no folder may have, and what would be right. */
function nameWords(name: string): string {
  if (name === "") return "The run needs a name.";
  if (name.length > 64) return `The name is too long: it may have 64 characters, and has ${name.length}.`;
  if (/\s/.test(name)) return "The name may have no spaces: write - or _ instead.";
  const strange = [...name].find((letter) => !/[A-Za-z0-9._-]/.test(letter));
  if (strange !== undefined)
    return `The name may not have "${strange}": only letters from a to z, digits, - _ and dots.`;
  if (/^[^A-Za-z0-9]/.test(name)) return "The name must begin with a letter or a digit.";
  if (name.endsWith(".")) return "The name may not end with a dot.";
  return "Windows keeps this name for itself: choose another one.";
}

function problemsOfOptions(options: GivenOptions): TrainingProblem[] {
  const strange = Object.keys(options).filter((key) => !isTrainingKey(key));
  if (strange.length > 0) return strange.map((field) => ({ field, message: `Unknown option: ${field}.` }));
  const checked = trainSpec.safeParse({ data: "manifest.csv", out: "run", ...options });
  if (!checked.success) {
    return checked.error.issues.map((issue) => ({
      field: issue.path.length > 0 ? String(issue.path[0]) : null,
      message: describeIssue(issue, options, (key) => `"${labelOf(key)}"`),
    }));
  }
  return [...problemsTogether(checked.data), ...problemsOfPattern(checked.data.byPattern)];
}

function problemsTogether(spec: Parameters<typeof refuseContradictions>[0]): TrainingProblem[] {
  try {
    refuseContradictions(spec);
    return [];
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    return [{ field: null, message: withoutFlags(`${error.message}. ${error.hint ?? ""}`.trim()) }];
  }
}

/** What is wrong with a pattern of groups. */
export function problemsOfPattern(pattern: string | undefined): TrainingProblem[] {
  if (pattern === undefined) return [];
  try {
    new RegExp(pattern, "u");
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ field: "byPattern", message: `"${labelOf("byPattern")}": ${reason}.` }];
  }
}

/** Without what is empty or has the default of the schema anyway; "3" becomes 3 where a number or a word is allowed. */
export function differing(options: GivenOptions, schema: SpecSchema<unknown> = trainSpec): GivenOptions {
  const fields = new Map(specFields(schema).map((field) => [field.key, field]));
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) => {
      const field = fields.get(key);
      const isNumber = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value);
      const meant = isNumber && (field?.mixed || field?.kind === "number") ? Number(value) : value;
      return meant === "" || meant === field?.default || (meant === false && field?.default === undefined)
        ? []
        : [[key, meant]];
    }),
  );
}
