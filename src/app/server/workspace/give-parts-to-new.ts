import type { Part } from "../../../data/dataset/dataset.ts";
import type { TableImage } from "./image-table.ts";

/**
 * Gives labelled images without a part the part of their group, else train, once other labelled images have parts: a
 * manifest has parts in all rows or in none, and nothing new may slip into what is scored. Without any part, or with
 * all, the images themselves are returned.
 */
export function givePartsToNew(images: readonly TableImage[]): readonly TableImage[] {
  const labelled = images.filter((image) => image.label !== "");
  const isCut = labelled.some((image) => image.part !== undefined);
  if (!isCut || labelled.every((image) => image.part !== undefined)) return images;
  const partOfGroup = new Map<string, Part>();
  for (const { group, part } of labelled) {
    // A group that stands in several parts is a leak already; train makes it no worse.
    if (group !== undefined && part !== undefined) {
      partOfGroup.set(group, (partOfGroup.get(group) ?? part) === part ? part : "train");
    }
  }
  return images.map((image) => {
    if (image.label === "" || image.part !== undefined) return image;
    return { ...image, part: (image.group !== undefined && partOfGroup.get(image.group)) || "train" };
  });
}
