import type { Part, Sample } from "../../../data/dataset/dataset.ts";
import { MorError } from "../../../errors.ts";
import type { Effects } from "../effects.ts";
import { listRunData, openRunData } from "./folder/run-data.ts";
import type { RunRecord } from "./folder/run-record.ts";

/**
 * The part of a run that has an image, by the hash of its content; null when the images are not there any more.
 * Warns then, and when some of them are gone or changed: those cannot be found again by their content.
 * @throws MorError `cancelled`
 */
export async function seenImages(
  folder: string,
  record: RunRecord,
  effects: Effects,
): Promise<ReadonlyMap<string, Part> | null> {
  try {
    const { samples, hash, broken } = await openRunData(folder, record, { ...effects, warn: () => {} });
    if (hash !== record.data.hash) {
      // How many have another content is not known: the record has one hash for all of them.
      const lost = broken.length === 0 ? "Some" : `At least ${broken.length}`;
      const [images, are, they] =
        broken.length === 1 ? ["image", "is", "it is"] : ["images", "are", "they are"];
      effects.warn(
        `${lost} ${images} of the training ${are} gone or changed: whether ${they} among these cannot be told.`,
      );
    }
    return partsByContent(samples);
  } catch (error) {
    if (!(error instanceof MorError) || error.code === "cancelled") throw error;
    effects.warn("The images of the training are gone, so nobody can tell whether these are among them.");
    return null;
  }
}

/** An image that lies in several parts counts as one of that which spoils a score most. */
export function partsByContent(samples: readonly Sample[]): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  for (const wanted of ["test", "val", "train"] as const) {
    for (const { part, contentHash } of samples) {
      if (part === wanted && contentHash !== undefined) parts.set(contentHash, part);
    }
  }
  return parts;
}

/** Other pictures of a plant that the run has learnt from are not new either; only its name can tell. */
export async function warnOfSharedGroups(
  samples: readonly Sample[],
  folder: string,
  record: RunRecord,
  effects: Effects,
): Promise<void> {
  const groups = new Set(samples.flatMap(({ group }) => group ?? []));
  if (groups.size === 0) return;
  // Without its own table nothing is known of the run's images: seenImages has said so.
  const own = await listRunData(folder, record).catch((error: unknown) => {
    if (error instanceof MorError) return { samples: [] };
    throw error;
  });
  const learnt = new Set(own.samples.flatMap(({ part, group }) => (part === "test" ? [] : (group ?? []))));
  const shared = [...groups].filter((group) => learnt.has(group));
  const [first] = shared;
  if (first === undefined) return;
  effects.warn(
    shared.length === 1
      ? `The group ${first} is also the name of a group of the training: if it is the same, the score is too good.`
      : `The groups ${listed(shared)} are also names of groups of the training: if these are the same, the score is too good.`,
  );
}

function listed(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
