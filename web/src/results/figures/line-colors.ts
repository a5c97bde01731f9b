/** Colours that people with any kind of colour vision tell apart, on white and on black (after Okabe and Ito, 2008). */
const hues = [
  "#0b84b8",
  "#d9691c",
  "#1a9e74",
  "#c0609b",
  "#8a7fd6",
  "#b58a00",
  "#5b9bd5",
  "#a0522d",
] as const;
const dashes = ["", "6 3", "2 3"] as const;

export interface LineLook {
  readonly color: string;
  /** Of an SVG stroke; empty for a whole line. */
  readonly dash: string;
}

/** The look of one line of several; after eight colours come broken lines. */
export function lineLook(index: number): LineLook {
  return {
    color: hues[index % hues.length] ?? hues[0],
    dash: dashes[Math.floor(index / hues.length) % dashes.length] ?? "",
  };
}
