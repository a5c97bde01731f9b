import { classColors } from "../../protocol/class-colors.ts";

/** The colour of a class in all figures; colours come again from the eleventh class on. */
export function classColor(label: number): string {
  return classColors[label % classColors.length] ?? classColors[0];
}

/** The same mixed with white: `share` of the colour stays. */
export function paler(color: string, share = 0.4): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((value) => Math.round(255 - share * (255 - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
