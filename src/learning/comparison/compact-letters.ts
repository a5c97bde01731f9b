/**
 * Letters for a table: two models share a letter exactly when they were not found to differ.
 *
 * Insert and absorb of Piepho (2004), Journal of Computational and Graphical Statistics 13:456-466,
 * doi:10.1198/1061860043515. Letters run in the order of the models, so that the first has `a`; after `z` comes `aa`,
 * and letters of one model are then parted by commas.
 *
 * @param count number of models, best first.
 * @param differs whether models i < j were found to differ.
 */
export function compactLetters(count: number, differs: (i: number, j: number) => boolean): readonly string[] {
  let sets: (readonly number[])[] = [Array.from({ length: count }, (_, index) => index)];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (differs(i, j)) sets = absorb(sets.flatMap((members) => part(members, i, j)));
    }
  }
  sets.sort(compareMembers);
  const separator = sets.length > 26 ? "," : "";
  return Array.from({ length: count }, (_, index) =>
    sets.flatMap((members, set) => (members.includes(index) ? [letter(set)] : [])).join(separator),
  );
}

/** A set that holds both models becomes two: one without each. */
function part(members: readonly number[], i: number, j: number): (readonly number[])[] {
  if (!members.includes(i) || !members.includes(j)) return [members];
  return [members.filter((member) => member !== j), members.filter((member) => member !== i)];
}

/** Leaves out sets that lie within another. */
function absorb(sets: readonly (readonly number[])[]): (readonly number[])[] {
  return sets.filter((members, index) => {
    const within = (other: readonly number[]): boolean => members.every((member) => other.includes(member));
    return !sets.some(
      (other, at) => at !== index && within(other) && (other.length > members.length || at < index),
    );
  });
}

function compareMembers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((member, index) => member !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? Number.POSITIVE_INFINITY);
}

function letter(index: number): string {
  const own = String.fromCharCode(97 + (index % 26));
  return index < 26 ? own : `${letter(Math.floor(index / 26) - 1)}${own}`;
}
