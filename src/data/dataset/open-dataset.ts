import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { errnoOf } from "../../files/output-error.ts";
import type { PageChoice } from "../images/image.ts";
import { assignGroups } from "./assign-groups.ts";
import { type CheckProgress, checkImages } from "./check-images.ts";
import { byCodePoint } from "./code-point-order.ts";
import type { BrokenImage, Dataset, ImageFormatCount, Sample } from "./dataset.ts";
import { listFolder } from "./list-folder.ts";
import { listManifest } from "./list-manifest.ts";
import type { Candidate, Listing } from "./listing.ts";

export interface OpenDatasetOptions {
  /** Column of the manifest that names the group (plant, leaf, movie, session); `group` by default. */
  readonly by?: string;
  /** Expression whose first match in the path names the group: capture `group`, else the first, else all. */
  readonly byPattern?: RegExp | string;
  /** Labels that may occur, in the order that `classes` shall have; by default those that do occur, sorted. */
  readonly classes?: readonly string[];
  /** Accept fewer than two classes, and a class of which no image can be read: enough for a look, not for learning. */
  readonly anyClasses?: boolean;
  /** Share of unreadable images that is accepted, 0 to 1; 0.01 by default. */
  readonly maxBroken?: number;
  /** `full` (default) decodes every image and finds truncated ones; `header` is quicker. */
  readonly check?: "header" | "full";
  /** Which page of a multi-page image is meant; the maximum over all pages by default. */
  readonly page?: PageChoice;
  /** Folder that a manifest's paths are relative to; the manifest's own by default. */
  readonly root?: string;
  /** Accept paths and links that leave the root. */
  readonly allowOutside?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CheckProgress) => void;
}

/**
 * Opens DATA: a folder with one subfolder per class, `train`, `val` and `test` folders of such folders, a CSV
 * manifest, or a folder that holds `manifest.csv` (which then counts alone). Every image is checked; broken ones
 * are listed and left out. Samples are sorted by path, labels by code point: the same content gives the same data
 * set on every machine.
 *
 * @throws MorError `input-missing` for a path that is not there; `manifest-invalid`; `usage` for a wrong grouping;
 * `dataset-invalid` for no image, fewer than two classes (unless `classes` or `anyClasses` is given), an unknown label, or more than
 * `maxBroken` broken images; `cancelled`.
 */
export async function openDataset(data: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const maxBroken = options.maxBroken ?? 0.01;
  if (!(maxBroken >= 0 && maxBroken <= 1)) {
    throw new MorError("usage", `Expected maxBroken between 0 and 1, got ${maxBroken}`, {
      hint: "It is a share: 0.01 accepts one unreadable image in a hundred.",
    });
  }
  throwIfCancelled(options.signal);
  const listing = assignGroups(await list(data, options), options);
  const classes = options.classes?.map((label) => label.normalize("NFC"));
  if (classes) checkLabels(listing, classes);
  else if (!options.anyClasses) checkClassCount(listing.candidates, listing);
  const sorted = [...listing.candidates].sort((a, b) => byCodePoint(a.path, b.path));
  const { good, broken, formats } = await checkImages(sorted, { ...options, check: options.check ?? "full" });
  checkBroken(broken, sorted.length, maxBroken, listing);
  const samples = good.map(({ candidate, contentHash }, index): Sample => {
    const { broken: _, ...rest } = candidate;
    return { index, ...rest, contentHash };
  });
  if (!classes && !options.anyClasses) checkClassCount(samples, listing);
  if (!options.anyClasses) checkNoClassLost(listing, samples, broken);
  return {
    root: listing.root,
    classes: classes ?? labelsOf(samples),
    samples,
    broken,
    hash: hashSamples(samples),
    warnings: [...listing.warnings, ...warnOf(samples, broken, formats, options)],
    formats,
  };
}

/** SHA-256 over path, label, group and content of all samples, whatever their order; in hex. */
export function hashSamples(samples: readonly Sample[]): string {
  const hash = createHash("sha256");
  for (const sample of [...samples].sort((a, b) => byCodePoint(a.path, b.path))) {
    // JSON keeps the fields apart, whatever characters they hold.
    hash.update(
      JSON.stringify([sample.path, sample.label, sample.group ?? null, sample.contentHash ?? null]),
    );
  }
  return hash.digest("hex");
}

async function list(data: string, options: OpenDatasetOptions): Promise<Listing> {
  const path = resolve(data);
  const found = await stat(path).catch((error: unknown) => {
    const got = errnoOf(error) === "ENOENT" ? "nothing there" : `an error (${errnoOf(error) ?? "unknown"})`;
    throw new MorError("input-missing", `Expected a folder of images or a manifest, got ${got} (${data})`, {
      hint: "Check the spelling of the path.",
      path: data,
      cause: error,
    });
  });
  const { root, signal, allowOutside = false } = options;
  if (!found.isDirectory()) return listManifest(path, { root, signal, allowOutside });
  const manifest = join(path, "manifest.csv");
  const hasManifest = await stat(manifest).then(
    (entry) => entry.isFile(),
    () => false,
  );
  return hasManifest
    ? listManifest(manifest, { root, signal, allowOutside })
    : listFolder(path, allowOutside);
}

function labelsOf(items: readonly { readonly label: string }[]): string[] {
  return [...new Set(items.map((item) => item.label))].sort(byCodePoint);
}

function checkLabels(listing: Listing, classes: readonly string[]): void {
  const known = new Set(classes);
  const stranger = listing.candidates.find((candidate) => !known.has(candidate.label));
  if (stranger === undefined) return;
  throw new MorError(
    listing.manifest === undefined ? "dataset-invalid" : "manifest-invalid",
    `Expected one of the labels ${classes.join(", ")}, got "${stranger.label}" (${stranger.path})`,
    { hint: "Correct the label, or leave these images out.", path: listing.manifest ?? listing.root },
  );
}

function checkClassCount(items: readonly { readonly label: string }[], listing: Listing): void {
  const labels = labelsOf(items);
  if (labels.length >= 2) return;
  throw new MorError(
    "dataset-invalid",
    `Expected at least two classes, got ${labels.length === 1 ? `only "${labels[0]}"` : "none"} (${listing.manifest ?? listing.root})`,
    {
      hint: "A classifier needs images of at least two classes: one folder, or one label, for each.",
      path: listing.manifest ?? listing.root,
    },
  );
}

function checkBroken(
  broken: readonly BrokenImage[],
  total: number,
  maxBroken: number,
  listing: Listing,
): void {
  if (broken.length <= maxBroken * total) return;
  const shown = broken.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  const more = broken.length > shown.length ? `; and ${broken.length - shown.length} more` : "";
  throw new MorError(
    "dataset-invalid",
    `Expected at most ${percent(maxBroken)} unreadable images, got ${broken.length} of ${total} (${shown.join("; ")}${more})`,
    {
      reason: "too-many-broken",
      hint: "Repair or remove these files, or accept a larger share of broken images (maxBroken).",
      path: listing.root,
    },
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

function checkNoClassLost(
  listing: Listing,
  samples: readonly Sample[],
  broken: readonly BrokenImage[],
): void {
  const left = new Set(samples.map((sample) => sample.label));
  const lost = labelsOf(listing.candidates).find((label) => !left.has(label));
  if (lost === undefined) return;
  const labels = new Map(listing.candidates.map((candidate: Candidate) => [candidate.path, candidate.label]));
  const example = broken.find(({ path }) => labels.get(path) === lost);
  throw new MorError(
    "dataset-invalid",
    `Expected a readable image of every class, got none of "${lost}" (${example?.path}: ${example?.reason})`,
    { hint: "Repair the images of this class, or leave the class out.", path: listing.root },
  );
}

function warnOf(
  samples: readonly Sample[],
  broken: readonly BrokenImage[],
  formats: readonly ImageFormatCount[],
  options: OpenDatasetOptions,
): string[] {
  const warnings: string[] = [];
  if (broken.length > 0) {
    warnings.push(
      `Images that cannot be read are left out: ${broken.length} (for example ${broken[0]?.path}).`,
    );
  }
  const looks = new Map<string, string>();
  for (const label of labelsOf(samples)) {
    const look = label.toLowerCase().replace(/[\s_-]+/g, " ");
    const other = looks.get(look);
    if (other !== undefined)
      warnings.push(`The labels "${other}" and "${label}" look alike but are two classes.`);
    looks.set(look, label);
  }
  const types = new Set(formats.map((format) => format.pixelType));
  if (types.size > 1) {
    warnings.push(
      `Images differ in their pixel type (${[...types].join(", ")}); a class may be told by it alone.`,
    );
  }
  const paged = formats.reduce((sum, format) => sum + (format.pages > 1 ? format.count : 0), 0);
  if (paged > 0 && !options.page) {
    warnings.push(`Images with several pages stand as the maximum over all of them: ${paged}.`);
  }
  return warnings;
}
