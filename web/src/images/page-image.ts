import type { ImageList } from "../../../src/app/protocol/image-api.ts";
import type { PartName } from "../../../src/app/protocol/partition-api.ts";

/** One image of the workspace as the page has it. */
export interface PageImage {
  /** Position among all images. */
  readonly index: number;
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly label: string | null;
  readonly group: string | null;
  readonly part: PartName | null;
}

/** All images of the workspace. */
export interface PageImages {
  /** Sorted by path. */
  readonly images: readonly PageImage[];
  /** Sorted. */
  readonly labels: readonly string[];
  readonly groups: readonly string[];
  /** Further columns of the manifest. */
  readonly columns: readonly string[];
}

/** The rows of the columns that the server sends. */
export function decodeImages(list: ImageList): PageImages {
  const { folders, names, labels, groups, columns } = list;
  const images = names.map((name, index): PageImage => {
    const folder = folders[list.folderOf[index] ?? -1] ?? "";
    return {
      index,
      path: folder + name,
      name,
      label: labels[list.labelOf[index] ?? -1] ?? null,
      group: groups[list.groupOf[index] ?? -1] ?? null,
      part: parts[list.partOf[index] ?? -1] ?? null,
    };
  });
  return { images, labels, groups, columns };
}

const parts: readonly PartName[] = ["train", "val", "test"];
