/** A place of a table: row and column. */
export type Place = readonly [row: number, column: number];

const steps: Readonly<Record<string, Place>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/**
 * The next cell that can be chosen in the direction of an arrow key, or the first or last of the row for Home and End;
 * undefined for other keys and at the edge.
 */
export function nextCell(
  canChoose: (place: Place) => boolean,
  size: number,
  [row, column]: Place,
  key: string,
): Place | undefined {
  if (key === "Home" || key === "End") {
    const columns = [...Array(size).keys()].filter((other) => canChoose([row, other]));
    const found = key === "Home" ? columns[0] : columns.at(-1);
    return found === undefined ? undefined : [row, found];
  }
  const step = steps[key];
  if (step === undefined) return undefined;
  const [down, across] = step;
  for (
    let [y, x] = [row + down, column + across];
    y >= 0 && x >= 0 && y < size && x < size;
    y += down, x += across
  ) {
    if (canChoose([y, x])) return [y, x];
    // A row may have nothing in this very column: the nearest of the row is taken.
    if (down !== 0) {
      const near = [...Array(size).keys()]
        .filter((other) => canChoose([y, other]))
        .sort((a, b) => Math.abs(a - x) - Math.abs(b - x))[0];
      if (near !== undefined) return [y, near];
    }
  }
  return undefined;
}
