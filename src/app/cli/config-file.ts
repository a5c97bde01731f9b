import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { MorError } from "../../errors.ts";
import { nearest } from "../tasks/nearest.ts";

/** Reads options from a YAML mapping whose keys are the long names in camelCase; an empty file gives none.
 * @throws MorError `input-missing` for a file that cannot be read, `usage` for broken YAML and unknown keys. */
export function readConfig(path: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return parseConfig(readText(path), path, keys);
}

/** The pure part of `readConfig`; `path` is for messages. */
export function parseConfig(
  text: string,
  path: string,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  const document = parseDocument(text.replace(/^\uFEFF/, ""));
  const [broken] = document.errors;
  if (broken) {
    throw new MorError("usage", `Expected ${path} to be YAML, got: ${broken.message.trim()}`, { path });
  }
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return {};
  if (typeof content !== "object" || Array.isArray(content)) {
    throw new MorError("usage", `Expected ${path} to hold lines such as "seed: 1", got something else.`, {
      hint: 'Write every option by its long name in camelCase, as in "learningRate: 0.001".',
      path,
    });
  }
  for (const key of Object.keys(content)) {
    if (!keys.includes(key)) throw unknownKey(key, path, keys);
  }
  return { ...content };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new MorError("input-missing", `Expected a configuration file, got nothing readable at ${path}.`, {
      hint: "Check the path given to --config.",
      path,
      cause,
    });
  }
}

function unknownKey(key: string, path: string, keys: readonly string[]): MorError {
  const camelCase = key.replace(/[-_ ]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  const meant = keys.includes(camelCase) ? camelCase : nearest(camelCase, keys);
  const hint = meant === undefined ? `Known keys: ${keys.join(", ")}.` : `Did you mean "${meant}"?`;
  return new MorError("usage", `Expected ${path} to hold options of this command, got "${key}".`, {
    hint,
    path,
  });
}
