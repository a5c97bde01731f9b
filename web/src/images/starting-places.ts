/** A folder that one can look around from. */
export interface StartingPlace {
  readonly path: string;
  readonly name: string;
}

/**
 * The folders that may be looked at, by what they are to the user: home, the workspace, the folder that it lies in; others
 * by their last names, and where two would be called the same, by their paths.
 */
export function startingPlaces(
  roots: readonly string[],
  workspace: string | undefined,
): readonly StartingPlace[] {
  const named = roots.map((path) => ({ path, name: nameOf(path, workspace) }));
  return named.map(({ path, name }) => ({
    path,
    name: named.filter((other) => other.name === name).length > 1 ? path : name,
  }));
}

/** Where systems keep the folders of their users. */
const home = /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\\Users\\[^\\]+)$/;

function nameOf(path: string, workspace: string | undefined): string {
  if (path === workspace) return "This workspace";
  if (workspace !== undefined && path === workspace.replace(/[\\/][^\\/]+$/, ""))
    return "Beside the workspace";
  if (home.test(path)) return "Home";
  return path.split(/[\\/]/).findLast(Boolean) ?? path;
}
