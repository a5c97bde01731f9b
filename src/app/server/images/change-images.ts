import { columnSpellings, respellColumns } from "../../../data/dataset/write-manifest.ts";
import { MorError } from "../../../errors.ts";
import type { LabelChange } from "../../protocol/image-api.ts";
import type { TableImage } from "../workspace/image-table.ts";

type Images = readonly TableImage[];

/** What a change makes of the table, and how many images it has changed. */
export interface Changed {
  readonly images: Images;
  readonly changed: number;
}

/** Gives images labels, or takes them away. @throws MorError `input-missing` for an image that is not in the table */
export function labelImages(images: Images, changes: readonly LabelChange[]): Changed {
  const labels = new Map(changes.map(({ path, label }) => [path, label === null ? "" : cleanWord(label)]));
  const known = changes.length < 100 ? undefined : new Set(images.map(({ path }) => path));
  for (const path of labels.keys()) {
    const isThere = known ? known.has(path) : images.some((image) => image.path === path);
    if (!isThere) throw notInTable(path);
  }
  return mapImages(images, (image) => {
    const label = labels.get(image.path);
    return label === undefined || label === image.label ? image : { ...image, label };
  });
}

/** Gives all images of a class another label, which may be that of another class. */
export function renameLabel(images: Images, from: string, to: string): Changed {
  const old = from.normalize("NFC");
  const label = cleanWord(to);
  return mapImages(images, (image) => (image.label === old && label !== old ? { ...image, label } : image));
}

/** Puts images into a group, or takes them out of theirs. */
export function setGroup(images: Images, paths: readonly string[], group: string | null): Changed {
  const chosen = new Set(paths);
  const name = group === null ? undefined : cleanWord(group);
  return mapImages(images, (image) => (chosen.has(image.path) ? withGroup(image, name) : image));
}

/** Gives each image the group that `groupOf` says; none where that is empty. */
export function regroup(images: Images, groupOf: (image: TableImage) => string | undefined): Changed {
  return mapImages(images, (image) => withGroup(image, groupOf(image)?.trim().normalize("NFC")));
}

/** Takes images out of the table. */
export function removeImages(images: Images, paths: readonly string[]): Changed {
  const gone = new Set(paths);
  const left = images.filter(({ path }) => !gone.has(path));
  const changed = images.length - left.length;
  return { images: changed === 0 ? images : left, changed };
}

/**
 * Takes new images in. One that is there keeps what it has, and gets a label only if it had none. Parts that the new ones
 * come with do not count beside labelled images that have none: a partition is of all images.
 */
export function addImages(images: Images, added: Images): Changed & { readonly known: number } {
  const labelledBefore = images.filter(({ label }) => label !== "");
  const keepParts = labelledBefore.length === 0 || labelledBefore.some(({ part }) => part !== undefined);
  const spellings = columnSpellings([...images, ...added]);
  const fresh = (keepParts ? added : clearParts(added).images).map((image) => ({
    ...image,
    columns: respellColumns(image.columns, spellings),
  }));
  const byPath = new Map(images.map((image) => [image.path, image]));
  let known = 0;
  let labelled = 0;
  for (const image of fresh) {
    const old = byPath.get(image.path);
    if (old) known++;
    if (old === undefined) byPath.set(image.path, image);
    else if (old.label === "" && image.label !== "") {
      byPath.set(image.path, { ...image, group: old.group ?? image.group });
      labelled++;
    }
  }
  const changed = byPath.size - images.length;
  const isNew = changed + labelled > 0;
  return { images: isNew ? [...byPath.values()] : images, changed, known };
}

/** Takes all parts away. */
export function clearParts(images: Images): Changed {
  return mapImages(images, (image) => {
    if (image.part === undefined) return image;
    const { part: _, ...rest } = image;
    return rest;
  });
}

function mapImages(images: Images, change: (image: TableImage) => TableImage): Changed {
  let changed = 0;
  const next = images.map((image) => {
    const made = change(image);
    if (made !== image) changed++;
    return made;
  });
  return { images: changed === 0 ? images : next, changed };
}

function withGroup(image: TableImage, group: string | undefined): TableImage {
  if ((image.group ?? "") === (group ?? "")) return image;
  const { group: _, ...rest } = image;
  return group ? { ...rest, group } : rest;
}

/** As a manifest stores it: without spaces around it, in Unicode NFC, on one line. @throws MorError `usage` for nothing */
export function cleanWord(word: string): string {
  const clean = word.normalize("NFC").replaceAll(/\s+/g, " ").trim();
  if (clean !== "" && !/\p{Cc}/u.test(clean)) return clean;
  throw new MorError("usage", `Expected a name, got ${JSON.stringify(word)}`, {
    hint: "Write at least one letter or number.",
  });
}

function notInTable(path: string): MorError {
  return new MorError("input-missing", `Expected an image of the workspace, got ${path}`, {
    hint: "It has been taken out of the table; reload the page.",
  });
}
