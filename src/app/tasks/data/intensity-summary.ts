import type { Sample } from "../../../data/dataset/dataset.ts";
import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import type { Image, PageChoice, PixelType } from "../../../data/images/image.ts";
import { readImage } from "../../../data/images/read-image.ts";
import { type Effects, startStage } from "../effects.ts";

/** Intensities as stored, of a sample of the images of one class that have one pixel type. */
export interface IntensitySummary {
  readonly label: string;
  readonly pixelType: PixelType;
  /** Images that were read. */
  readonly images: number;
  /** Over all pixels and channels of these images, NaN left out; `null` when nothing is left. */
  readonly min: number | null;
  readonly p1: number | null;
  readonly median: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Images of which more than 0.5 % of the values stand at the end of the range; floats never do. */
  readonly saturated: number;
  /** Images with a NaN. */
  readonly withNaN: number;
}

export interface IntensityOptions {
  /** How many images of each class are read, evenly spaced over the sorted paths. */
  readonly perClass: number;
  readonly page: PageChoice;
}

/** Reads some images of every class and sums up their intensities; percentiles are of 2,000 pixels per image. */
export async function summarizeIntensity(
  samples: readonly Sample[],
  options: IntensityOptions,
  effects: Effects,
): Promise<IntensitySummary[]> {
  const chosen = groupBy(samples, (sample) => sample.label).flatMap((ofClass) =>
    evenlySpaced(ofClass, options.perClass),
  );
  const stage = startStage(effects, "Reading intensities", chosen.length, "images");
  const read = await mapConcurrently(
    chosen,
    async ({ file, label }) => {
      const image = await readImage(file, { page: options.page, signal: effects.signal });
      return { label, ...describe(image) };
    },
    { limit: 2, signal: effects.signal, onDone: (done) => stage.advance(done) },
  );
  stage.end();
  const full = fullScales(read);
  const rows = groupBy(read, ({ label, pixelType }) => JSON.stringify([label, pixelType]));
  return rows.flatMap((images) => {
    const [first] = images;
    return first === undefined ? [] : [sumUp(first.label, images, full.get(first.pixelType))];
  });
}

interface ImageIntensity {
  readonly pixelType: PixelType;
  readonly min: number;
  readonly max: number;
  /** Share of the values that equal the maximum. */
  readonly shareAtMax: number;
  readonly hasNaN: boolean;
  /** Sorted, NaN left out. */
  readonly values: Float64Array;
}

function describe({ data, pixelType }: Image): ImageIntensity {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let atMax = 0;
  let hasNaN = false;
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (value < min) min = value;
    if (value > max) {
      max = value;
      atMax = 0;
    }
    if (value === max) atMax++;
    if (Number.isNaN(value)) hasNaN = true;
  }
  const count = Math.min(2000, data.length);
  const values = Float64Array.from({ length: count }, (_, i) =>
    Number(data[Math.floor((i * data.length) / count)]),
  );
  const shareAtMax = data.length === 0 ? 0 : atMax / data.length;
  return { pixelType, min, max, shareAtMax, hasNaN, values: values.filter((value) => !Number.isNaN(value)) };
}

function sumUp(
  label: string,
  images: readonly ImageIntensity[],
  fullScale: number | undefined,
): IntensitySummary {
  const values = new Float64Array(images.reduce((sum, image) => sum + image.values.length, 0));
  let offset = 0;
  for (const image of images) {
    values.set(image.values, offset);
    offset += image.values.length;
  }
  values.sort();
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? null;
  const isSaturated = (image: ImageIntensity) => image.max === fullScale && image.shareAtMax > 0.005;
  return {
    label,
    pixelType: images[0]?.pixelType ?? "uint8",
    images: images.length,
    min: finite(images.reduce((min, image) => Math.min(min, image.min), Number.POSITIVE_INFINITY)),
    p1: at(0.01),
    median: at(0.5),
    p99: at(0.99),
    max: finite(images.reduce((max, image) => Math.max(max, image.max), Number.NEGATIVE_INFINITY)),
    saturated: images.filter(isSaturated).length,
    withNaN: images.filter((image) => image.hasNaN).length,
  };
}

/** Where each integer type ends: cameras of 10, 12 and 14 bits store in 16. */
function fullScales(images: readonly ImageIntensity[]): ReadonlyMap<PixelType, number> {
  const scales = new Map<PixelType, number>();
  for (const [type, ends] of Object.entries(possibleEnds) as [PixelType, readonly number[]][]) {
    // keys are written below
    const highest = images.reduce(
      (max, image) => (image.pixelType === type ? Math.max(max, image.max) : max),
      Number.NEGATIVE_INFINITY,
    );
    const end = ends.find((candidate) => candidate >= highest);
    if (end !== undefined) scales.set(type, end);
  }
  return scales;
}

const possibleEnds: Partial<Readonly<Record<PixelType, readonly number[]>>> = {
  uint8: [255],
  int8: [127],
  uint16: [1023, 4095, 16_383, 65_535],
  int16: [32_767],
};

function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return items.filter(
    (_, i) => Math.floor((i * count) / items.length) !== Math.floor(((i - 1) * count) / items.length),
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
