/**
 * Compares two strings by Unicode code points, the same on every machine and in every locale.
 * JavaScript's own order compares UTF-16 units, which puts emoji before some letters.
 */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates (0xd800-0xdfff) stand for code points above 0xffff and must sort after 0xe000-0xffff. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit;
}
