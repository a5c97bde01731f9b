import type { ImageDetails } from "../../../../src/app/protocol/image-api.ts";

/** Why a file cannot be read, in words for those who have made the image; the program's own stand beside them. */
export function brokenWords(reason: string): string {
  return knownReason(reason) ?? "The file is damaged.";
}

/** The same where there are such words; undefined for all other reasons. */
export function knownReason(reason: string): string | undefined {
  return reasons.find(([pattern]) => pattern.test(reason))?.[1];
}

const reasons: readonly (readonly [pattern: RegExp, words: string])[] = [
  [
    /no such file|ENOENT|nothing at this path|file of the workspace, got none/i,
    "The file is not there any more.",
  ],
  [/behind a link/i, "A link to another place stands where the file was."],
  [/got a folder|device or pipe/i, "This is no file."],
  [/permission|EACCES|EPERM/i, "This computer does not let the file be read: its permissions forbid it."],
  [/zero bytes|empty file/i, "The file is empty."],
  [/text file/i, "The file holds text and no image."],
  [
    /got an? (?:animated )?(?:GIF|WebP|SVG|BMP|HEIC|PSD)/i,
    "Files of this kind cannot be read: save it as PNG, JPEG or TIFF.",
  ],
  [/animated/i, "Animated files cannot be read: save one picture of it as PNG or TIFF."],
  [
    /at most \d+ (?:pixels|bytes|pages)/i,
    "The image is larger than can be read: cut it into smaller ones, or choose fewer planes.",
  ],
  [/\d+ x \d+/, "The image has a size that cannot be read."],
  [
    /CMYK|RGB or palette|YCbCr|samples|per sample|predictor|compressed as|LZW/,
    "It is stored in a way that cannot be read: save it anew as PNG, or as TIFF without compression.",
  ],
  [
    /cut short|fewer|premature|truncated|ends|end of/i,
    "The file is cut off: perhaps it was not copied to its end.",
  ],
  [/unknown content/i, "The file is no image of a kind that can be read: PNG, JPEG or TIFF."],
];

/** Why a picture is not there; `page` is the one that was asked for, counted from 0. */
export function failureWords(
  details: Pick<ImageDetails, "broken" | "facts"> | undefined,
  page: number | undefined,
): string {
  if (details === undefined) return "This image cannot be read.";
  if (details.broken !== null) return `This image cannot be read. ${brokenWords(details.broken)}`;
  const pages = details.facts?.pages ?? 0;
  if (page !== undefined && pages > 0 && page >= pages) {
    return pages === 1
      ? "This image has one page alone."
      : `This image has only ${pages.toLocaleString("en")} pages.`;
  }
  return "This image cannot be read.";
}

/** The type of the pixels as microscopes call it, with what it can hold. */
export function pixelTypeWords(type: string): string {
  return pixelTypes[type] ?? type;
}

const pixelTypes: Readonly<Record<string, string>> = {
  bool: "1-bit, black or white",
  uint8: "8-bit, 0 to 255",
  int8: "8-bit, −128 to 127",
  uint16: "16-bit, 0 to 65,535",
  int16: "16-bit, −32,768 to 32,767",
  uint32: "32-bit, whole numbers",
  int32: "32-bit, whole numbers with a sign",
  float32: "32-bit, decimal numbers",
  float64: "64-bit, decimal numbers",
};
