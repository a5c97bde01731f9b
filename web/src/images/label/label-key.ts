/** What a key asks of the labels. */
export type LabelCommand =
  | { readonly kind: "undo" | "redo" }
  /** Null takes the label away. */
  | { readonly kind: "label"; readonly label: string | null }
  /** A number behind which no class stands. */
  | { readonly kind: "no-class"; readonly words: string };

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The keys of labels, the same in the grid and in the viewer; undefined for all that belong to the browser. */
export function labelKey(press: KeyPress, labels: readonly string[]): LabelCommand | undefined {
  const key = press.key.toLowerCase();
  if (press.altKey) return undefined;
  if (press.ctrlKey || press.metaKey) {
    if (key === "z") return { kind: press.shiftKey ? "redo" : "undo" };
    return key === "y" ? { kind: "redo" } : undefined;
  }
  if (key === "0" || key === "delete") return { kind: "label", label: null };
  if (!/^[1-9]$/.test(key)) return undefined;
  const label = labels[Number(key) - 1];
  return label === undefined
    ? { kind: "no-class", words: noClassWords(key, labels.length) }
    : { kind: "label", label };
}

function noClassWords(key: string, classes: number): string {
  if (classes === 0) return "There are no classes yet: make one first, below the grid";
  return `No class has the key ${key}: there ${classes === 1 ? "is one" : `are ${classes}`}`;
}
