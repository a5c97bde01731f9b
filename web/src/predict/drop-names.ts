/** A file, and the folder that it was dropped with. */
export interface NamedFile {
  readonly name: string;
  readonly folder: string | null;
}

/**
 * The names under which dropped files are kept in one folder: their own; with their folder or a number where another file
 * has that name already, whatever its case.
 */
export function dropNames(files: readonly NamedFile[]): readonly string[] {
  const taken = new Set<string>();
  return files.map(({ name, folder }) => {
    const plain = folder === null ? name : `${folder}_${name}`;
    const numbered = (number: number): string => plain.replace(/(\.[^.]*)?$/, `-${number}$1`);
    const isFree = (other: string): boolean => !taken.has(other.toLowerCase());
    let chosen = [name, plain].find(isFree);
    for (let number = 2; chosen === undefined; number++) {
      if (isFree(numbered(number))) chosen = numbered(number);
    }
    taken.add(chosen.toLowerCase());
    return chosen;
  });
}
