import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import type { LabelledFeatures } from "../../../../src/learning/features/table/labelled-features.ts";
import { writeFeaturesCsv } from "../../../../src/learning/features/table/write-features-csv.ts";
import { writeFeaturesParquet } from "../../../../src/learning/features/table/write-features-parquet.ts";
import { temporaryFolder } from "../../../data/dataset/made-images.ts";

const names = ["plain.png", 'with "quotes", comma.png', "Blätter/été.png", "two\nlines.png", "return\r.png"];

function made(rows: number, width: number): LabelledFeatures {
  return {
    columns: [
      { name: "path", kind: "text", values: Array.from({ length: rows }, (_, i) => names[i % 5] ?? "") },
      { name: "label", kind: "text", values: Array.from({ length: rows }, (_, i) => `class ${i % 3}`) },
      { name: "tile", kind: "integer", values: Int32Array.from({ length: rows }, (_, i) => 11 + (i % 2)) },
    ],
    width,
    data: Float32Array.from({ length: rows * width }, (_, i) =>
      i % 7 === 0 ? 0 : Math.exp(Math.sin(i) * 20),
    ),
  };
}

/** Rows of texts and numbers as they were given. */
function expected({ columns, width, data }: LabelledFeatures): Record<string, string | number>[] {
  return Array.from({ length: data.length / width }, (_, row) => ({
    ...Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? ""])),
    ...Object.fromEntries(
      Array.from(data.subarray(row * width, (row + 1) * width), (value, i) => [`f${i}`, value]),
    ),
  }));
}

describe("a table of features", () => {
  it.each([
    [7, 3],
    [0, 4],
  ])("of %i rows and %i features comes back from CSV bit for bit", async (rows, width) => {
    const file = join(await temporaryFolder(), "features.csv");
    const table = made(rows, width);
    await writeFeaturesCsv(file, table);
    const text = await readFile(file, "utf8");
    expect(text.split("\n", 1)[0]).toMatch(/^path,label,tile,f0,/);
    const read = parse(text, {
      columns: true,
      cast: (cell, { header, column }) =>
        header
          ? cell
          : column === "tile"
            ? Number(cell)
            : /^f\d/.test(String(column))
              ? Math.fround(Number(cell))
              : cell,
    });
    expect(read).toEqual(expected(table));
  });

  it("is written to CSV in pieces that fit together", async () => {
    const file = join(await temporaryFolder(), "features.csv");
    const data = Float32Array.from({ length: 300 * 700 }, (_, i) => Math.sin(i));
    await writeFeaturesCsv(file, { columns: [], width: 700, data });
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines[0]?.slice(0, 9)).toBe("f0,f1,f2,");
    const read = Float32Array.from(
      lines.slice(1).flatMap((line) => line.split(",")),
      Number,
    );
    expect(Buffer.from(read.buffer).equals(Buffer.from(data.buffer))).toBe(true);
  });

  it.each([
    [7, 3],
    [0, 4],
  ])("of %i rows and %i features comes back from Parquet bit for bit", async (rows, width) => {
    const path = join(await temporaryFolder(), "features.parquet");
    const table = made(rows, width);
    await writeFeaturesParquet(path, table);
    const file = await asyncBufferFromFile(path);
    expect(await parquetReadObjects({ file })).toEqual(expected(table));
    const { schema } = await parquetMetadataAsync(file);
    expect(schema.map(({ type }) => type)).toEqual([
      undefined,
      "BYTE_ARRAY",
      "BYTE_ARRAY",
      "INT32",
      ...new Array(width).fill("FLOAT"),
    ]);
  });

  it("is written to Parquet in groups of rows of bounded size", async () => {
    const path = join(await temporaryFolder(), "features.parquet");
    const table = { ...made(20_000, 1), width: 512, data: new Float32Array(20_000 * 512).fill(0.5, 1000) };
    await writeFeaturesParquet(path, table);
    const file = await asyncBufferFromFile(path);
    const { row_groups } = await parquetMetadataAsync(file);
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([16384, 3616]);
    const last = await parquetReadObjects({ file, rowStart: 19_999, columns: ["path", "f511"] });
    expect(last).toEqual([{ path: names[19_999 % 5], f511: table.data.at(-1) }]);
    expect((await stat(path)).size).toBeGreaterThan(20_000 * 512 * 4);
  });

  it.each([writeFeaturesCsv, writeFeaturesParquet])("leaves an old file when it fails", async (write) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "no folder");
    await expect(write(join(folder, "file/features"), made(2, 2))).rejects.toMatchObject({
      code: "output-unwritable",
    });
  });
});
