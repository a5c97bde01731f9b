import type { Part } from "../../../data/dataset/dataset.ts";
import type { TableImage } from "./image-table.ts";

const order: readonly Part[] = ["train", "val", "test"];

/**
 * Gives labelled images without a part the part of their group, else train, once other labelled images have parts: a
 * manifest has parts in all rows or in none, and nothing new may slip into what is scored. Of a group in several parts the
 * first of train, val and test counts. Without any part, or with
 * all, the images themselves are returned.
 */
export function givePartsToNew(images: readonly TableImage[]): readonly TableImage[] {
  const labelled = images.filter((image) => image.label !== "");
  const isCut = labelled.some((image) => image.part !== undefined);
  if (!isCut || labelled.every((image) => image.part !== undefined)) return images;
  const partsOfGroup = new Map<string, Set<Part>>();
  for (const { group, part } of labelled) {
    if (group === undefined || part === undefined) continue;
    const known = partsOfGroup.get(group) ?? new Set();
    partsOfGroup.set(group, known.add(part));
  }
  // A group that stands in several parts is a leak already; a further part would make it worse.
  const partOf = (group: string | undefined): Part =>
    (group !== undefined && order.find((part) => partsOfGroup.get(group)?.has(part))) || "train";
  return images.map((image) => {
    if (image.label === "" || image.part !== undefined) return image;
    return { ...image, part: partOf(image.group) };
  });
}
