import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { median, type Ratio, ratioOf } from "./ratio.ts";

/** One line of the table: a work, ours against a peer's. */
export interface Line {
  readonly name: string;
  readonly unit: string;
  /** Median over the pairs. */
  readonly ours: number;
  readonly peer: number;
  /** Ours / theirs, pair by pair: below 1 we are better. */
  readonly ratio: Ratio;
}

/** Stored results: the newest line of every name, with where and how it was measured. */
export interface Results {
  readonly lines: readonly (Line & { readonly conditions: Conditions })[];
}

export interface Conditions {
  readonly machine: string;
  readonly node: string;
  readonly batch: number;
  readonly threads: number;
  readonly pairs: number;
  readonly peer?: string;
}

const path = join(import.meta.dirname, "results.json");

export async function readResults(): Promise<Results> {
  if (!existsSync(path)) return { lines: [] };
  return JSON.parse(await readFile(path, "utf8")) as Results; // only `recordResults` writes it
}

/** Puts lines in the place of those of the same names. */
export async function recordResults(lines: Results["lines"]): Promise<void> {
  const { lines: old } = await readResults();
  const merged = new Map([...old, ...lines].map((line) => [line.name, line]));
  await writeLines(path, [...merged.values()], (body) => `{"lines": ${body}}\n`);
}

/** A JSON array with one object per line. */
export async function writeLines(
  file: string,
  lines: readonly object[],
  wrap: (body: string) => string = (body) => `${body}\n`,
): Promise<void> {
  await writeFile(file, wrap(`[\n${lines.map((line) => JSON.stringify(line)).join(",\n")}\n]`));
}

/** Rounds to four digits: more would be noise. */
export function lineOf(name: string, unit: string, ours: readonly number[], peer: readonly number[]): Line {
  const ratio = ratioOf(ours, peer);
  return {
    name,
    unit,
    ours: round(median(ours)),
    peer: round(median(peer)),
    ratio: { median: round(ratio.median), low: round(ratio.low), high: round(ratio.high) },
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function describeMachine(): string {
  return `${availableParallelism()} threads of ${cpus()[0]?.model.trim() ?? "an unknown processor"}, ${process.platform} ${process.arch}`;
}

export function formatTable(lines: readonly Line[]): string {
  const rows = [
    ["", "unit", "ours", "peer", "ratio", "low - high"],
    ...lines.map(({ name, unit, ours, peer, ratio }) => [
      name,
      unit,
      String(ours),
      String(peer),
      ratio.median.toFixed(2),
      `${ratio.low.toFixed(2)} - ${ratio.high.toFixed(2)}`,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
