/** Hues that are told apart in light and dark, also by most who see colours otherwise. */
const hues = ["blue", "orange", "teal", "grape", "yellow", "cyan", "red", "lime", "indigo", "pink"] as const;

/** The colour of a class, by its position among the sorted labels, as a CSS value; grey for none (-1). */
export function classColor(index: number): string {
  if (index < 0) return "var(--mantine-color-gray-5)";
  const shade = index < hues.length ? 6 : 4;
  return `var(--mantine-color-${hues[index % hues.length]}-${shade})`;
}
