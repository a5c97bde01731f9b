import { z } from "zod";
import { MorError } from "../../errors.ts";
import { describeIssue } from "./spec-issue.ts";

/** A zod object schema whose fields carry a description and, where it helps, `meta({ unit, metavar })`. */
export type SpecSchema<Spec> = z.ZodType<Spec>;

/** One field of a spec: what help texts and option parsers need to know of it. */
export interface SpecField {
  readonly key: string;
  readonly kind: "text" | "number" | "flag" | "list";
  readonly description: string;
  readonly required: boolean;
  /** Also numbers are accepted, as in `number | "auto"`. */
  readonly mixed: boolean;
  readonly choices: readonly string[];
  readonly default?: unknown;
  readonly unit?: string;
  /** Name of the value in help texts: `FILE`, `N`. */
  readonly metavar?: string;
}

/** Checks values against a schema and fills in the defaults. `nameOf` turns a key into what the user wrote.
 * @throws MorError `usage` that names every wrong field. */
export function parseSpec<Spec>(
  schema: SpecSchema<Spec>,
  values: Readonly<Record<string, unknown>>,
  nameOf: (key: string) => string = (key) => key,
): Spec {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => describeIssue(issue, values, nameOf));
  throw new MorError("usage", [...new Set(sentences)].join(" "));
}

/** The fields of an object schema, in the order in which they were written. */
export function specFields(schema: SpecSchema<unknown>): readonly SpecField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).map(([key, property]) =>
    describeField(key, typeof property === "boolean" ? {} : property, required.includes(key)),
  );
}

type Property = z.core.JSONSchema.BaseSchema;

function describeField(key: string, property: Property, required: boolean): SpecField {
  const branches = property.anyOf?.filter((branch) => typeof branch !== "boolean") ?? [property];
  const kinds = branches.map((branch) => (typeof branch === "boolean" ? "text" : kindOf(branch)));
  const first = kinds[0] ?? "text";
  const kind = kinds.every((other) => other === first) ? first : "text";
  const { unit, metavar } = property;
  return {
    key,
    kind,
    description: property.description ?? "",
    required,
    mixed: kind === "text" && kinds.includes("number"),
    choices: branches.flatMap((branch) => (typeof branch === "boolean" ? [] : choicesOf(branch))),
    ...(property.default === undefined ? {} : { default: property.default }),
    ...(typeof unit === "string" ? { unit } : {}),
    ...(typeof metavar === "string" ? { metavar } : {}),
  };
}

function kindOf(property: Property): SpecField["kind"] {
  if (property.type === "integer" || property.type === "number") return "number";
  if (property.type === "boolean") return "flag";
  return property.type === "array" ? "list" : "text";
}

function choicesOf(property: Property): string[] {
  if (property.enum !== undefined) return property.enum.map(String);
  return property.const === undefined ? [] : [String(property.const)];
}
