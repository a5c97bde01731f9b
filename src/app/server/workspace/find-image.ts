import type { TableImage } from "./image-table.ts";

export type FindImage = (path: string) => TableImage | undefined;

const known = new WeakMap<readonly TableImage[], FindImage>();

/**
 * Finds images of a table by their path in whatever Unicode form: the table has names as the disk has them, and runs and
 * checks have them in NFC. The very path counts first, since a disk may have both.
 */
export function findImage(images: readonly TableImage[]): FindImage {
  const made = known.get(images) ?? makeIndex(images);
  known.set(images, made);
  return made;
}

function makeIndex(images: readonly TableImage[]): FindImage {
  const byPath = new Map<string, TableImage>();
  for (const image of images) byPath.set(image.path.normalize("NFC"), image);
  for (const image of images) byPath.set(image.path, image);
  return (path) => byPath.get(path) ?? byPath.get(path.normalize("NFC"));
}
