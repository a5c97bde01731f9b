/** Fractional bits of the constants, and those that are kept between the two passes. */
const [constantBits, passBits] = [13, 2];

const [c0298, c0390, c0541, c0765, c0899, c1175] = [2446, 3196, 4433, 6270, 7373, 9633] as const;
const [c1501, c1847, c1961, c2053, c2562, c3072] = [12299, 15137, 16069, 16819, 20995, 25172] as const;

const work = new Int32Array(64);

/**
 * Inverse discrete cosine transform of a block of 8 x 8 dequantised coefficients, shifted by 128 and clamped to 0..255: the
 * integer algorithm of Loeffler, Ligtenberg and Moschytz (1989, doi:10.1109/ICASSP.1989.266596) in the fixed point of
 * libjpeg's accurate method, bit for bit.
 * @param last place of the last coefficient that is not 0, in zigzag order
 */
export function inverseDct(
  block: Int32Array,
  last: number,
  out: Uint8Array,
  start: number,
  stride: number,
): void {
  if (last === 0) {
    const flat = clamp((((block[0] as number) << passBits) + 16) >> 5); // as both passes round
    for (let row = 0; row < 8; row++) out.fill(flat, start + row * stride, start + row * stride + 8);
    return;
  }
  for (let column = 0; column < 8; column++) transformColumn(block, column);
  for (let row = 0; row < 8; row++) transformRow(8 * row, out, start + row * stride);
}

function transformColumn(block: Int32Array, at: number): void {
  const x0 = block[at] as number; // all indices are below 64
  const x1 = block[at + 8] as number;
  const x2 = block[at + 16] as number;
  const x3 = block[at + 24] as number;
  const x4 = block[at + 32] as number;
  const x5 = block[at + 40] as number;
  const x6 = block[at + 48] as number;
  const x7 = block[at + 56] as number;
  if ((x1 | x2 | x3 | x4 | x5 | x6 | x7) === 0) {
    const flat = x0 << passBits;
    for (let row = 0; row < 64; row += 8) work[at + row] = flat;
    return;
  }
  const half = 1 << (constantBits - passBits - 1);
  const bits = constantBits - passBits;
  const even = Math.imul(x2 + x6, c0541);
  const even2 = even - Math.imul(x6, c1847);
  const even3 = even + Math.imul(x2, c0765);
  const sum = ((x0 + x4) << constantBits) + half;
  const difference = ((x0 - x4) << constantBits) + half;
  const cross = Math.imul(x7 + x3 + x5 + x1, c1175);
  const z1 = -Math.imul(x7 + x1, c0899);
  const z2 = -Math.imul(x5 + x3, c2562);
  const z3 = cross - Math.imul(x7 + x3, c1961);
  const z4 = cross - Math.imul(x5 + x1, c0390);
  const odd0 = Math.imul(x7, c0298) + z1 + z3;
  const odd1 = Math.imul(x5, c2053) + z2 + z4;
  const odd2 = Math.imul(x3, c3072) + z2 + z3;
  const odd3 = Math.imul(x1, c1501) + z1 + z4;
  work[at] = (sum + even3 + odd3) >> bits;
  work[at + 56] = (sum + even3 - odd3) >> bits;
  work[at + 8] = (difference + even2 + odd2) >> bits;
  work[at + 48] = (difference + even2 - odd2) >> bits;
  work[at + 16] = (difference - even2 + odd1) >> bits;
  work[at + 40] = (difference - even2 - odd1) >> bits;
  work[at + 24] = (sum - even3 + odd0) >> bits;
  work[at + 32] = (sum - even3 - odd0) >> bits;
}

function transformRow(at: number, out: Uint8Array, to: number): void {
  const x0 = work[at] as number; // all indices are below 64
  const x1 = work[at + 1] as number;
  const x2 = work[at + 2] as number;
  const x3 = work[at + 3] as number;
  const x4 = work[at + 4] as number;
  const x5 = work[at + 5] as number;
  const x6 = work[at + 6] as number;
  const x7 = work[at + 7] as number;
  const bits = constantBits + passBits + 3;
  const half = 1 << (bits - 1);
  const even = Math.imul(x2 + x6, c0541);
  const even2 = even - Math.imul(x6, c1847);
  const even3 = even + Math.imul(x2, c0765);
  const sum = ((x0 + x4) << constantBits) + half;
  const difference = ((x0 - x4) << constantBits) + half;
  const cross = Math.imul(x7 + x3 + x5 + x1, c1175);
  const z1 = -Math.imul(x7 + x1, c0899);
  const z2 = -Math.imul(x5 + x3, c2562);
  const z3 = cross - Math.imul(x7 + x3, c1961);
  const z4 = cross - Math.imul(x5 + x1, c0390);
  const odd0 = Math.imul(x7, c0298) + z1 + z3;
  const odd1 = Math.imul(x5, c2053) + z2 + z4;
  const odd2 = Math.imul(x3, c3072) + z2 + z3;
  const odd3 = Math.imul(x1, c1501) + z1 + z4;
  out[to] = clamp((sum + even3 + odd3) >> bits);
  out[to + 7] = clamp((sum + even3 - odd3) >> bits);
  out[to + 1] = clamp((difference + even2 + odd2) >> bits);
  out[to + 6] = clamp((difference + even2 - odd2) >> bits);
  out[to + 2] = clamp((difference - even2 + odd1) >> bits);
  out[to + 5] = clamp((difference - even2 - odd1) >> bits);
  out[to + 3] = clamp((sum - even3 + odd0) >> bits);
  out[to + 4] = clamp((sum - even3 - odd0) >> bits);
}

function clamp(value: number): number {
  const shifted = value + 128;
  return shifted < 0 ? 0 : shifted > 255 ? 255 : shifted;
}
