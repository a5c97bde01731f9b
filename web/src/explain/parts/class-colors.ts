/** Colours that are told apart, also by those who do not see red and green alike (Okabe and Ito 2008, and kin); those of all figures. */
const palette = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#56b4e9",
  "#8c6d31",
  "#6a51a3",
  "#a6761d",
  "#666666",
] as const;

/** The colour of a class by its position; colours come again from the eleventh class on. */
export function classColor(index: number): string {
  return index < 0 ? "#8a8a8a" : (palette[index % palette.length] ?? palette[0]);
}

/** "chlo_enlarged" -> "chlo enlarged": may be broken where it does not fit. */
export function spoken(label: string): string {
  return label.replaceAll("_", " ");
}

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
