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

/**
 * Gives images labels, or takes them away.
 * @throws MorError `input-missing` for an image that is not in the table; `usage` for a new label that differs from another
 *   in capitals alone, or has signs that are not seen.
 */
export function labelImages(images: Images, changes: readonly LabelChange[]): Changed {
  const labels = new Map(changes.map(({ path, label }) => [path, label === null ? "" : cleanWord(label)]));
  const known = changes.length < 100 ? undefined : new Set(images.map(({ path }) => path));
  for (const path of labels.keys()) {
    const isThere = known ? known.has(path) : images.some((image) => image.path === path);
    if (!isThere) throw notInTable(path);
  }
  const changed = mapImages(images, (image) => {
    const label = labels.get(image.path);
    return label === undefined || label === image.label ? image : { ...image, label };
  });
  checkNewLabels(images, changed.images);
  return changed;
}

/**
 * Gives all images of a class another label, which may be that of another class.
 * @throws MorError `usage` for a new label as above.
 */
export function renameLabel(images: Images, from: string, to: string): Changed {
  const old = from.normalize("NFC");
  const label = cleanWord(to);
  const changed = mapImages(images, (image) =>
    image.label === old && label !== old ? { ...image, label } : image,
  );
  checkNewLabels(images, changed.images);
  return changed;
}

/** Puts images into a group, or takes them out of theirs. @throws MorError `usage` for a name with signs that are not seen */
export function setGroup(images: Images, paths: readonly string[], group: string | null): Changed {
  const chosen = new Set(paths);
  const name = group === null ? undefined : cleanWord(group);
  if (name !== undefined && !images.some((image) => image.group === name)) refuseInvisible(name);
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

/** What a table has come with stays, and can be given to further images. */
function checkNewLabels(before: Images, after: Images): void {
  if (after === before) return;
  const known = new Set(before.map(({ label }) => label));
  const labels = [...new Set(after.map(({ label }) => label))];
  for (const label of labels.filter((one) => !known.has(one))) {
    refuseInvisible(label);
    // One slip of the shift key, and half of a class would be another.
    const look = label.toLowerCase();
    const twin = labels.find((other) => other !== label && other.toLowerCase() === look);
    if (twin === undefined) continue;
    throw new MorError("usage", `There is a class "${twin}" already: "${label}" differs in capitals alone`, {
      hint: `Choose "${twin}", or rename that class first.`,
    });
  }
}

/** As a manifest stores it: without spaces around it, in Unicode NFC, on one line. @throws MorError `usage` for nothing */
export function cleanWord(word: string): string {
  const clean = word.normalize("NFC").replaceAll(/\s+/g, " ").trim();
  if (clean !== "" && !/\p{Cc}/u.test(clean)) return clean;
  throw new MorError("usage", `Expected a name, got ${JSON.stringify(word)}`, {
    hint: "Write at least one letter or number.",
  });
}

/** Signs that are not seen make two names of one look, or turn the rest of a line around. */
function refuseInvisible(word: string): void {
  if (!/[\p{Cf}\p{Cs}]/u.test(word)) return;
  throw new MorError("usage", `Expected a name without invisible signs, got ${shownWord(word)}`, {
    hint: "Type it instead of pasting it.",
  });
}

/** JSON leaves marks of direction as they are. */
function shownWord(word: string): string {
  return JSON.stringify(word).replace(
    /\p{Cf}/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function notInTable(path: string): MorError {
  return new MorError("input-missing", `Expected an image of the workspace, got ${path}`, {
    hint: "It has been taken out of the table; reload the page.",
  });
}
