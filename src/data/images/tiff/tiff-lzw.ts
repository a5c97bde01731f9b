const clear = 256;
const end = 257;

/**
 * Decompresses TIFF's variant of LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, most significant bit first,
 * one bit wider already before the table is full.
 *
 * @returns at most `size` bytes; fewer when the data end early.
 * @throws Error when a code stands for nothing.
 */
export function decodeLzw(input: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const prefix = new Uint16Array(4096);
  const last = new Uint8Array(4096);
  const length = new Uint32Array(4096);
  for (let code = 0; code < 256; code++) {
    last[code] = code;
    length[code] = 1;
  }
  let written = 0;
  let next = 258;
  let width = 9;
  let previous = -1;
  let buffer = 0;
  let held = 0;
  for (let position = 0; written < size; ) {
    while (held < width && position < input.length) {
      buffer = ((buffer << 8) | (input[position++] ?? 0)) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    held -= width;
    const code = (buffer >> held) & ((1 << width) - 1);
    if (code === end) break;
    if (code === clear) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    if (previous >= 0 && next < 4096) {
      prefix[next] = previous;
      length[next] = (length[previous] ?? 0) + 1;
      // The new string ends with the first byte of this one, which may be the new string itself.
      last[next] = firstByte(code === next ? previous : code, prefix, last);
      next++;
    }
    if (code >= next || (previous < 0 && code > 255)) throw new Error(`LZW code ${code} stands for nothing`);
    const count = length[code] ?? 0;
    for (let at = written + count - 1, c = code; at >= written; at--) {
      if (at < size) out[at] = last[c] ?? 0;
      c = prefix[c] ?? 0;
    }
    written += count;
    previous = code;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  return out.subarray(0, Math.min(written, size));
}

function firstByte(code: number, prefix: Uint16Array, last: Uint8Array): number {
  let c = code;
  while (c > 257) c = prefix[c] ?? 0;
  return last[c] ?? 0;
}
