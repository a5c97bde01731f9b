import sharp from "sharp";
import type { MorError } from "../../../src/errors.ts";
import { pngBytes, tiffBytes } from "./image-bytes.ts";

/** Bytes without a pattern that compression could use. */
export const noise = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (i * 7919 + (i >> 3)) & 255);
export const raw = (channels: 1 | 3 | 4) =>
  sharp(noise(64 * 48 * channels), { raw: { width: 64, height: 48, channels } });
const grey = [
  [256, 4],
  [257, 3],
  [258, 8],
  [259, 1],
  [262, 1],
  [273, 8],
  [277, 1],
  [278, 3],
  [279, 12],
] as const;
const changed = (...changes: (readonly [number, number])[]) =>
  [...new Map<number, number>([...grey, ...changes])].sort(([a], [b]) => a - b);
const tiff = (...changes: (readonly [number, number])[]) => tiffBytes(changed(...changes), noise(12));

export type BrokenCase = readonly [
  title: string,
  file: string,
  bytes: () => Uint8Array | Promise<Uint8Array>,
  code: MorError["code"],
  message: RegExp,
];

/** Files that must be refused, with the code and what the message must say. */
export const brokenCases: readonly BrokenCase[] = [
  ["zero bytes", "zero.png", () => new Uint8Array(0), "image-unreadable", /zero bytes/],
  ["one byte", "one.tif", () => Uint8Array.of(73), "image-unreadable", /text file/],
  [
    "a text file named .png",
    "text.png",
    () => Buffer.from("path,label\na.png,x\n"),
    "image-unreadable",
    /text file/,
  ],
  ["unknown bytes", "noise.jpg", () => noise(1000), "image-unreadable", /unknown content/],
  ["a GIF", "animated.gif", () => raw(3).gif().toBuffer(), "image-unsupported", /got a GIF/],
  ["a GIF named .png", "gif.png", () => raw(3).gif().toBuffer(), "image-unsupported", /got a GIF/],
  ["a WebP", "a.webp", () => raw(3).webp().toBuffer(), "image-unsupported", /got a WebP/],
  [
    "an SVG",
    "a.png",
    () => Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "image-unsupported",
    /SVG/,
  ],
  [
    "an animated PNG",
    "a.apng",
    () => pngBytes({ width: 3, height: 1, extra: [["acTL", new Uint8Array(8)]] }),
    "image-unsupported",
    /animated/,
  ],
  ["a PNG of 0 x 0", "0.png", () => pngBytes({ width: 0, height: 0 }), "image-unreadable", /0 x 0/],
  [
    "a PNG of 30,000 x 30,000",
    "big.png",
    () => pngBytes({ width: 30_000, height: 30_000 }),
    "image-unsupported",
    /30000 x 30000/,
  ],
  [
    "a PNG that unpacks to more than it says",
    "bomb.png",
    () => pngBytes({ width: 3, height: 1, rows: new Uint8Array(50_000_000) }),
    "image-unreadable",
    /PNG data/,
  ],
  [
    "a PNG that unpacks to less",
    "short.png",
    () => pngBytes({ width: 30, height: 10 }),
    "image-unreadable",
    /310 bytes/,
  ],
  [
    "a PNG with an unknown filter",
    "filter.png",
    () => pngBytes({ width: 3, height: 1, rows: Uint8Array.of(9, 1, 2, 3) }),
    "image-unreadable",
    /filters/,
  ],
  [
    "a PNG of an impossible depth",
    "depth.png",
    () => pngBytes({ width: 3, height: 1, bitDepth: 7 }),
    "image-unreadable",
    /depth/,
  ],
  [
    "a PNG without its palette",
    "palette.png",
    () => pngBytes({ width: 3, height: 1, colourType: 3 }),
    "image-unreadable",
    /PLTE/,
  ],
  [
    "half a PNG",
    "half.png",
    async () => halfOf(await raw(3).png().toBuffer()),
    "image-unreadable",
    /IDAT|chunk/,
  ],
  [
    "half a JPEG",
    "half.jpg",
    async () => (await raw(3).jpeg().toBuffer()).subarray(0, 1500),
    "image-unreadable",
    /JPEG/,
  ],
  [
    "a JPEG without its end",
    "end.jpg",
    async () => (await raw(3).jpeg().toBuffer()).subarray(0, -40),
    "image-unreadable",
    /premature|JPEG/,
  ],
  [
    "a JPEG cut in its header",
    "head.jpg",
    async () => (await raw(3).jpeg().toBuffer()).subarray(0, 60),
    "image-unreadable",
    /frame header/,
  ],
  [
    "a CMYK JPEG",
    "cmyk.jpg",
    () => raw(3).toColourspace("cmyk").jpeg().toBuffer(),
    "image-unsupported",
    /CMYK/,
  ],
  [
    "a CMYK TIFF",
    "cmyk.tif",
    () => raw(3).toColourspace("cmyk").tiff({ compression: "none" }).toBuffer(),
    "image-unsupported",
    /CMYK/,
  ],
  [
    "a JPEG of 60,000 x 60,000",
    "big.jpg",
    async () => withJpegSize(await raw(1).jpeg().toBuffer(), 60_000),
    "image-unsupported",
    /60000/,
  ],
  [
    "a JPEG of height 0",
    "0.jpg",
    async () => withJpegSize(await raw(1).jpeg().toBuffer(), 0),
    "image-unreadable",
    /at least one pixel/,
  ],
  ["half a TIFF", "half.tif", () => tiff().subarray(0, 40), "image-unreadable", /cut short/],
  ["a TIFF of width 0", "0.tif", () => tiff([256, 0]), "image-unreadable", /0 x 3/],
  [
    "a TIFF of 30,000 x 30,000",
    "big.tif",
    () => tiff([256, 30_000], [257, 30_000], [278, 30_000]),
    "image-unsupported",
    /30000 x 30000/,
  ],
  [
    "a TIFF whose pixels lie beyond its end",
    "beyond.tif",
    () => tiff([273, 5000]),
    "image-unreadable",
    /cut short/,
  ],
  ["a TIFF with too few strips", "strips.tif", () => tiff([278, 1]), "image-unreadable", /strips/],
  [
    "a TIFF with a circle of pages",
    "circle.tif",
    () => tiffBytes(grey, noise(12), 20),
    "image-unreadable",
    /circle/,
  ],
  [
    "a TIFF whose next page is nowhere",
    "next.tif",
    () => tiffBytes(grey, noise(12), 99_999),
    "image-unreadable",
    /cut short/,
  ],
  ["a TIFF without a field", "fields.tif", () => tiffBytes([], noise(12)), "image-unreadable", /fields/],
  ["a TIFF of 64-bit integers", "bits.tif", () => tiff([258, 64]), "image-unsupported", /64 bits/],
  ["a TIFF of CCITT data", "fax.tif", () => tiff([259, 4]), "image-unsupported", /CCITT_T6/],
  ["a TIFF of bad LZW data", "lzw.tif", () => tiff([259, 5], [273, 10]), "image-unreadable", /./],
  ["a TIFF of bad deflate data", "deflate.tif", () => tiff([259, 8]), "image-unreadable", /./],
  ["a TIFF of bad JPEG data", "jpeg.tif", () => tiff([259, 7]), "image-unreadable", /./],
  ["a TIFF of zstd data", "zstd.tif", () => tiff([259, 50_000]), "image-unsupported", /ZSTD/],
  [
    "a TIFF with tiles of no size",
    "tile.tif",
    () => tiff([322, 0], [323, 0], [324, 8], [325, 12]),
    "image-unreadable",
    /tiles/,
  ],
  [
    "a TIFF with tiles of 4 giga-pixels",
    "tiles.tif",
    () => tiff([322, 65_536], [323, 65_536], [324, 8], [325, 12]),
    "image-unsupported",
    /65536/,
  ],
  [
    "a TIFF with 60,000 samples",
    "samples.tif",
    () => tiff([277, 60_000], [256, 5000], [257, 5000]),
    "image-unsupported",
    /5000/,
  ],
  [
    "a hostile name",
    "a\n\x1b[31m$(touch x);'\".png",
    () => Buffer.from("text"),
    "image-unreadable",
    /a\\n\\u001b\[31m/,
  ],
];

function halfOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length >> 1);
}

/** A JPEG whose frame header claims another size. */
function withJpegSize(bytes: Buffer, size: number): Buffer {
  const frame = bytes.indexOf(Buffer.of(0xff, 0xc0));
  bytes.writeUInt16BE(size, frame + 5);
  bytes.writeUInt16BE(size, frame + 7);
  return bytes;
}
