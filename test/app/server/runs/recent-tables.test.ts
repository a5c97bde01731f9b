import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { recentTables } from "../../../../src/app/server/runs/recent-tables.ts";

it("reads a table once, anew when its file has changed or was crowded out, and fails without it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mor-tables-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [first, second, third] = [join(folder, "1.csv"), join(folder, "2.csv"), join(folder, "3.csv")];
  for (const file of [first, second, third]) await writeFile(file, "a");
  const reads: string[] = [];
  const read = recentTables(2, async (file) => {
    reads.push(file);
    return { classes: [], predictions: [] };
  });
  const [one, two] = await Promise.all([read(first), read(first)]);
  expect(one).toBe(two);
  await read(second);
  await read(first);
  expect(reads).toEqual([first, second]);
  await read(third);
  await read(second);
  expect(reads).toEqual([first, second, third, second]);
  await writeFile(second, "longer");
  await read(second);
  expect(reads).toHaveLength(5);
  await rm(second);
  await expect(read(second)).rejects.toMatchObject({ code: "input-missing" });
});
