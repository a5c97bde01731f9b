import { MorError } from "../../errors.ts";
import type { Effects, Task } from "../tasks/effects.ts";
import { parseSpec, type SpecField, type SpecSchema, specFields } from "../tasks/spec.ts";

/** What a file of `commands/` says of its command; options, defaults and checks all come from the spec. */
export interface CommandDefinition<Spec, Result> {
  readonly spec: SpecSchema<Spec>;
  readonly task: Task<Spec, Result>;
  /** Keys of the spec that are given by position, in order; a list takes all that is left. */
  readonly positionals: readonly string[];
  /** At least one: what to type, and what for. */
  readonly examples: readonly Example[];
  /** The result as text for people, without a line end; `--json` prints the result itself. */
  readonly print: (result: Result) => string;
  /** What is missing from a result that is printed all the same: the command then exits as failed. */
  readonly shortfall?: (result: Result) => MorError | undefined;
}

interface Example {
  readonly purpose: string;
  readonly line: string;
}

/** A command with its spec and result types closed over. */
export interface Command {
  readonly fields: readonly SpecField[];
  readonly positionals: readonly SpecField[];
  readonly examples: readonly Example[];
  readonly execute: (given: GivenValues, effects: Effects) => Promise<Outcome>;
}

/** What the user wrote: the command line wins over the configuration file. */
export interface GivenValues {
  readonly line: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly configPath?: string;
}

interface Outcome {
  readonly json: unknown;
  readonly text: () => string;
  readonly shortfall?: MorError | undefined;
}

/** Makes a command of its definition. */
export function defineCommand<Spec, Result>(definition: CommandDefinition<Spec, Result>): Command {
  const fields = specFields(definition.spec);
  const positionals = definition.positionals.map((key) => {
    const field = fields.find((candidate) => candidate.key === key);
    if (field === undefined) throw new TypeError(`The spec has no field "${key}" for a positional argument.`);
    return field;
  });
  return {
    fields,
    positionals,
    examples: definition.examples,
    execute: async (given, effects) => {
      const values = { ...given.config, ...given.line };
      const spec = parseGiven(definition.spec, values, (key) => spokenName(key, given, positionals));
      const result = await definition.task(spec, effects).catch((error: unknown) => {
        throw withFlags(error, fields);
      });
      const shortfall = definition.shortfall?.(result);
      return { json: result, text: () => definition.print(result), shortfall };
    },
  };
}

/** The library hints at options as "(maxBroken)" or "(assigned: ignore)"; here they are `--max-broken` and `--assigned ignore`. */
function withFlags(error: unknown, fields: readonly SpecField[]): unknown {
  if (!(error instanceof MorError) || error.hint === undefined) return error;
  const hint = error.hint.replace(/\((\w+)(?:: (\w+))?\)/g, (whole, key: string, value?: string) => {
    if (!fields.some((field) => field.key === key)) return whole;
    return `(${flagOf(key)}${value === undefined ? "" : ` ${value}`})`;
  });
  if (hint === error.hint) return error;
  return new MorError(error.code, error.message, {
    hint,
    cause: error,
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    ...(error.path === undefined ? {} : { path: error.path }),
  });
}

/** `imagesPerClass` -> `--images-per-class`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `DATA` for the key `data` of a positional argument. */
export function metavarOf(field: SpecField): string {
  return field.metavar ?? field.key.replace(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase();
}

function parseGiven<Spec>(
  schema: SpecSchema<Spec>,
  values: Readonly<Record<string, unknown>>,
  nameOf: (key: string) => string,
): Spec {
  try {
    return parseSpec(schema, values, nameOf);
  } catch (error) {
    if (!(error instanceof MorError) || error.hint !== undefined) throw error;
    const hint = "Add --help to see the options and examples of this command.";
    throw new MorError(error.code, error.message, { hint, cause: error });
  }
}

function spokenName(key: string, given: GivenValues, positionals: readonly SpecField[]): string {
  if (!(key in given.line) && key in given.config) return `"${key}" in ${given.configPath ?? "the config"}`;
  const positional = positionals.find((field) => field.key === key);
  return positional === undefined ? flagOf(key) : metavarOf(positional);
}
