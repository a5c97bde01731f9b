/** Powers of ten that are exact in double precision. */
const powers: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

const [zero, point, minus] = [48, 46, 45]; // characters 0 . -

/** Characters that a number has at the most. */
export const longestNumber = 24;

/**
 * Writes the shortest decimal that reads back as the same float32, `0.1` for the float32 nearest to 0.1, as ASCII.
 * It is faster than making strings, which matters for millions of features.
 *
 * @param value a float32; NaN and infinities are written as `NaN`, `Infinity`, `-Infinity`.
 * @param out has `longestNumber` bytes left from `at` on
 * @returns where the next character goes
 */
export function writeFloat32(value: number, out: Uint8Array, at: number): number {
  const size = Math.abs(value);
  // Within these limits 9 digits are an integer that is scaled by an exact power of ten: one rounding only.
  if (!(size >= 1e-6 && size < 1e5)) return writeText(textOf(value), out, at);
  let exponent = Math.floor(Math.log10(size));
  if (powerOf(exponent) > size) exponent--;
  else if (powerOf(exponent + 1) <= size) exponent++;
  let digits = 8;
  let number = scaled(size, digits - 1 - exponent);
  if (isSame(number, digits - 1 - exponent, size)) {
    while (digits > 1) {
      const fewer = scaled(size, digits - 2 - exponent);
      if (digits - 2 - exponent < 0 || !isSame(fewer, digits - 2 - exponent, size)) break;
      number = fewer;
      digits--;
    }
  } else {
    digits = 9; // always enough for a float32
    number = scaled(size, digits - 1 - exponent);
  }
  let places = digits - 1 - exponent;
  while (places > 0 && number % 10 === 0) {
    number /= 10;
    places--;
  }
  if (value < 0) out[at++] = minus;
  return writeFixed(number, places, out, at);
}

/** Writes `number / 10 ** places`. */
function writeFixed(number: number, places: number, out: Uint8Array, at: number): number {
  let whole = Math.floor(number / (powers[places] ?? 1));
  let rest = number - whole * (powers[places] ?? 1);
  let length = 1;
  while (whole >= (powers[length] ?? 1)) length++;
  for (let i = at + length - 1; i >= at; i--) {
    const next = Math.floor(whole / 10);
    out[i] = zero + (whole - 10 * next);
    whole = next;
  }
  at += length;
  if (places === 0) return at;
  out[at++] = point;
  for (let i = at + places - 1; i >= at; i--) {
    const next = Math.floor(rest / 10);
    out[i] = zero + (rest - 10 * next);
    rest = next;
  }
  return at + places;
}

function scaled(size: number, places: number): number {
  return Math.round(size * (powers[places] ?? 1));
}

/** Whether a reader of the decimal gets the same float32; the division rounds as the reading of a double does. */
function isSame(number: number, places: number, size: number): boolean {
  return Math.fround(number / (powers[places] ?? 1)) === size;
}

function powerOf(exponent: number): number {
  return exponent >= 0 ? (powers[exponent] ?? 1) : 1 / (powers[-exponent] ?? 1);
}

function textOf(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

function writeText(text: string, out: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}
