import { createTheme, type MantineColorsTuple, type MantineThemeOverride } from "@mantine/core";

/** The green of a fluorescent protein, dark enough at 7 for text on white. */
const leaf: MantineColorsTuple = [
  "#e9faf5",
  "#d6f2e9",
  "#aee5d3",
  "#82d7bc",
  "#5dcba8",
  "#45c49b",
  "#2fb88d",
  "#0f766e",
  "#0b5f59",
  "#074842",
];

export const theme: MantineThemeOverride = createTheme({
  primaryColor: "leaf",
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  colors: { leaf },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  headings: { fontWeight: "650" },
  focusRing: "auto",
  respectReducedMotion: true,
});
