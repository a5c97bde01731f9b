import { stringify } from "csv-stringify/sync";
import { writeWhole } from "../../files/write-whole.ts";

/**
 * Writes rows as CSV (RFC 4180, LF line ends, `true` and `false`), whole or not at all. The first row gives the
 * columns; no rows give an empty file.
 *
 * @throws MorError `output-unwritable`.
 */
export async function writeTable(file: string, rows: readonly object[]): Promise<void> {
  await writeWhole(file, stringify([...rows], { header: true, cast: { boolean: String } }));
}
