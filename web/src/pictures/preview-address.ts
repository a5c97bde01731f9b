const side = 8;

/** A bitmap of 8 x 8 pixels of 24 bits begins like this (Windows bitmap, version 3). */
const header = btoa(
  String.fromCharCode(
    ...[0x42, 0x4d, 246, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0],
    ...[40, 0, 0, 0, side, 0, 0, 0, side, 0, 0, 0, 1, 0, 24, 0],
    ...new Array<number>(24).fill(0),
  ),
);

/** A grey pixel is three equal bytes, and three bytes are four characters of base64. */
const pixels = Array.from({ length: 256 }, (_, value) => btoa(String.fromCharCode(value, value, value)));

/**
 * A preview of 8 x 8 grey values, row by row, as an address for `<img>`; undefined when all are 0, which is none. A canvas in
 * each cell costs a browser ten times as much.
 */
export function previewAddress(values: Uint8Array): string | undefined {
  if (values.length !== side * side || values.every((value) => value === 0)) return undefined;
  let text = "";
  for (let row = side - 1; row >= 0; row--) {
    for (let at = side * row; at < side * (row + 1); at++) text += pixels[values[at] ?? 0];
  }
  return `data:image/bmp;base64,${header}${text}`;
}
