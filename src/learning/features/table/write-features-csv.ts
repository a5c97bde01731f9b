import { stringify } from "csv-stringify/sync";
import { writeWhole } from "../../../files/write-whole.ts";
import { longestNumber, writeFloat32 } from "./float32-text.ts";
import { featureNames, type LabelledFeatures, rowCount } from "./labelled-features.ts";

const pieceBytes = 2 ** 20;
const [comma, lineEnd] = [44, 10]; // characters , and line feed

/**
 * Writes a table as CSV: UTF-8 with LF, each feature as the shortest text that reads back as the same float32. The file
 * is never there in part, and its text never in memory as a whole. An existing file is replaced.
 *
 * @throws MorError `output-unwritable`.
 */
export async function writeFeaturesCsv(file: string, table: LabelledFeatures): Promise<void> {
  await writeWhole(file, piecesOf(table));
}

function* piecesOf(table: LabelledFeatures): Generator<Uint8Array> {
  const { columns, width, data } = table;
  const encoder = new TextEncoder();
  yield encoder.encode(`${lineOf([...columns.map(({ name }) => name), ...featureNames(width)])}\n`);
  const rowBytes = width * (longestNumber + 1) + 1;
  // One buffer for all pieces: each has been written when the next one is asked for.
  const out = new Uint8Array(pieceBytes + rowBytes);
  let at = 0;
  for (let row = 0; row < rowCount(table); row++) {
    const start = encoder.encode(lineOf(columns.map(({ values }) => String(values[row] ?? ""))));
    if (at + start.length + rowBytes > out.length) {
      yield out.subarray(0, at);
      at = 0;
    }
    if (start.length > pieceBytes) yield start;
    else {
      out.set(start, at);
      at += start.length;
    }
    for (let i = row * width; i < (row + 1) * width; i++) {
      if (start.length > 0 || i > row * width) out[at++] = comma;
      at = writeFloat32(data[i] ?? 0, out, at);
    }
    out[at++] = lineEnd;
  }
  yield out.subarray(0, at);
}

/** One line without its end. */
function lineOf(cells: string[]): string {
  // A lone carriage return is not quoted otherwise, and would be read as the end of a line.
  return stringify([cells], { eof: false, quoted_match: /\r/ });
}
