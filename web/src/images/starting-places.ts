/** A folder that one can look around from. */
export interface StartingPlace {
  readonly path: string;
  readonly name: string;
}

/** The folders that may be looked at, by their last names; where two have the same, by their paths. */
export function startingPlaces(
  roots: readonly string[],
  workspace: string | undefined,
): readonly StartingPlace[] {
  const named = roots.map((path) => ({ path, name: path.split(/[\\/]/).findLast(Boolean) ?? path }));
  return named.map(({ path, name }) => {
    if (path === workspace) return { path, name: "This workspace" };
    return { path, name: named.filter((other) => other.name === name).length > 1 ? path : name };
  });
}
