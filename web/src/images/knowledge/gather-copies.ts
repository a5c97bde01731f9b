/**
 * Images that stand in pairs, and the name that they share with all that are bound to them by further pairs: the first path
 * among them.
 */
export function gatherCopies(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const above = new Map<string, string>();
  const firstOf = (path: string): string => {
    let first = path;
    for (let next = above.get(first); next !== undefined && next !== first; next = above.get(first))
      first = next;
    above.set(path, first); // the way is short the next time
    return first;
  };
  for (const pair of pairs) {
    const [a, b] = [firstOf(pair[0]), firstOf(pair[1])];
    if (a < b) above.set(b, a);
    else above.set(a, b);
  }
  return new Map([...above.keys()].map((path) => [path, firstOf(path)]));
}
