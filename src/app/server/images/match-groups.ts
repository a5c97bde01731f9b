import { createContext, Script } from "node:vm";
import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import { MorError } from "../../../errors.ts";
import type { GroupPatternPreview } from "../../protocol/image-api.ts";

/** Where in a path the group stands. */
export interface GroupMatch {
  readonly group: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The group that a pattern names in each path, as `assignGroups` finds it: the capture `group`, else the first capture,
 * else the whole match.
 *
 * @throws MorError `usage` for what is no expression, and for one that takes longer than `timeout` milliseconds: nested
 *   repetitions such as (a+)+ may take longer than anyone waits.
 */
export function matchGroups(
  pattern: string,
  paths: readonly string[],
  timeout = 2000,
): (GroupMatch | undefined)[] {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    throw new MorError("usage", `Expected a regular expression, got ${pattern}`, {
      hint: 'For example "(plant\\d+)" takes plant07 from leaf/plant07_3.tif.',
      cause: error,
    });
  }
  try {
    // Only a script that is run so can be stopped in the middle of a match.
    const found: unknown = script.runInContext(createContext({ pattern, paths: JSON.stringify(paths) }), {
      timeout,
    });
    // The script below makes one entry for each path.
    return (JSON.parse(String(found)) as (readonly [string, number, number] | null)[]).map((match) =>
      match === null || match[0].trim() === ""
        ? undefined
        : { group: match[0].trim().normalize("NFC"), start: match[1], end: match[2] },
    );
  } catch (error) {
    throw new MorError("usage", `Expected a pattern that is found quickly, got one that takes too long`, {
      hint: "Write it without a repetition inside another one, such as (a+)+.",
      cause: error,
    });
  }
}

const script = new Script(`
  const expression = new RegExp(pattern, "du");
  JSON.stringify(JSON.parse(paths).map((path) => {
    const match = expression.exec(path);
    if (match === null) return null;
    const named = match.groups?.group;
    if (named !== undefined) return [named, ...match.indices.groups.group];
    return match[1] === undefined ? [match[0], ...match.indices[0]] : [match[1], ...match.indices[1]];
  }))
`);

/** What a pattern would make of the paths: counts, the largest groups, and examples of all kinds. */
export function previewGroups(pattern: string, paths: readonly string[], limit: number): GroupPatternPreview {
  const empty = { matched: 0, total: paths.length, groups: [], groupCount: 0, examples: [] };
  if (pattern === "") return { ...empty, error: null };
  try {
    const matches = matchGroups(pattern, paths);
    const counts = new Map<string, number>();
    for (const match of matches) if (match) counts.set(match.group, (counts.get(match.group) ?? 0) + 1);
    const groups = [...counts].map(([name, images]) => ({ name, images }));
    groups.sort((a, b) => b.images - a.images || byCodePoint(a.name, b.name));
    return {
      error: null,
      matched: matches.filter((match) => match !== undefined).length,
      total: paths.length,
      groups: groups.slice(0, 200),
      groupCount: groups.length,
      examples: examplesOf(paths, matches, limit),
    };
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    return { ...empty, error: [error.message, error.hint].filter(Boolean).join(". ") };
  }
}

/** One image of each group first, then some without one. */
function examplesOf(
  paths: readonly string[],
  matches: readonly (GroupMatch | undefined)[],
  limit: number,
): GroupPatternPreview["examples"] {
  const seen = new Set<string>();
  const examples: GroupPatternPreview["examples"][number][] = [];
  const others: GroupPatternPreview["examples"][number][] = [];
  for (const [index, path] of paths.entries()) {
    const match = matches[index];
    if (match === undefined) {
      if (others.length < limit / 4) others.push({ path, group: null, start: 0, end: 0 });
    } else if (!seen.has(match.group) && examples.length < limit) {
      seen.add(match.group);
      examples.push({ path, ...match });
    }
  }
  return [...examples.slice(0, limit - others.length), ...others];
}
