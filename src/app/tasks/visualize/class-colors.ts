/** Colours that are told apart, also by those who do not see red and green alike (Okabe and Ito 2008, and paler kin). */
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

/** The colour of a class in all figures; colours come again from the eleventh class on. */
export function classColor(label: number): string {
  return palette[label % palette.length] ?? palette[0];
}

/** The same mixed with white: `share` of the colour stays. */
export function paler(color: string, share = 0.4): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((value) => Math.round(255 - share * (255 - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
