/** IEEE 754 half precision kept as raw bits, converted to float32. Exact; infinities and NaN survive. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, half) => decode(half));
  const out = new Float32Array(bits.length);
  for (let index = 0; index < out.length; index++) out[index] = table[bits[index] ?? 0] ?? 0;
  return out;
}

/** The value behind each bit pattern, made on first use: a look-up is many times faster than a power of two. */
let table: Float32Array | undefined;

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
