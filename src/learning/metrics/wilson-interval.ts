import { normalQuantile } from "./normal-distribution.ts";

/**
 * Score interval of a proportion of `successes` among `count` independent trials, within [0, 1].
 *
 * Wilson (1927), Journal of the American Statistical Association 22:209-212,
 * doi:10.1080/01621459.1927.10502953. `null` for no trials.
 */
export function wilsonInterval(
  successes: number,
  count: number,
  confidence = 0.95,
): { readonly low: number; readonly high: number } | null {
  if (count <= 0) return null;
  const z = normalQuantile(0.5 + confidence / 2);
  const share = successes / count;
  const spread = 1 + (z * z) / count;
  const centre = (share + (z * z) / (2 * count)) / spread;
  const half = (z / spread) * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === count ? 1 : Math.min(1, centre + half),
  };
}
