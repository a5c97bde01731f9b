/**
 * Colours that are told apart in light and dark, also by those who do not see red and green alike (Okabe and Ito 2008, and
 * kin); those of all figures, in the page and in reports.
 */
export const classColors = [
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

/** The colour of a class by its position among the sorted labels; grey for none (-1). They come again from the eleventh on. */
export function classColor(index: number): string {
  return index < 0 ? "#8a8a8a" : (classColors[index % classColors.length] ?? classColors[0]);
}
