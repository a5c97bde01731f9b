import { existsSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { median, type Ratio, ratioOf } from "./ratio.ts";
import { formatSpeedPage } from "./speed-page.ts";

/** One line of the table: a work, ours against a peer's. */
export interface Line {
  readonly name: string;
  readonly unit: string;
  /** Median over the pairs. */
  readonly ours: number;
  readonly peer: number;
  /** Ours / theirs, pair by pair: below 1 we are better. */
  readonly ratio: Ratio;
  /** Whether ours was as good as the peer's, where that is a condition: without it the ratio does not count. */
  readonly reached?: boolean;
}

/** A measured line with its conditions. */
export type MeasuredLine = Line & { readonly conditions: Conditions };

/** Stored results: a line of every name, with where and how it was measured. */
export interface Results {
  readonly lines: readonly MeasuredLine[];
}

export interface Conditions {
  readonly machine: string;
  /** Versions of Node.js and of onnxruntime-node. */
  readonly node: string;
  readonly onnxruntime?: string;
  /** Name and version of the peer. */
  readonly peer?: string;
  /** Images at a time. */
  readonly batch?: number;
  readonly threads: number;
  readonly pairs: number;
  /** Day of the measurement, as in 2026-11-23. */
  readonly date?: string;
  /** What else one has to know to understand the line. */
  readonly note?: string;
}

/** What a record is the median of, at least. */
const pairsOfRecord = 5;

const path = join(import.meta.dirname, "../results.json");
const page = join(import.meta.dirname, "../../docs/speed.md");

export async function readResults(): Promise<Results> {
  if (!existsSync(path)) return { lines: [] };
  return JSON.parse(await readFile(path, "utf8")) as Results; // only `recordResults` writes it
}

/**
 * Puts lines in the place of those of the same names, and the whole table into docs/speed.md.
 * @param order names in the order of the table; others follow.
 */
export async function recordResults(lines: Results["lines"], order: readonly string[] = []): Promise<void> {
  const { lines: old } = await readResults();
  const merged = inOrder(mergeLines(old, lines), order);
  await writeLines(path, merged, (body) => `{"lines": ${body}}\n`);
  if (existsSync(page)) await writeFile(page, formatSpeedPage(await readFile(page, "utf8"), merged));
}

/** Lines by name: a new one takes the place of the old one; others keep theirs. */
export function mergeLines<T extends { readonly name: string }>(old: readonly T[], fresh: readonly T[]): T[] {
  return [...new Map([...old, ...fresh].map((line) => [line.name, line])).values()];
}

/** Whether a line may take the place of the stored one: fewer pairs than a record wants do not replace a record. */
export function replaces(fresh: MeasuredLine, stored: MeasuredLine | undefined): boolean {
  const [now, before] = [fresh.conditions, stored?.conditions];
  return before?.machine !== now.machine || now.pairs >= Math.min(before.pairs, pairsOfRecord);
}

function inOrder<T extends { readonly name: string }>(lines: readonly T[], order: readonly string[]): T[] {
  const places = new Map(order.map((name, place) => [name, place]));
  const placeOf = ({ name }: T): number => places.get(name) ?? order.length;
  return [...lines].sort((a, b) => placeOf(a) - placeOf(b));
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

/** Adds machine, versions and day. */
export function conditionsOf(
  given: Omit<Conditions, "machine" | "node" | "onnxruntime" | "date">,
): Conditions {
  const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };
  return {
    machine: describeMachine(),
    node: process.version,
    onnxruntime: version,
    date: new Date().toISOString().slice(0, 10),
    ...given,
  };
}

/** As in "2 threads of AMD EPYC (AVX2), linux x64": processors of one name may have different vector units. */
export function describeMachine(): string {
  const processor = cpus()[0]?.model.trim() ?? "an unknown processor";
  const units = vectorUnits();
  return `${availableParallelism()} threads of ${processor}${units && ` (${units})`}, ${process.platform} ${process.arch}`;
}

/** What Linux says of the widest vector and matrix units; "" where it does not. */
function vectorUnits(): string {
  if (!existsSync("/proc/cpuinfo")) return "";
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" "));
  const vector = flags.has("avx512f") ? "AVX-512" : flags.has("avx2") ? "AVX2" : "";
  return [vector, flags.has("amx_tile") ? "AMX" : ""].filter((unit) => unit !== "").join(", ");
}

export function formatTable(lines: readonly Line[]): string {
  const rows = [
    ["", "unit", "ours", "peer", "ratio", "low - high"],
    ...lines.map(({ name, unit, ours, peer, ratio, reached }) => [
      name,
      unit,
      String(ours),
      String(peer),
      ratio.median.toFixed(2),
      `${ratio.low.toFixed(2)} - ${ratio.high.toFixed(2)}${reached === false ? ", NOT REACHED" : ""}`,
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
