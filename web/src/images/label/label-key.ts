/** What a key asks of the labels. */
export type LabelCommand =
  | { readonly kind: "undo" | "redo" }
  /** Null takes the label away. */
  | { readonly kind: "label"; readonly label: string | null };

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
  const label = /^[1-9]$/.test(key) ? labels[Number(key) - 1] : undefined;
  return label === undefined ? undefined : { kind: "label", label };
}
