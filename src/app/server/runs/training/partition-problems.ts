import { byCodePoint } from "../../../../data/dataset/code-point-order.ts";
import type { Part } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import type { GivenOptions } from "../../../protocol/run/run-api.ts";
import type { TrainingProblem } from "../../../protocol/run/training-document.ts";
import { matchGroups } from "../../images/match-groups.ts";
import { cutImages } from "../../partition/preview-partition.ts";
import type { TableImage } from "../../workspace/image-table.ts";
import { withoutFlags } from "./training-options.ts";

/**
 * Why training could not cut the images, or keep the partition that they have, without opening any: groups that it tears
 * apart, images in no part, classes with too few groups. None where there is nothing to cut yet.
 *
 * @param options of training that fit its schema.
 */
export function partitionProblems(
  images: readonly TableImage[],
  options: GivenOptions,
): Promise<readonly TrainingProblem[]> {
  const { assigned, allowLeak, by, byPattern, ratio, seed } = options;
  const key = JSON.stringify([assigned, allowLeak, by, byPattern, ratio, seed]);
  const known = latest.get(images);
  if (known?.key === key) return known.problems;
  const problems = findProblems(images, options);
  latest.set(images, { key, problems });
  return problems;
}

/** The page asks with every letter of a name, and tens of thousands of images take half a second. */
const latest = new WeakMap<
  readonly TableImage[],
  { readonly key: string; readonly problems: Promise<readonly TrainingProblem[]> }
>();

async function findProblems(
  images: readonly TableImage[],
  options: GivenOptions,
): Promise<readonly TrainingProblem[]> {
  const labelled = images.filter(({ label }) => label !== "");
  if (new Set(labelled.map(({ label }) => label)).size < 2) return []; // told as an obstacle
  try {
    const grouped = await groupAs(labelled, options);
    const isKept = options.assigned !== "ignore" && grouped.some(({ part }) => part !== undefined);
    const leak = isKept && options.allowLeak !== true ? leakOf(grouped) : null;
    if (leak !== null) return [{ field: "assigned", message: leak }];
    return isKept ? keep(grouped) : cut(grouped, options);
  } catch (error) {
    // A pattern that takes for ever, or fits nothing.
    if (!(error instanceof MorError)) throw error;
    return [{ field: "byPattern", message: sentences(error) }];
  }
}

/** Groups that a partition which is kept has torn apart, as a sentence; null where it has none: the test would be of near-twins. */
export function leakOf(labelled: readonly TableImage[]): string | null {
  const partsOf = new Map<string, Set<Part>>();
  for (const { group, part } of labelled) {
    if (group !== undefined && part !== undefined)
      partsOf.set(group, (partsOf.get(group) ?? new Set()).add(part));
  }
  const leaks = [...partsOf].flatMap(([group, parts]) => (parts.size > 1 ? [group] : [])).sort(byCodePoint);
  if (leaks.length === 0) return null;
  const shown = leaks.slice(0, 3).map((group) => `"${group}"`);
  const more = leaks.length - shown.length;
  const names = `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `${leaks.length === 1 ? "A group stands" : `${leaks.length} groups stand`} in several parts of the partition: ${names}. The score would be too good. ${anew}`;
}

const anew = "Make the partition anew on the page of the partition.";

function keep(labelled: readonly TableImage[]): TrainingProblem[] {
  const without = labelled.filter(({ part }) => part === undefined).length;
  if (without > 0) {
    const are = without === 1 ? "1 image is" : `${without} images are`;
    return [
      { field: "assigned", message: `${are} in no part of the partition yet, the others are. ${anew}` },
    ];
  }
  try {
    cutImages("", labelled, { ratio: [8, 1, 1], seed: 0, assigned: "keep" });
    return [];
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    return [{ field: "assigned", message: `${error.message}. ${anew}` }];
  }
}

function cut(labelled: readonly TableImage[], { ratio, seed }: GivenOptions): TrainingProblem[] {
  const [train = 8, val = 1, test = 1] = typeof ratio === "string" ? ratio.split(":").map(Number) : [];
  try {
    cutImages("", labelled, {
      ratio: [train, val, test],
      seed: typeof seed === "number" ? seed : 0,
      assigned: "ignore",
    });
    return [];
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    return [{ field: "ratio", message: sentences(error) }];
  }
}

/** The images with the groups that training would give them. */
export async function groupAs(
  images: readonly TableImage[],
  { by, byPattern }: GivenOptions,
): Promise<readonly TableImage[]> {
  if (typeof byPattern === "string") {
    const matches = await matchGroups(
      byPattern,
      images.map(({ path }) => path),
    );
    return images.map((image, place) => withGroup(image, matches[place]?.group));
  }
  if (by === undefined) return images;
  const key = String(by).trim().normalize("NFC").toLowerCase();
  if (key === "group" && images.some(({ group }) => group !== undefined)) return images;
  const column = Object.keys(images[0]?.columns ?? {}).find((name) => name.toLowerCase() === key);
  // A column that is not there is told by the training itself.
  return column === undefined ? images : images.map((image) => withGroup(image, image.columns[column]));
}

function withGroup({ group: _, ...image }: TableImage, wanted: string | undefined): TableImage {
  const group = wanted?.trim().normalize("NFC");
  return group ? { ...image, group } : image;
}

function sentences({ message, hint }: MorError): string {
  return withoutFlags(hint === undefined ? `${message}.` : `${message}. ${hint}`);
}
