/** 0.982 -> "98.2 %"; never "100.0 %" for less than all. */
export function percent(share: number, digits = 1): string {
  const rounded = Number((100 * share).toFixed(digits));
  const most = 100 - 10 ** -digits;
  return `${(share < 1 && rounded > most ? most : rounded).toFixed(digits)} %`;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
