import { MorError, throwIfCancelled } from "../../errors.ts";
import { describeImage } from "../images/describe-image.ts";
import { hashFile } from "../images/hash-file.ts";
import type { ImageInfo, PageChoice } from "../images/image.ts";
import { readImage } from "../images/read-image.ts";
import { byCodePoint } from "./code-point-order.ts";
import type { BrokenImage, ImageFormatCount } from "./dataset.ts";
import type { Candidate } from "./listing.ts";
import { mapConcurrently } from "./map-concurrently.ts";

export interface CheckOptions {
  /** `header` trusts the file behind its header; `full` decodes every pixel, which finds truncated files. */
  readonly check: "header" | "full";
  /** Which page of a multi-page image must be readable; all of them by default. */
  readonly page?: PageChoice | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}

/** The candidates that are images, with the SHA-256 of their files, and those that are not. */
export interface CheckedImages {
  readonly good: readonly { readonly candidate: Candidate; readonly contentHash: string }[];
  readonly broken: readonly BrokenImage[];
  readonly formats: readonly ImageFormatCount[];
}

/**
 * Looks into every file; the order of the candidates is kept. A file that cannot be read as an image is broken,
 * whatever the reason; its pixels are forgotten at once, so memory does not grow with the number of images.
 *
 * @throws MorError `cancelled`.
 */
export async function checkImages(
  candidates: readonly Candidate[],
  options: CheckOptions,
): Promise<CheckedImages> {
  const total = candidates.length;
  const formats = new Map<string, ImageInfo>();
  const check = async (candidate: Candidate): Promise<Verdict> => {
    const verdict = await checkImage(candidate, options);
    if ("reason" in verdict) return verdict;
    // Most images are alike: what is known of each is told once for all of them.
    const key = keyOf(verdict.info);
    const info = formats.get(key) ?? verdict.info;
    formats.set(key, info);
    return { contentHash: verdict.contentHash, info };
  };
  const results = await mapConcurrently(candidates, check, {
    limit: 4,
    signal: options.signal,
    onDone: (done) => options.onProgress?.({ done, total }),
  });
  const good: { candidate: Candidate; contentHash: string }[] = [];
  const broken: BrokenImage[] = [];
  const described: { label: string; info: ImageInfo }[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const result = results[index];
    if (result === undefined) continue; // mapConcurrently gives one result for each candidate
    if ("reason" in result) broken.push({ path: candidate.path, reason: result.reason });
    else {
      good.push({ candidate, contentHash: result.contentHash });
      described.push({ label: candidate.label, info: result.info });
    }
  }
  return { good, broken, formats: countFormats(described) };
}

type Verdict = { readonly reason: string } | { readonly contentHash: string; readonly info: ImageInfo };

async function checkImage(candidate: Candidate, options: CheckOptions): Promise<Verdict> {
  if (candidate.broken !== undefined) return { reason: candidate.broken };
  throwIfCancelled(options.signal);
  try {
    const info = await describeImage(candidate.file);
    if (options.check === "full") {
      await readImage(candidate.file, {
        ...(options.page && { page: options.page }),
        ...(options.signal && { signal: options.signal }),
      });
    }
    return { contentHash: await hashFile(candidate.file), info };
  } catch (error) {
    if (error instanceof MorError && error.code !== "cancelled") {
      return { reason: error.message.replace(` (${candidate.file})`, "") }; // the path stands beside the reason
    }
    throw error;
  }
}

function keyOf({ width, height, samples, pixelType, pages }: ImageInfo): string {
  return [width, height, samples, pixelType, pages].join(" ");
}

/** Counts images by size and type, the most frequent first. */
function countFormats(
  images: Iterable<{ readonly label: string; readonly info: ImageInfo }>,
): ImageFormatCount[] {
  const found = new Map<string, { info: ImageInfo; perClass: Map<string, number> }>();
  for (const { label, info } of images) {
    const key = keyOf(info);
    const entry = found.get(key) ?? { info, perClass: new Map<string, number>() };
    entry.perClass.set(label, (entry.perClass.get(label) ?? 0) + 1);
    found.set(key, entry);
  }
  return [...found]
    .map(([key, { info, perClass }]) => ({
      key,
      format: {
        width: info.width,
        height: info.height,
        channels: info.samples,
        pixelType: info.pixelType,
        pages: info.pages,
        count: [...perClass.values()].reduce((sum, count) => sum + count, 0),
        perClass: Object.fromEntries(perClass),
      },
    }))
    .sort((a, b) => b.format.count - a.format.count || byCodePoint(a.key, b.key))
    .map(({ format }) => format);
}
