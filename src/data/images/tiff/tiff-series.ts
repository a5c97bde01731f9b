import { sizeOf } from "../../../tensor/shape.ts";
import { readImageJ } from "./imagej-metadata.ts";
import type { LeadingAxes } from "./leading-axes.ts";
import { readOme } from "./ome-metadata.ts";
import type { TiffFile, TiffPage } from "./tiff-directory.ts";
import { contiguousBytes } from "./tiff-samples.ts";

/** Where one plane of a series lies: a page, and how many bytes after that page's own data. */
export interface Plane {
  readonly page: number;
  readonly shift: number;
}

/** The first image of a file, which may have many planes. */
export interface TiffSeries {
  /** OME letters without axes of size 1; the last ones, from `YX`, `YXS` or `SYX`, are those of a page. */
  readonly axes: string;
  readonly shape: readonly number[];
  /** Row-major over the axes before those of a page. */
  readonly planes: readonly Plane[];
  readonly kind: "ome" | "imagej" | "shaped" | "generic";
  /** Micrometres. */
  readonly physicalSizeX?: number;
}

/**
 * Decides what the pages mean: by OME-XML, by ImageJ's text, by tifffile's JSON, else pages like the first are an
 * axis `I` of unknown meaning. The conventions are those of tifffile (C. Gohlke), so that axes agree with
 * `tifffile.TiffFile(path).series[0]`. Metadata that do not fit the pages, and OME-XML whose planes lie in
 * other files, are passed over.
 */
export async function seriesOf(file: TiffFile): Promise<TiffSeries> {
  const first = file.pages[0] as TiffPage; // a TiffFile has at least one page
  const readers = [
    ["ome", readOme],
    ["imagej", readImageJ],
    ["shaped", readShaped],
  ] as const;
  for (const [kind, read] of readers) {
    const leading = read(first, file.pages.length);
    const planes = leading && (await planesOf(file, first, leading));
    if (leading && planes) return { ...squeeze(first, leading), planes, kind, ...calibration(leading) };
  }
  const alike = file.pages.flatMap((page, index) =>
    isAlike(page, first) ? [{ page: index, shift: 0 }] : [],
  );
  return { ...squeeze(first, { axes: "I", shape: [alike.length] }), planes: alike, kind: "generic" };
}

async function planesOf(
  file: TiffFile,
  first: TiffPage,
  { shape, pages }: LeadingAxes,
): Promise<Plane[] | undefined> {
  const count = sizeOf(shape);
  const wanted = pages ?? Array.from({ length: Math.min(count, file.pages.length) }, (_, index) => index);
  const fits = wanted.every((index) => {
    const page = file.pages[index];
    return page !== undefined && isAlike(page, first);
  });
  if (wanted.length === count && fits) return wanted.map((page) => ({ page, shift: 0 }));
  // ImageJ and tifffile may store a stack behind one directory, one plane after the other.
  const bytes = file.pages.length === 1 ? await contiguousBytes(first) : undefined;
  const start = bytes && (await first.offsets?.numbers())?.[0];
  if (!bytes || start === undefined || !(start + count * bytes <= file.source.size)) return undefined;
  return Array.from({ length: count }, (_, index) => ({ page: 0, shift: index * bytes }));
}

function isAlike(a: TiffPage, b: TiffPage): boolean {
  const keys = ["width", "height", "samples", "bits", "pixelType", "planar", "compression"] as const;
  return keys.every((key) => a[key] === b[key]);
}

/** Joins leading axes and those of a page, leaving out axes of size 1 other than Y and X. */
function squeeze(page: TiffPage, leading: LeadingAxes): { axes: string; shape: number[] } {
  const { width, height, samples } = page;
  const own: [string, number][] = page.planar
    ? [
        [leading.samplesAreChannels ? "C" : "S", samples],
        ["Y", height],
        ["X", width],
      ]
    : [
        ["Y", height],
        ["X", width],
        ["S", samples],
      ];
  const all = [
    ...[...leading.axes].map((axis, i): [string, number] => [axis, leading.shape[i] ?? 1]),
    ...own,
  ];
  const kept = all.filter(([axis, size]) => size !== 1 || axis === "Y" || axis === "X");
  return { axes: kept.map(([axis]) => axis).join(""), shape: kept.map(([, size]) => size) };
}

function calibration({ physicalSizeX }: LeadingAxes): { physicalSizeX?: number } {
  return physicalSizeX !== undefined && physicalSizeX > 0 && Number.isFinite(physicalSizeX)
    ? { physicalSizeX }
    : {};
}

/** tifffile writes the shape of an array as JSON; axes are `Q` (other) unless it says more. */
function readShaped(page: TiffPage): LeadingAxes | undefined {
  if (!page.description.startsWith('{"shape":')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(page.description);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || !("shape" in parsed)) return undefined;
  const { shape } = parsed;
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size > 0))
    return undefined;
  const pageSize = page.width * page.height * page.samples;
  const rank = shape.findIndex((_, axis) => sizeOf(shape.slice(axis)) === pageSize);
  if (rank < 0) return undefined;
  const axes = "axes" in parsed && typeof parsed.axes === "string" ? parsed.axes : "";
  return {
    axes: axes.length === shape.length ? axes.slice(0, rank) : "Q".repeat(rank),
    shape: shape.slice(0, rank),
  };
}
