import type { ImageInfo } from "../image.ts";
import type { ByteSource } from "./byte-source.ts";
import { unreadable, unsupported } from "./image-error.ts";

const convert = "Convert it to PNG, JPEG or TIFF.";

/** Formats that are known but not read: name, and bytes at a place that give them away. */
const others: readonly (readonly [name: string, at: number, ...magic: string[]])[] = [
  ["a GIF", 0, "GIF87a", "GIF89a"],
  ["a WebP", 8, "WEBP"],
  ["a BMP", 6, "\0\0\0\0\x36\0", "\0\0\0\0\x8a\0", "\0\0\0\0\x7a\0"],
  ["a JPEG 2000 image", 0, "\0\0\0\x0cjP  ", "\xff\x4f\xff\x51"],
  ["a JPEG XL image", 0, "\xff\x0a", "\0\0\0\x0cJXL "],
  ["a HEIF or AVIF image", 4, "ftyphei", "ftypmif1", "ftypmsf1", "ftypavi"],
  ["a Zeiss CZI file", 0, "ZISRAWFILE"],
  ["a Nikon ND2 file", 0, "\xda\xce\xbe\x0a"],
  ["an HDF5 file", 0, "\x89HDF\r\n"],
  ["a PDF", 0, "%PDF"],
  ["an SVG or XML file", 0, "<?xml", "<svg", "<!DOCTYPE", "\xef\xbb\xbf<"],
  ["a gzip file", 0, "\x1f\x8b"],
  ["a ZIP file", 0, "PK\x03\x04"],
];

/**
 * Tells the format by the first bytes, never by the name.
 *
 * @throws MorError `image-unsupported` for another known format, `image-unreadable` for what is no image.
 */
export async function sniffFormat(source: ByteSource): Promise<ImageInfo["format"]> {
  const head = await source.read(0, Math.min(64, source.size));
  const text = String.fromCharCode(...head);
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (["II*\0", "II+\0", "MM\0*", "MM\0+"].some((magic) => text.startsWith(magic))) return "tiff";
  const other = others.find(([, at, ...magics]) => magics.some((magic) => text.startsWith(magic, at)));
  if (other) throw unsupported(source.path, `a PNG, JPEG or TIFF, got ${other[0]}`, convert);
  throw unreadable(
    source.path,
    `a PNG, JPEG or TIFF, got ${isText(head) ? "a text file" : "unknown content"}`,
    "Look at the file: its name may be wrong, or it was damaged.",
  );
}

function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
