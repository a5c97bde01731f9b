import { z } from "zod";

/** What a change of the table was about. */
export type ChangeKind =
  /** Null: the label was taken away. */
  | { readonly kind: "label"; readonly label: string | null }
  | { readonly kind: "labels" }
  | { readonly kind: "rename" | "merge"; readonly from: string; readonly to: string }
  /** Null: out of their group. */
  | { readonly kind: "group"; readonly group: string | null }
  | { readonly kind: "groups" }
  | { readonly kind: "add" }
  | { readonly kind: "remove" }
  | { readonly kind: "partition" }
  | { readonly kind: "no-partition" };

export const changeKind: z.ZodType<ChangeKind> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("label"), label: z.string().nullable() }),
  z.object({ kind: z.enum(["rename", "merge"]), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal("group"), group: z.string().nullable() }),
  z.object({ kind: z.enum(["labels", "groups", "add", "remove", "partition", "no-partition"]) }),
]);

/** A change in words that stand behind "Undo: ", such as "12 images labelled 'rod'". */
export function changeWords(change: ChangeKind, count: number): string {
  const images = count === 1 ? "1 image" : `${count.toLocaleString("en")} images`;
  switch (change.kind) {
    case "label":
      return change.label === null ? `label taken from ${images}` : `${images} labelled '${change.label}'`;
    case "labels":
      return `other labels for ${images}`;
    case "rename":
      return `class '${change.from}' renamed to '${change.to}'`;
    case "merge":
      return `class '${change.from}' merged into '${change.to}' (${images})`;
    case "group":
      return change.group === null
        ? `${images} taken out of their group`
        : `${images} put into group '${change.group}'`;
    case "groups":
      return `other groups for ${images}`;
    case "add":
      return `${images} added`;
    case "remove":
      return `${images} taken out of the table`;
    case "partition":
      return "partition kept";
    case "no-partition":
      return "partition forgotten";
  }
}
