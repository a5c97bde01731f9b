import { unreadable, unsupported } from "../source/image-error.ts";

/** What the frame header of a JPEG says (ITU-T T.81, B.2.2). */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1 grey or 3 colour. */
  readonly samples: number;
}

/**
 * Reads the frame header; no pixel is decoded.
 *
 * @throws MorError `image-unreadable` when there is none, `image-unsupported` for CMYK and for 12 bits.
 */
export function parseJpeg(path: string, bytes: Uint8Array): JpegHeader {
  const hint = "Copy the file again from its origin.";
  for (let offset = 2; offset + 4 <= bytes.length; ) {
    if (bytes[offset] !== 0xff) throw unreadable(path, `a JPEG marker at byte ${offset}, got none`, hint);
    const marker = bytes[offset + 1] ?? 0;
    if (marker === 0xff) {
      offset++; // fill byte
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      offset += 2; // markers that stand alone
      continue;
    }
    const length = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame && offset + 10 <= bytes.length) return frameOf(path, bytes.subarray(offset + 4, offset + 10));
    if (marker === 0xda || marker === 0xd9 || length < 2) break;
    offset += 2 + length;
  }
  throw unreadable(path, "a JPEG with a frame header, got none", hint);
}

function frameOf(path: string, frame: Uint8Array): JpegHeader {
  const [precision = 0, heightHigh = 0, heightLow = 0, widthHigh = 0, widthLow = 0, samples = 0] = frame;
  const width = (widthHigh << 8) | widthLow;
  const height = (heightHigh << 8) | heightLow;
  if (width === 0 || height === 0) {
    throw unreadable(path, `at least one pixel, got ${width} x ${height}`, "Export the image again.");
  }
  if (precision !== 8) {
    throw unsupported(path, `8 bits per sample in a JPEG, got ${precision}`, "Convert it to a 16-bit TIFF.");
  }
  if (samples === 4) {
    throw unsupported(path, "a grey or RGB JPEG, got CMYK", "Convert it to RGB, for instance as PNG.");
  }
  if (samples !== 1 && samples !== 3) {
    throw unsupported(path, `1 or 3 samples per pixel in a JPEG, got ${samples}`, "Convert it to PNG.");
  }
  return { width, height, samples };
}
