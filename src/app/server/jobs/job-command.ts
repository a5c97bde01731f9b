import type { JobKind } from "../../protocol/job.ts";
import { commandLine } from "../../tasks/run/folder/command-line.ts";
import { type SpecSchema, specFields } from "../../tasks/spec.ts";

/** The line that does the same in a terminal whose working folder is the workspace; what is as by default is left out. */
export function jobCommand(
  kind: JobKind,
  schema: SpecSchema<unknown>,
  spec: Readonly<Record<string, unknown>>,
  positionals: readonly string[],
): string {
  const defaults = new Map(specFields(schema).map((field) => [field.key, field.default]));
  const chosen = Object.entries(spec).filter(([key, value]) => !isEqual(value, defaults.get(key)));
  return commandLine(kind, Object.fromEntries(chosen), positionals);
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
