import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { writeWhole } from "../../../files/write-whole.ts";
import { type FeatureColumn, featureNames, type LabelledFeatures, rowCount } from "./labelled-features.ts";

/** Size of a group of rows: memory holds one of them twice. */
const groupBytes = 32 * 2 ** 20;

/**
 * Writes a table as Parquet, features as columns of float32, uncompressed: features do not shrink. The file is never
 * there in part. An existing file is replaced.
 *
 * @throws MorError `output-unwritable`.
 */
export async function writeFeaturesParquet(file: string, table: LabelledFeatures): Promise<void> {
  await writeWhole(file, piecesOf(table));
}

function* piecesOf(table: LabelledFeatures): Generator<Uint8Array> {
  const { columns, width } = table;
  const names = featureNames(width);
  const writer = new ByteWriter(2 ** 20);
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: "root", num_children: columns.length + width },
      ...columns.map(elementOf),
      ...names.map((name) => ({ name, repetition_type: "REQUIRED", type: "FLOAT" }) as const),
    ],
    codec: "UNCOMPRESSED",
    statistics: false,
    createdBy: "deeplearnmor",
  });
  const rows = rowCount(table);
  const groupRows = Math.max(1, Math.floor(groupBytes / (width * Float32Array.BYTES_PER_ELEMENT)));
  for (let start = 0; start < rows; start += groupRows) {
    const count = Math.min(groupRows, rows - start);
    void parquet.write({
      columnData: [
        ...columns.map((column) => ({ name: column.name, data: valuesOf(column, start, count) })),
        ...names.map((name, feature) => ({
          name,
          data: columnOf(table, feature, start, count),
          encoding: "PLAIN" as const,
        })),
      ],
      rowGroupSize: count,
      pageSize: groupBytes,
    });
    yield taken(writer);
  }
  void parquet.finish();
  yield taken(writer);
}

function columnOf(
  { width, data }: LabelledFeatures,
  feature: number,
  start: number,
  count: number,
): Float32Array {
  const column = new Float32Array(count);
  for (let row = 0; row < count; row++) column[row] = data[(start + row) * width + feature] ?? 0;
  return column;
}

function elementOf({ name, kind }: FeatureColumn): SchemaElement {
  return kind === "text"
    ? { name, repetition_type: "REQUIRED", type: "BYTE_ARRAY", converted_type: "UTF8" }
    : { name, repetition_type: "REQUIRED", type: "INT32" };
}

function valuesOf(column: FeatureColumn, start: number, count: number): string[] | Int32Array {
  return column.kind === "text"
    ? column.values.slice(start, start + count)
    : column.values.slice(start, start + count);
}

/** The bytes so far; the writer goes on at the beginning of its memory, and counts offsets as before. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes();
  writer.index = 0;
  return bytes;
}
