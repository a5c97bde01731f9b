/** A group that a pattern would make of images of several classes. */
export interface MixedGroup {
  readonly group: string;
  /** Two or more, sorted. */
  readonly labels: readonly string[];
}

interface LabelledPath {
  readonly path: string;
  readonly label: string | null;
}

/**
 * The groups of a pattern that hold several classes, most classes first. Groups are found as the server finds them: the
 * capture `group`, else the first capture, else the whole match. Only for patterns that the server has found to be quick.
 */
export function mixedGroups(pattern: string, images: readonly LabelledPath[]): readonly MixedGroup[] {
  const expression = new RegExp(pattern, "u");
  const labelsOf = new Map<string, Set<string>>();
  for (const { path, label } of images) {
    const match = label === null ? null : expression.exec(path);
    const group = (match?.groups?.group ?? match?.[1] ?? match?.[0] ?? "").trim().normalize("NFC");
    if (label === null || group === "") continue;
    const known = labelsOf.get(group) ?? new Set();
    labelsOf.set(group, known.add(label));
  }
  return [...labelsOf]
    .filter(([, labels]) => labels.size > 1)
    .map(([group, labels]) => ({ group, labels: [...labels].sort() }))
    .sort(
      (a, b) => b.labels.length - a.labels.length || a.group.localeCompare(b.group, "en", { numeric: true }),
    );
}
