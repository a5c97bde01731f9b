import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import type { ImageList } from "../../protocol/image-api.ts";
import type { TableImage } from "../workspace/image-table.ts";

/** The table as the page gets it: columns of numbers, and each folder, label and group once. */
export function toImageList(images: readonly TableImage[], revision: number): ImageList {
  const folders = new Index();
  const labels = sortedIndex(images, ({ label }) => label);
  const groups = sortedIndex(images, ({ group }) => group ?? "");
  const columns = new Set<string>();
  const list = {
    names: [] as string[],
    folderOf: [] as number[],
    labelOf: [] as number[],
    groupOf: [] as number[],
    partOf: [] as number[],
  };
  for (const image of images) {
    const cut = image.path.lastIndexOf("/") + 1;
    list.folderOf.push(folders.of(image.path.slice(0, cut)));
    list.names.push(image.path.slice(cut));
    list.labelOf.push(labels.of(image.label));
    list.groupOf.push(groups.of(image.group ?? ""));
    list.partOf.push(image.part === undefined ? -1 : partNames.indexOf(image.part));
    for (const column in image.columns) columns.add(column);
  }
  return {
    revision,
    folders: folders.words,
    labels: labels.words,
    groups: groups.words,
    columns: [...columns].sort(byCodePoint),
    ...list,
  };
}

export const partNames = ["train", "val", "test"] as const;

/** Words in the order in which they came; the empty word is none of them. */
class Index {
  readonly words: string[] = [];
  readonly #positions = new Map<string, number>();

  of(word: string): number {
    const known = this.#positions.get(word);
    if (known !== undefined) return known;
    this.#positions.set(word, this.words.length);
    this.words.push(word);
    return this.words.length - 1;
  }
}

function sortedIndex(
  images: readonly TableImage[],
  wordOf: (image: TableImage) => string,
): { readonly words: readonly string[]; readonly of: (word: string) => number } {
  const words = [...new Set(images.map(wordOf))].filter((word) => word !== "").sort(byCodePoint);
  const positions = new Map(words.map((word, index) => [word, index]));
  return { words, of: (word) => positions.get(word) ?? -1 };
}
