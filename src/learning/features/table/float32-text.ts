/** Powers of ten that are exact in double precision. Every index below is in range, hence the casts. */
const powers: Float64Array = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** 1, 0.1, 0.01 ... */
const fractions: Float64Array = Float64Array.from({ length: 8 }, (_, exponent) => Number(`1e-${exponent}`));

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
  let exponent = 0;
  while (size < (fractions[-exponent] as number)) exponent--;
  while (exponent >= 0 && size >= (powers[exponent + 1] as number)) exponent++;
  let places = 7 - exponent; // 8 digits
  let number = scaled(size, places);
  if (isSame(number, places, size)) {
    for (let fewer = places - 1; fewer >= 0; fewer--) {
      const shorter = scaled(size, fewer);
      if (!isSame(shorter, fewer, size)) break;
      number = shorter;
      places = fewer;
    }
  } else {
    places++; // 9 digits are always enough for a float32
    number = scaled(size, places);
  }
  if (value < 0) out[at++] = minus;
  return writeFixed(number, places, out, at);
}

/** Writes `number / 10 ** places`; the number is below 2 ** 31. */
function writeFixed(number: number, places: number, out: Uint8Array, at: number): number {
  const unit = powers[places] as number;
  const whole = number < unit ? 0 : Math.floor(number / unit);
  let length = 1;
  while (whole >= (powers[length] as number)) length++;
  writeDigits(whole, length, out, at);
  if (places === 0) return at + length;
  out[at + length] = point;
  writeDigits(number - whole * unit, places, out, at + length + 1);
  return at + length + 1 + places;
}

/** The last `length` digits of a number below 2 ** 31. */
function writeDigits(number: number, length: number, out: Uint8Array, at: number): void {
  let left = number | 0;
  for (let i = at + length - 1; i >= at; i--) {
    const next = (left / 10) | 0;
    out[i] = zero + left - 10 * next;
    left = next;
  }
}

function scaled(size: number, places: number): number {
  return Math.round(size * (powers[places] as number));
}

/** Whether a reader of the decimal gets the same float32; the division rounds as the reading of a double does. */
function isSame(number: number, places: number, size: number): boolean {
  return Math.fround(number / (powers[places] as number)) === size;
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
