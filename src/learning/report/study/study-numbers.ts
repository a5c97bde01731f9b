import { formatCount, formatSignificant } from "../number-text.ts";

/** `< 0.001`, `0.034`, `0.52`; a dash for `null` and NaN. */
export function formatP(p: number | null): string {
  if (p === null || !Number.isFinite(p)) return "–";
  if (p < 0.001) return "<\u00a00.001";
  return p < 0.0995 ? p.toFixed(3) : p > 0.995 ? "1" : p.toFixed(2);
}

/** `p < 0.001`, `p = 0.034`. */
export function equalP(p: number | null): string {
  const text = formatP(p);
  return text.startsWith("<") ? `p\u00a0${text}` : `p\u00a0=\u00a0${text}`;
}

/** A share as percentage points with one digit and a true minus: `1.2`, `−0.4`, `0.0`. */
export function formatPoints(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return "–";
  const text = (100 * share).toFixed(1);
  return (text === "-0.0" ? "0.0" : text).replace("-", "\u2212");
}

/** "1.2 percentage points", "1.0 percentage point". */
export function pointsOf(share: number): string {
  const text = formatPoints(share);
  return `${text}\u00a0percentage point${text === "1.0" ? "" : "s"}`;
}

/** Images per second: `1,240`, `86`, `3.4`. */
export function formatRate(rate: number | null): string {
  if (rate === null || !Number.isFinite(rate)) return "–";
  return rate >= 10 ? formatCount(rate) : formatSignificant(Number(rate.toPrecision(2)));
}

/** Parameters: `23.9 M`, `410 k`, `96`; a dash when not known. */
export function formatParameters(count: number | null): string {
  if (count === null || !Number.isFinite(count)) return "–";
  if (count >= 999_500) return `${(count / 1e6).toPrecision(3).replace(/\.?0+$/, "")}\u00a0M`;
  if (count >= 1000) return `${formatSignificant(count / 1000)}\u00a0k`;
  return formatCount(count);
}

/** Seconds in a narrow column: `42 s`, `4.2 min`, `3.1 h`. */
export function formatBriefDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return "–";
  const two = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  if (seconds < 99.5) return `${two(seconds)}\u00a0s`;
  return seconds < 5940 ? `${two(seconds / 60)}\u00a0min` : `${two(seconds / 3600)}\u00a0h`;
}
