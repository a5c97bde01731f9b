/** Codes up to this length are looked up in one step. */
export const lookAheadBits = 9;

/** A Huffman code of a JPEG, ready to be read (ITU-T T.81, annexes C and F.2.2.3). */
export interface HuffmanTable {
  /** For the next bits: 256 times the length of the code that they begin with, and its symbol; 0 for longer codes. */
  readonly short: Uint16Array;
  /**
   * For the next bits, when both a code of a coefficient and its value are among them: 256 times the value, 16 times the
   * zeros before it, and the number of bits; else 0.
   */
  readonly values: Int32Array;
  /** Largest code of each length, -1 where there is none. */
  readonly largest: Int32Array;
  /** To be added to a code of each length to have the place of its symbol. */
  readonly shift: Int32Array;
  readonly symbols: Uint8Array;
}

/** @returns undefined for what is no code: too many words, or symbols missing. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | undefined {
  const short = new Uint16Array(1 << lookAheadBits);
  const largest = new Int32Array(17).fill(-1);
  const shift = new Int32Array(17);
  let [code, place] = [0, 0];
  for (let size = 1; size <= 16; size++) {
    const count = counts[size - 1] ?? 0;
    shift[size] = place - code;
    for (let word = 0; word < count; word++, code++, place++) {
      if (size > lookAheadBits) continue;
      const free = lookAheadBits - size;
      const entry = (size << 8) | (symbols[place] ?? 0);
      for (let at = code << free; at < (code + 1) << free; at++) short[at] = entry;
    }
    if (code > 1 << size) return undefined;
    if (count > 0) largest[size] = code - 1;
    code <<= 1;
  }
  if (counts.length !== 16 || place !== symbols.length) return undefined;
  const values = new Int32Array(short.length);
  for (let bits = 0; bits < values.length; bits++) values[bits] = valueAfter(short[bits] ?? 0, bits);
  return { short, values, largest, shift, symbols };
}

function valueAfter(entry: number, bits: number): number {
  const [length, zeros, size] = [entry >> 8, (entry >> 4) & 15, entry & 15];
  if (size === 0 || length + size > lookAheadBits) return 0;
  const stored = (bits >> (lookAheadBits - length - size)) & ((1 << size) - 1);
  const value = stored < 1 << (size - 1) ? stored - (1 << size) + 1 : stored;
  return value * 256 + zeros * 16 + length + size;
}
