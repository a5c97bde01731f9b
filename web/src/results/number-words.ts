import type { Measured } from "../../../src/app/protocol/run/run-document.ts";

/** 0.956 -> "95.6 %"; never "100.0 %" for less than all; a dash for what is not known. */
export function percent(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return `${honest(value * 100, digits)}\u00a0%`;
}

/** 0.956 -> "0.956". */
export function decimal(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return value.toFixed(digits).replace("-", "\u2212");
}

/** "95.6 % (91.5 to 97.7)"; without an interval the percentage alone. */
export function percentWithInterval({ value, low, high }: Measured): string {
  const range = low === null || high === null ? "" : ` (${bare(low)} to ${bare(high)})`;
  return `${percent(value)}${range}`;
}

/** "0.956 (0.915 to 0.977)". */
export function decimalWithInterval({ value, low, high }: Measured): string {
  const range = low === null || high === null ? "" : ` (${decimal(low)} to ${decimal(high)})`;
  return `${decimal(value)}${range}`;
}

/** "12,345 images", "1 image". */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** "test part", as people say it. */
export function partWords(part: string): string {
  const words: Readonly<Record<string, string>> = { train: "training", val: "validation", test: "test" };
  return words[part] ?? part;
}

export function dateWords(milliseconds: number | null): string {
  if (milliseconds === null) return "–";
  return new Date(milliseconds).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}

function bare(value: number): string {
  return honest(value * 100, 1);
}

/** Rounds, but never up to a perfect 100 nor down to 0. */
function honest(value: number, digits: number): string {
  const step = 10 ** -digits;
  const shown = value < 100 && value > 100 - step ? 100 - step : value > 0 && value < step ? step : value;
  return shown.toFixed(digits).replace("-", "\u2212");
}
