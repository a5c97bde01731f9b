import type { z } from "zod";

type Issue = z.core.$ZodIssue;
type Values = Readonly<Record<string, unknown>>;

/** A zod issue as a sentence "Expected X to be Y, got Z." */
export function describeIssue(issue: Issue, values: Values, nameOf: (key: string) => string): string {
  const [key, ...rest] = issue.path.map(String);
  if (key === undefined) {
    if (issue.code === "unrecognized_keys") return `Unknown: ${issue.keys.map(nameOf).join(", ")}.`;
    return fullSentence(issue.message);
  }
  const name = rest.length === 0 ? nameOf(key) : `${nameOf(key)}[${rest.join(".")}]`;
  const value = valueAt(values, issue.path);
  if (value === undefined) return `Expected ${name}, got nothing.`;
  const wanted = expectation(issue);
  return wanted === undefined
    ? fullSentence(`${name}: ${issue.message}`)
    : `Expected ${name} to be ${wanted}, got ${JSON.stringify(value) ?? String(value)}.`;
}

function expectation(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? `a ${issue.expected}`;
    case "invalid_value":
      return oneOf(issue.values.map(String));
    case "too_small": {
      if (issue.origin === "string") return "a text that is not empty";
      if (issue.origin === "array") return `a list of at least ${issue.minimum}`;
      return issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`;
    }
    case "too_big": {
      if (issue.origin === "array") return `a list of at most ${issue.maximum}`;
      return issue.inclusive === false ? `less than ${issue.maximum}` : `at most ${issue.maximum}`;
    }
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_format":
      // A schema with `regex` gives what is expected as its `error`.
      return issue.message;
    case "invalid_union":
      return expectedOfUnion(issue.errors);
    default:
      return undefined;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
};

function expectedOfUnion(branches: readonly (readonly Issue[])[]): string | undefined {
  const wanted = branches.flatMap((issues) => issues.map(expectation));
  const known = wanted.filter((text) => text !== undefined);
  return known.length === 0 ? undefined : oneOf([...new Set(known)]);
}

function oneOf(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? "absent")
    : `${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`;
}

function valueAt(values: Values, path: readonly PropertyKey[]): unknown {
  let value: unknown = values;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function fullSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
