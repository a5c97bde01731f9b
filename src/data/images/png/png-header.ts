import { unreadable, unsupported } from "../source/image-error.ts";

/** What the chunks of a PNG say (PNG specification, third edition, 2025, section 11). */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  /** Samples per pixel as stored: 1 grey or palette, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly samples: number;
  readonly interlaced: boolean;
  /** Red, green, blue of each index. */
  readonly palette?: Uint8Array;
  /** The compressed pixels, one entry for each IDAT chunk. */
  readonly data: readonly Uint8Array[];
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/**
 * Walks through the chunks of a whole PNG file; no pixel is decoded.
 *
 * @throws MorError `image-unreadable` when chunks are missing or cut short, `image-unsupported` for an animation.
 */
export function parsePng(path: string, bytes: Uint8Array): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const broken = (what: string) => unreadable(path, what, "Copy the file again from its origin.");
  const data: Uint8Array[] = [];
  let header: Omit<PngHeader, "palette" | "data"> | undefined;
  let colourType = 0;
  let palette: Uint8Array | undefined;
  for (let offset = 8; ; ) {
    if (offset + 12 > bytes.length) throw broken("a whole PNG, got one that ends before its last chunk");
    const length = view.getUint32(offset);
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const body = bytes.subarray(offset + 8, offset + 8 + length);
    if (offset + 12 + length > bytes.length) throw broken(`${length} bytes in chunk ${type}, got fewer`);
    if (type === "IHDR") {
      if (length !== 13) throw broken(`13 bytes in chunk IHDR, got ${length}`);
      colourType = body[9] ?? 0;
      header = {
        width: view.getUint32(offset + 8),
        height: view.getUint32(offset + 12),
        bitDepth: body[8] ?? 0,
        samples: samplesOf[colourType] ?? 0,
        interlaced: body[12] === 1,
      };
      if (!depthsOf[colourType]?.includes(header.bitDepth)) {
        throw broken(`a colour type and depth of PNG, got ${colourType} and ${header.bitDepth}`);
      }
    } else if (header === undefined) {
      throw broken(`chunk IHDR first, got ${JSON.stringify(type)}`);
    } else if (type === "acTL") {
      throw unsupported(path, "a still image, got an animated PNG", "Save its frames as single images.");
    } else if (type === "PLTE") palette = body;
    else if (type === "IDAT") data.push(body);
    else if (type === "IEND") break;
    offset += 12 + length;
  }
  if (header.width === 0 || header.height === 0) {
    throw broken(`at least one pixel, got ${header.width} x ${header.height}`);
  }
  if (data.length === 0) throw broken("pixels, got no chunk IDAT");
  if (colourType !== 3) return { ...header, data };
  if (palette === undefined) throw broken("a palette, got no chunk PLTE");
  return { ...header, palette, data };
}
