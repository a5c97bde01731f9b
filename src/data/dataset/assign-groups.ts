import { MorError } from "../../errors.ts";
import type { Candidate, Listing } from "./listing.ts";

export interface GroupOptions {
  /** Column of the manifest that names the group. */
  readonly by?: string | undefined;
  /** Expression whose first match in the path names the group. */
  readonly byPattern?: RegExp | string | undefined;
}

/**
 * Gives each image the group that a column or a pattern names; without either, groups stay as the listing has them.
 * A pattern names the group by its capture `group`, else by its first capture, else by the whole match. An image
 * without a group stands for itself.
 *
 * @throws MorError `usage` for both options at once, a column that is not there, or a pattern that is no expression
 * or matches no path.
 */
export function assignGroups(listing: Listing, options: GroupOptions): Listing {
  const { by, byPattern } = options;
  if (by !== undefined && byPattern !== undefined) {
    throw new MorError("usage", "Expected one way to group, got both a column and a pattern", {
      hint: "Give either by or byPattern.",
    });
  }
  if (by !== undefined) return withGroups(listing, columnReader(listing, by), `The column ${by}`);
  if (byPattern === undefined) return withGroups(listing, (candidate) => candidate.group, "The column group");
  const pattern = toPattern(byPattern);
  const grouped = withGroups(
    listing,
    ({ path }) => firstMatch(pattern, path),
    `The pattern ${pattern.source}`,
  );
  if (grouped.candidates.some((candidate) => candidate.group !== undefined)) return grouped;
  throw new MorError(
    "usage",
    `Expected the pattern ${pattern} to match a path, got no match (for example ${listing.candidates[0]?.path ?? "no path"})`,
    { hint: "The pattern is applied to the path below the data folder, with forward slashes." },
  );
}

/** Sets the groups and warns when only some images have one. */
function withGroups(
  listing: Listing,
  groupOf: (candidate: Candidate) => string | undefined,
  source: string,
): Listing {
  let without = 0;
  const candidates = listing.candidates.map((candidate): Candidate => {
    const { group: _, ...rest } = candidate;
    const group = groupOf(candidate)?.trim().normalize("NFC");
    if (group) return { ...rest, group };
    without++;
    return rest;
  });
  if (without === 0 || without === candidates.length) return { ...listing, candidates };
  const warning = `${source} gives no group to ${without} of ${candidates.length} images; each of these stands for itself.`;
  return { ...listing, candidates, warnings: [...listing.warnings, warning] };
}

function columnReader(listing: Listing, by: string): (candidate: Candidate) => string | undefined {
  const key = by.trim().normalize("NFC").toLowerCase();
  if (key === "group" && listing.candidates.some((candidate) => candidate.group !== undefined)) {
    return (candidate) => candidate.group;
  }
  const column = listing.columns.find((name) => name.toLowerCase() === key);
  if (column !== undefined) return (candidate) => candidate.columns[column];
  if (listing.manifest === undefined) {
    throw new MorError("usage", `Expected a manifest with the column ${by}, got a folder without one`, {
      hint: "Use a pattern on the paths instead (byPattern), or write a manifest.csv.",
    });
  }
  const got = listing.columns.length > 0 ? listing.columns.join(", ") : "no further column";
  throw new MorError("usage", `Expected the column ${by}, got ${got} (${listing.manifest})`, {
    hint: "Name one of the manifest's columns.",
  });
}

function toPattern(pattern: RegExp | string): RegExp {
  if (typeof pattern !== "string") return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    throw new MorError("usage", `Expected a regular expression, got ${pattern}`, {
      hint: 'For example "(plant\\d+)" takes plant07 from leaf/plant07_3.tif.',
      cause: error,
    });
  }
}

function firstMatch(pattern: RegExp, path: string): string | undefined {
  const match = pattern.exec(path);
  return match === null ? undefined : (match.groups?.group ?? match[1] ?? match[0]);
}
