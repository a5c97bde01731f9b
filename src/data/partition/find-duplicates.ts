import { MorError, throwIfCancelled } from "../../errors.ts";
import { byCodePoint } from "../dataset/code-point-order.ts";
import type { Dataset, Sample } from "../dataset/dataset.ts";
import { mapConcurrently } from "../dataset/map-concurrently.ts";
import { hashFile } from "../images/hash-file.ts";
import type { PageChoice } from "../images/image.ts";
import { readImage } from "../images/read-image.ts";
import { correlation, type Fingerprint, fingerprint, thumbnailLength } from "./image-fingerprint.ts";
import { nearHashPairs } from "./near-hash-pairs.ts";

export interface DuplicateOptions {
  /** Greatest number of the 64 bits of the perceptual hash in which near-duplicates differ, 0 to 15; 4 by default. */
  readonly maxDistance?: number;
  /** Least correlation of their thumbnails, -1 to 1; 0.98 by default. */
  readonly minCorrelation?: number;
  /** Near pairs beyond this number are not listed; 10,000 by default. */
  readonly maxPairs?: number;
  /** Which page of a multi-page image is compared; the maximum over all by default. */
  readonly page?: PageChoice;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Two samples that show the same; `a` comes before `b` by its path. */
export interface DuplicatePair {
  readonly a: Sample;
  readonly b: Sample;
  /** Bits in which the perceptual hashes differ; 0 for identical files. */
  readonly distance: number;
  /** They stand in different parts, so a score on one of them is no score on unseen images. */
  readonly acrossParts: boolean;
  /** They carry different labels, so one of the labels is wrong. */
  readonly differentLabels: boolean;
}

export interface Duplicates {
  /** Identical files: each one with the first of its kind. */
  readonly exact: readonly DuplicatePair[];
  /** Different files that look the same. */
  readonly near: readonly DuplicatePair[];
  /** Whether the search ended early, at `maxPairs` or after 20 million comparisons. */
  readonly truncated: boolean;
  /** What matters of it, as full sentences. */
  readonly warnings: readonly string[];
}

/**
 * Finds images that occur twice: identical files by their SHA-256, near-duplicates by a perceptual hash confirmed
 * by the correlation of small copies. Recompressed, resized, brightened and slightly cropped copies are found;
 * turned, mirrored and strongly cropped ones are not. Images without contrast are compared as files alone. Each
 * image is read once; the time grows about linearly with the number of images.
 *
 * @throws MorError `usage` for options out of range; the image's error when a file cannot be read; `cancelled`.
 */
export async function findDuplicates(dataset: Dataset, options: DuplicateOptions = {}): Promise<Duplicates> {
  const { maxDistance = 4, signal, onProgress } = options;
  if (!Number.isInteger(maxDistance) || maxDistance < 0 || maxDistance > 15) {
    throw new MorError("usage", `Expected maxDistance from 0 to 15, got ${maxDistance}`, {
      hint: "4 is strict, 8 is loose: unlike images soon differ in no more bits.",
    });
  }
  const samples = [...dataset.samples].sort((a, b) => byCodePoint(a.path, b.path));
  const hashes = await mapConcurrently(
    samples,
    async (sample) => sample.contentHash ?? (await hashFile(sample.file)),
    { limit: 4, signal },
  );
  const firstOf = new Map<string, Sample>();
  const exact: DuplicatePair[] = [];
  for (const [index, sample] of samples.entries()) {
    const hash = hashes[index] ?? "";
    const first = firstOf.get(hash);
    if (first) exact.push(pairOf(first, sample, 0));
    else firstOf.set(hash, sample);
  }
  const different = [...firstOf.values()];
  // All small copies in one array: many small arrays take several times the memory.
  const thumbnails = new Uint8Array(different.length * thumbnailLength);
  const prints = await mapConcurrently(
    different.map(({ file }, index) => ({ file, index })),
    async ({ file, index }): Promise<Fingerprint | undefined> => {
      const read = { ...(options.page && { page: options.page }), ...(signal && { signal }) };
      const print = fingerprint(await readImage(file, read));
      if (!print) return undefined;
      const thumbnail = thumbnails.subarray(index * thumbnailLength, (index + 1) * thumbnailLength);
      thumbnail.set(print.thumbnail);
      return { hash: print.hash, thumbnail };
    },
    { limit: 4, signal, onDone: (done) => onProgress?.({ done, total: different.length }) },
  );
  const { pairs, truncated } = findNear(different, prints, { ...options, maxDistance });
  return { exact, near: pairs, truncated, warnings: warnOf(exact, pairs) };
}

/** Comparisons of thumbnails after which the search ends: some ten seconds. */
const maxComparisons = 20_000_000;

function findNear(
  samples: readonly Sample[],
  prints: readonly (Fingerprint | undefined)[],
  options: DuplicateOptions & { readonly maxDistance: number },
): { pairs: DuplicatePair[]; truncated: boolean } {
  const { minCorrelation = 0.98, maxPairs = 10_000, signal } = options;
  const holders = new Map<string, number[]>();
  for (const [index, print] of prints.entries()) {
    if (!print) continue;
    const same = holders.get(print.hash);
    if (same) same.push(index);
    else holders.set(print.hash, [index]);
  }
  const hashes = [...holders.keys()].sort();
  const pairs: DuplicatePair[] = [];
  let comparisons = 0;
  /** Compares two images; false when the search must end. */
  const compare = (a: number, b: number, distance: number): boolean => {
    if (pairs.length >= maxPairs || comparisons >= maxComparisons) return false;
    if (comparisons++ % 65_536 === 0) throwIfCancelled(signal);
    const [printA, printB, first, second] = [prints[a], prints[b], samples[a], samples[b]];
    if (!printA || !printB || !first || !second) return true; // holders names existing fingerprints alone
    if (correlation(printA.thumbnail, printB.thumbnail) >= minCorrelation) {
      pairs.push(pairOf(first, second, distance));
    }
    return true;
  };
  const finished = everyCandidate(hashes, holders, options.maxDistance, compare);
  pairs.sort((p, q) => byCodePoint(p.a.path, q.a.path) || byCodePoint(p.b.path, q.b.path));
  return { pairs, truncated: !finished };
}

/** Calls `visit` for all pairs of images with near hashes until it returns false; whether it never did. */
function everyCandidate(
  hashes: readonly string[],
  holders: ReadonlyMap<string, readonly number[]>,
  maxDistance: number,
  visit: (a: number, b: number, distance: number) => boolean,
): boolean {
  for (const same of holders.values()) {
    for (const [position, a] of same.entries()) {
      for (let next = position + 1; next < same.length; next++) {
        if (!visit(a, same[next] ?? 0, 0)) return false;
      }
    }
  }
  for (const { a, b, distance } of nearHashPairs(hashes, maxDistance)) {
    for (const x of holders.get(hashes[a] ?? "") ?? []) {
      for (const y of holders.get(hashes[b] ?? "") ?? []) if (!visit(x, y, distance)) return false;
    }
  }
  return true;
}

function pairOf(one: Sample, other: Sample, distance: number): DuplicatePair {
  const [a, b] = byCodePoint(one.path, other.path) <= 0 ? [one, other] : [other, one];
  const acrossParts = a.part !== undefined && b.part !== undefined && a.part !== b.part;
  return { a, b, distance, acrossParts, differentLabels: a.label !== b.label };
}

function warnOf(exact: readonly DuplicatePair[], near: readonly DuplicatePair[]): string[] {
  const warnings: string[] = [];
  const example = ({ a, b }: DuplicatePair): string => `for example ${a.path} and ${b.path}`;
  for (const [pairs, name] of [
    [exact, "identical files"],
    [near, "images that look the same"],
  ] as const) {
    const across = pairs.filter((pair) => pair.acrossParts);
    if (across[0]) {
      warnings.push(
        `Pairs of ${name} in different parts, so the scores may be too good: ${across.length} (${example(across[0])}).`,
      );
    }
    const torn = pairs.filter((pair) => pair.differentLabels);
    if (torn[0])
      warnings.push(`Pairs of ${name} with different labels: ${torn.length} (${example(torn[0])}).`);
  }
  return warnings;
}
