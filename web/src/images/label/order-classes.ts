/**
 * The classes in the order of their keys and colours: those that were there keep their places, also while no image has
 * them, and what is new comes after them. `held` itself when nothing is new.
 */
export function orderClasses(
  held: readonly string[],
  known: readonly string[],
  added: readonly string[],
): readonly string[] {
  const all = new Set([...held, ...known, ...added]);
  return all.size === held.length ? held : [...all];
}

/** A class under another name, in its place; one that has the name already takes it in. */
export function renameClass(classes: readonly string[], from: string, to: string): readonly string[] {
  if (classes.includes(to)) return from === to ? classes : classes.filter((name) => name !== from);
  return classes.map((name) => (name === from ? to : name));
}
