import { deflateSync } from "node:zlib";

/** A PNG made of its parts, so that tests can make what no encoder would. The sums of chunks are left 0: nobody reads them. */
export function pngBytes(options: {
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly colourType?: number;
  /** Rows, each behind its filter byte; zeros of one row by default. */
  readonly rows?: Uint8Array;
  readonly extra?: readonly (readonly [type: string, body: Uint8Array])[];
}): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(options.width, 0);
  header.writeUInt32BE(options.height, 4);
  header[8] = options.bitDepth ?? 8;
  header[9] = options.colourType ?? 0;
  const data = deflateSync(options.rows ?? new Uint8Array(options.width + 1));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...(options.extra ?? []).map(([type, body]) => chunk(type, body)),
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, Buffer.from(type, "latin1"), body, Buffer.alloc(4)]);
}

/** A little-endian TIFF with the given fields (all of type long) and bytes from byte 8 on. */
export function tiffBytes(
  fields: readonly (readonly [tag: number, value: number])[],
  body: Uint8Array,
  next = 0,
): Uint8Array {
  const out = Buffer.alloc(8 + body.length + 2 + fields.length * 12 + 4);
  out.write("II*\0", "latin1");
  out.writeUInt32LE(8 + body.length, 4);
  out.set(body, 8);
  out.writeUInt16LE(fields.length, 8 + body.length);
  fields.forEach(([tag, value], index) => {
    const at = 8 + body.length + 2 + index * 12;
    out.writeUInt16LE(tag, at);
    out.writeUInt16LE(4, at + 2);
    out.writeUInt32LE(1, at + 4);
    out.writeUInt32LE(value, at + 8);
  });
  out.writeUInt32LE(next, out.length - 4);
  return out;
}

/** A little-endian TIFF of square grey pages of 8 bits, each of one value. */
export function tiffStack(values: readonly number[], side: number): Uint8Array {
  const pageBytes = side * side + 2 + 9 * 12 + 4;
  const out = Buffer.alloc(8 + values.length * pageBytes);
  out.write("II*\0", "latin1");
  out.writeUInt32LE(8 + side * side, 4);
  values.forEach((value, page) => {
    const pixels = 8 + page * pageBytes;
    const directory = pixels + side * side;
    out.fill(value, pixels, directory);
    const fields = {
      256: side,
      257: side,
      258: 8,
      259: 1,
      262: 1,
      273: pixels,
      277: 1,
      278: side,
      279: side ** 2,
    };
    out.writeUInt16LE(9, directory);
    Object.entries(fields).forEach(([tag, content], index) => {
      const at = directory + 2 + index * 12;
      out.writeUInt16LE(Number(tag), at);
      out.writeUInt16LE(4, at + 2);
      out.writeUInt32LE(1, at + 4);
      out.writeUInt32LE(content, at + 8);
    });
    const next = directory + pageBytes;
    out.writeUInt32LE(page + 1 < values.length ? next : 0, directory + 2 + 9 * 12);
  });
  return out;
}
