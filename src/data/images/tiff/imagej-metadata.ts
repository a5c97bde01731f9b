import type { LeadingAxes } from "./leading-axes.ts";
import type { TiffPage } from "./tiff-directory.ts";

/** Micrometres in the units that ImageJ writes. */
const micrometres: Readonly<Record<string, number>> = {
  micron: 1,
  microns: 1,
  micrometer: 1,
  um: 1,
  "\u00b5m": 1,
  "\u03bcm": 1,
  nm: 1e-3,
  mm: 1e3,
  cm: 1e4,
};

/** Which axis varies slowest, by ImageJ's name of the order. */
const orders: Readonly<Record<string, string>> = {
  czt: "TZC",
  default: "TZC",
  ctz: "ZTC",
  zct: "TCZ",
  ztc: "CTZ",
  tcz: "ZCT",
  tzc: "CZT",
};

/** Reads `channels`, `slices`, `frames` of the text that ImageJ puts into the first page; undefined when there is none. */
export function readImageJ(page: TiffPage, pageCount: number): LeadingAxes | undefined {
  if (!page.description.startsWith("ImageJ=")) return undefined;
  const fields = new Map(
    page.description.split("\n").map((line): [string, string] => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals), line.slice(equals + 1).trim()];
    }),
  );
  const size = (name: string): number => Number(fields.get(name) ?? 1);
  const sizes: Record<string, number> = { T: size("frames"), Z: size("slices"), C: size("channels") };
  if (!Object.values(sizes).every((value) => Number.isSafeInteger(value) && value >= 1)) return undefined;
  const { T = 1, Z = 1, C = 1 } = sizes;
  // Bio-Formats counts the samples of a colour page as channels.
  const samplesAreChannels = page.samples > 1 && page.samples === C;
  if (samplesAreChannels) sizes.C = 1;
  let images = T * Z * (sizes.C ?? 1);
  if (images === 1 && pageCount > 1) images = pageCount;
  const axes = orders[(fields.get("order") ?? "czt").toLowerCase()] ?? "TZC";
  const shape = [...axes].map((axis) => sizes[axis] ?? 1);
  const unit = (fields.get("unit") ?? "").replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const scale = micrometres[unit];
  const rest = Math.floor(images / (T * Z * (sizes.C ?? 1)));
  return {
    axes: rest > 1 ? `I${axes}` : axes,
    shape: rest > 1 ? [rest, ...shape] : shape,
    samplesAreChannels: samplesAreChannels && page.planar,
    ...(scale && page.resolutionX > 0 ? { physicalSizeX: scale / page.resolutionX } : {}),
  };
}
