/** One hue from the page's ground to a strong tone; the figure on it has a contrast of at least 4.5. */
export function cellLook(
  share: number,
  scheme: "light" | "dark",
): { readonly background: string; readonly color: string } {
  const [tone, dark, light, turn] =
    scheme === "light" ? ["#0b5f59", "#000000", "#ffffff", 0.8] : ["#5dcba8", "#ffffff", "#000000", 0.55];
  // A mistake that is rare must still be seen.
  const mix = 0.08 + 0.92 * share;
  return {
    background: `color-mix(in srgb, ${tone} ${Math.round(100 * mix)}%, var(--mantine-color-body))`,
    color: mix > turn ? light : dark,
  };
}
