import type { LeadingAxes } from "./leading-axes.ts";
import type { TiffPage } from "./tiff-directory.ts";

type Attributes = ReadonlyMap<string, string>;

/** Micrometres in the units of length of the OME schema. */
const micrometres: Readonly<Record<string, number>> = {
  "\u00b5m": 1,
  "\u03bcm": 1,
  um: 1,
  nm: 1e-3,
  pm: 1e-6,
  "\u00c5": 1e-4,
  mm: 1e3,
  cm: 1e4,
  m: 1e6,
};

/**
 * Reads order and sizes of the axes of the first image of OME-XML (schema 2016-06), and which page holds each plane.
 * Undefined when there is none, when it only points to a companion file, or when planes lie in other files.
 */
export function readOme(page: TiffPage, pageCount: number): LeadingAxes | undefined {
  const xml = withoutComments(page.description);
  if (!/<(\w+:)?OME[\s>]/.test(xml.slice(0, 4096))) return undefined;
  const elements = elementsOf(xml);
  const from = elements.findIndex(({ name }) => name === "Pixels");
  const pixels = elements[from]?.attributes;
  const order = pixels?.get("DimensionOrder") ?? "";
  if (!pixels || !/^XY(ZCT|ZTC|CTZ|CZT|TCZ|TZC)$/.test(order)) return undefined;
  const size = (axis: string): number => Number(pixels.get(`Size${axis}`) ?? 1);
  // The samples of a colour page count as channels.
  const channels = size("C") / (page.samples > 1 && size("C") % page.samples === 0 ? page.samples : 1);
  const sizes = new Map([
    ["Z", size("Z")],
    ["C", channels],
    ["T", size("T")],
  ]);
  const axes = [...order.slice(2)].reverse();
  const shape = axes.map((axis) => sizes.get(axis) ?? 1);
  const count = shape.reduce((product, value) => product * value, 1);
  if (!Number.isSafeInteger(count) || count < 1 || count > 1_000_000) return undefined;

  const pages = new Array<number>(count).fill(-1);
  const own = elements.find(({ name }) => name === "OME")?.attributes.get("UUID");
  const until = elements.findIndex(({ name }, index) => index > from && name === "Pixels");
  const inside = elements.slice(from, until < 0 ? undefined : until);
  const blocks = inside.filter(({ name }) => name === "TiffData");
  if (blocks.length === 0) for (let index = 0; index < count; index++) pages[index] = index;
  for (const { attributes, uuid } of blocks) {
    if (uuid !== undefined && uuid !== own) continue; // lies in another file
    const number = (name: string, otherwise: number): number => Number(attributes.get(name) ?? otherwise);
    const start = axes.reduce((sum, axis, i) => sum * (shape[i] ?? 1) + number(`First${axis}`, 0), 0);
    const ifd = number("IFD", 0);
    const planes = number("PlaneCount", attributes.has("IFD") ? 1 : pageCount);
    for (let i = 0; i < planes && start + i < count; i++) pages[start + i] = ifd + i;
  }
  if (pages.includes(-1)) return undefined;
  const scale = micrometres[pixels.get("PhysicalSizeXUnit") ?? "\u00b5m"];
  const physicalSizeX = scale && scale * Number(pixels.get("PhysicalSizeX") ?? 0);
  return { axes: axes.join(""), shape, pages, ...(physicalSizeX ? { physicalSizeX } : {}) };
}

interface Element {
  readonly name: string;
  readonly attributes: Attributes;
  /** Text of the element UUID inside, which names a file. */
  uuid?: string;
}

/** The start tags that matter here, in order; OME-XML has no markup that this simple reading would mistake. */
function elementsOf(xml: string): Element[] {
  const found: Element[] = [];
  for (const [, name = "", text = ""] of xml.matchAll(
    /<(?:\w+:)?(OME|Pixels|TiffData|UUID)\b([^>]*>[^<]*)/g,
  )) {
    const close = text.indexOf(">");
    if (name === "UUID") {
      const last = found.at(-1);
      if (last) last.uuid = text.slice(close + 1).trim();
      continue;
    }
    const pairs = text.slice(0, close).matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
    found.push({ name, attributes: new Map([...pairs].map(([, key = "", a, b]) => [key, a ?? b ?? ""])) });
  }
  return found;
}

function withoutComments(xml: string): string {
  let out = "";
  for (let from = 0; ; ) {
    const open = xml.indexOf("<!--", from);
    if (open < 0) return out + xml.slice(from);
    out += xml.slice(from, open);
    const close = xml.indexOf("-->", open);
    if (close < 0) return out;
    from = close + 3;
  }
}
