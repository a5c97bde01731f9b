export type Theme = "light" | "dark";

/**
 * The colours of each theme; the style sheet declares them as `--name`. Lines and bars follow Okabe and Ito (2008), which
 * readers with any colour vision can tell apart; the `Text` variants are darkened or lightened to at least 4.5:1.
 */
export const palette: Readonly<Record<Theme, Readonly<Record<ColorName, string>>>> = {
  light: {
    paper: "#ffffff",
    panel: "#f6f6f4",
    ink: "#1c1c1c",
    muted: "#5f5f5f",
    axis: "#7a7a7a",
    line: "#dcdcd9",
    blue: "#0072b2",
    blueText: "#00639c",
    vermilion: "#d55e00",
    vermilionText: "#a84a00",
    green: "#009e73",
    greenText: "#007354",
    reference: "#a3a3a3",
  },
  dark: {
    paper: "#15171a",
    panel: "#1e2125",
    ink: "#e9e9e6",
    muted: "#a9adb2",
    axis: "#868b91",
    line: "#33373c",
    blue: "#56b4e9",
    blueText: "#7cc5ef",
    vermilion: "#e69f00",
    vermilionText: "#f0b53a",
    green: "#1fb58a",
    greenText: "#4fcba6",
    reference: "#767b81",
  },
};

export type ColorName =
  | "paper"
  | "panel"
  | "ink"
  | "muted"
  | "axis"
  | "line"
  | "blue"
  | "blueText"
  | "vermilion"
  | "vermilionText"
  | "green"
  | "greenText"
  | "reference";

/** A colour that follows the reader's theme, for CSS and SVG. */
export function color(name: ColorName): string {
  return `var(--${name})`;
}

/** WCAG 2.2 contrast of two `#rrggbb` colours: 1 to 21. */
export function contrastRatio(first: string, second: string): number {
  const [dark = 0, light = 0] = [relativeLuminance(first), relativeLuminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function relativeLuminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
