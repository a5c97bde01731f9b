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
  // A string of the table is one that was written before, with the byte behind it: its place in the output says all.
  const out = new Uint8Array(size + longest);
  const start = new Int32Array(4096);
  const length = new Uint16Array(4096).fill(1, 0, 256);
  let written = 0;
  let next = 258;
  let width = 9;
  let previous = -1; // place of the string that was written last
  let previousLength = 0;
  let buffer = 0;
  let held = 0;
  for (let position = 0; written < size; ) {
    while (held < width && position < input.length) {
      buffer = ((buffer << 8) | (input[position++] as number)) & 0xffffff; // the position was checked
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
      start[next] = previous;
      length[next] = previousLength + 1;
      next++;
    }
    if (code >= next || (previous < 0 && code > 255)) throw new Error(`LZW code ${code} stands for nothing`);
    previous = written;
    if (code < 256) {
      previousLength = 1;
      out[written++] = code;
    } else {
      previousLength = length[code] as number; // a code has 12 bits
      // The string may reach into itself: its last byte is then its own first one, just written.
      for (let from = start[code] as number, stop = written + previousLength; written < stop; )
        out[written++] = out[from++] as number;
    }
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  return out.subarray(0, Math.min(written, size));
}

/** No string is longer: each is one byte longer than another one of the table. */
const longest = 4096;
