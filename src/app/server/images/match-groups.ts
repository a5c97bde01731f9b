import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import { MorError } from "../../../errors.ts";
import type { GroupPatternPreview } from "../../protocol/image-api.ts";
import { findMatches, type MatchLimits } from "./find-matches.ts";

/** An image that is to get a group; without a label it is of no class. */
export interface GroupedImage {
  readonly path: string;
  readonly label: string;
}

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
 * @throws MorError `usage` for what is no expression, and for one that takes too long; `cancelled`.
 */
export async function matchGroups(
  pattern: string,
  paths: readonly string[],
  limits: MatchLimits = {},
): Promise<readonly (GroupMatch | undefined)[]> {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    throw new MorError("usage", `Expected a regular expression, got ${pattern}`, {
      hint: 'For example "(plant\\d+)" takes plant07 from leaf/plant07_3.tif.',
      cause: error,
    });
  }
  const places = await findMatches(pattern, paths, limits);
  return places.map((place, index) => {
    const group = place && paths[index]?.slice(place.start, place.end).trim().normalize("NFC");
    return group ? { group, ...place } : undefined;
  });
}

/** What a pattern would make of the paths: counts, the largest groups, those of several classes, and examples of all kinds. */
export async function previewGroups(
  pattern: string,
  images: readonly GroupedImage[],
  limit: number,
  signal?: AbortSignal,
): Promise<GroupPatternPreview> {
  const paths = images.map(({ path }) => path);
  const empty = {
    matched: 0,
    total: paths.length,
    groups: [],
    groupCount: 0,
    mixed: { count: 0, examples: [] },
    examples: [],
  };
  if (pattern === "") return { ...empty, error: null };
  try {
    const matches = await matchGroups(pattern, paths, { signal });
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
      mixed: mixedGroups(images, matches),
      examples: examplesOf(paths, matches, limit),
    };
  } catch (error) {
    if (!(error instanceof MorError) || error.code === "cancelled") throw error;
    return { ...empty, error: [error.message, error.hint].filter(Boolean).join(". ") };
  }
}

const mixedShown = 8;

function mixedGroups(
  images: readonly GroupedImage[],
  matches: readonly (GroupMatch | undefined)[],
): GroupPatternPreview["mixed"] {
  const labelsOf = new Map<string, Set<string>>();
  for (const [index, { label }] of images.entries()) {
    const match = matches[index];
    if (match === undefined || label === "") continue;
    labelsOf.set(match.group, (labelsOf.get(match.group) ?? new Set()).add(label));
  }
  const mixed = [...labelsOf].filter(([, labels]) => labels.size > 1);
  mixed.sort(([a, one], [b, other]) => other.size - one.size || byCodePoint(a, b));
  return {
    count: mixed.length,
    examples: mixed
      .slice(0, mixedShown)
      .map(([name, labels]) => ({ name, labels: [...labels].sort(byCodePoint) })),
  };
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
