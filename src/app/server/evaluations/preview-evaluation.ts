import { stat } from "node:fs/promises";
import { join } from "node:path";
import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import { listFolder } from "../../../data/dataset/list-folder.ts";
import { listManifest } from "../../../data/dataset/list-manifest.ts";
import type { Listing } from "../../../data/dataset/listing.ts";
import { MorError } from "../../../errors.ts";
import type { EvaluationPreview } from "../../protocol/evaluation-api.ts";
import { previewGroups } from "../images/match-groups.ts";
import type { TestData } from "./test-data.ts";

/** So many examples of what a pattern finds are shown. */
const examples = 24;

/**
 * What a test of a run with these classes would be of. Files are listed and not opened. What cannot be listed is told as an
 * obstacle.
 */
export async function previewEvaluation(
  data: TestData,
  classes: readonly string[],
  byPattern: string | undefined,
): Promise<EvaluationPreview> {
  try {
    return await describeListing(await list(data), classes, byPattern);
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    const obstacles = [[error.message, error.hint].filter(Boolean).join(". ")];
    return { images: 0, classes: [], groups: null, ownGroups: 0, obstacles, warnings: [] };
  }
}

/** As `openDataset` lists it, links that leave the folder refused. */
async function list({ path, folder }: TestData): Promise<Listing> {
  if (path !== folder) return await listManifest(path, { allowOutside: false });
  const manifest = join(folder, "manifest.csv");
  const hasManifest = await stat(manifest).then(
    (entry) => entry.isFile(),
    () => false,
  );
  return hasManifest
    ? await listManifest(manifest, { allowOutside: false })
    : await listFolder(folder, false);
}

/** What a listing means for a run with these classes. */
export async function describeListing(
  { candidates, warnings }: Pick<Listing, "candidates" | "warnings">,
  classes: readonly string[],
  byPattern: string | undefined,
): Promise<EvaluationPreview> {
  const counts = new Map<string, number>();
  for (const { label } of candidates) counts.set(label, (counts.get(label) ?? 0) + 1);
  const known = new Set(classes);
  const strange = [...counts.keys()].filter((label) => !known.has(label)).sort(byCodePoint);
  const groups =
    byPattern === undefined || byPattern === "" ? null : await previewGroups(byPattern, candidates, examples);
  return {
    images: candidates.length,
    classes: [
      ...classes.map((label) => ({ label, images: counts.get(label) ?? 0, known: true })),
      ...strange.map((label) => ({ label, images: counts.get(label) ?? 0, known: false })),
    ],
    groups,
    ownGroups: new Set(candidates.flatMap(({ group }) => group ?? [])).size,
    obstacles: [...obstacleOfClasses(strange, classes), ...obstacleOfGroups(groups)],
    warnings,
  };
}

function obstacleOfClasses(strange: readonly string[], classes: readonly string[]): readonly string[] {
  if (strange.length === 0) return [];
  const names = (labels: readonly string[]): string => labels.map((label) => `"${label}"`).join(", ");
  return [
    `The model does not know ${names(strange)}: it can only answer ${names(classes)}. Rename ${strange.length === 1 ? "this class" : "these classes"} if the same is meant, spelling and capitals included; otherwise move the images out of the folder.`,
  ];
}

function obstacleOfGroups(groups: EvaluationPreview["groups"]): readonly string[] {
  if (groups === null || groups.error !== null || groups.matched > 0)
    return groups?.error ? [groups.error] : [];
  return ["No file name has this pattern: change it, or leave it empty."];
}
