/**
 * Colours that are told apart on light and dark grounds, also by those who do not see red and green alike (Okabe and Ito 2008,
 * and kin): those of the classes in all figures, on the page and in reports.
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
