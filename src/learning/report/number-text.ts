import type { Estimate } from "../metrics/metric-set.ts";

/** `0.956`; a dash for `null`, NaN and infinity. Never rounds up to a perfect 1 or down to a perfect 0. */
export function formatDecimal(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return "–";
  return withMinus(honestFixed(value, digits, 1));
}

/** 0.956 -> `95.6 %` with a no-break space; never `100.0 %` for less than all. */
export function formatPercent(value: number | null, digits = 1): string {
  const number = formatPercentNumber(value, digits);
  return number === "–" ? number : `${number}\u00a0%`;
}

/** 0.956 -> `95.6`. */
export function formatPercentNumber(value: number | null, digits = 1): string {
  if (value === null || !Number.isFinite(value)) return "–";
  return withMinus(honestFixed(value * 100, digits, 100));
}

/** `0.915–0.977`, or `−0.02 to 0.31` where a dash would be read as a minus; `undefined` without an interval. */
export function formatInterval(
  estimate: Pick<Estimate, "value" | "low" | "high"> & Partial<Estimate>,
  format: (value: number) => string = formatDecimal,
): string | undefined {
  const { low, high } = estimate;
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return;
  return low < 0 ? `${format(low)} to ${format(high)}` : `${format(low)}–${format(high)}`;
}

/** `12,345`. */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString("en-US", { maximumFractionDigits: 0 }) : "–";
}

/** `0.0003` or `1.2e-7` with a true minus: three significant digits, without needless zeros. */
export function formatSignificant(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return withMinus(String(Number(value.toPrecision(3))));
}

/** Seconds -> `0.42 s`, `12.3 s`, `4 min 12 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  if (seconds < 10) return `${Number(seconds.toPrecision(2))}\u00a0s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}\u00a0s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}\u00a0h ${minutes}\u00a0min` : `${minutes}\u00a0min ${whole % 60}\u00a0s`;
}

/** Rounds, with more digits where rounding would hide that a value is not quite `full` or not quite 0. */
function honestFixed(value: number, digits: number, full: number): string {
  for (let more = digits; more < digits + 3; more++) {
    const text = value.toFixed(more);
    const hides = (Number(text) === full && value < full) || (Number(text) === 0 && value !== 0);
    if (!hides) return text;
  }
  return value.toFixed(digits);
}

function withMinus(text: string): string {
  return text.replaceAll("-", "\u2212");
}
