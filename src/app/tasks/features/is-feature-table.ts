import { featureNames } from "../../../learning/features/table/labelled-features.ts";

/**
 * Whether a file that begins so can be a table that `mor features` writes: in CSV by its whole header, as far as it is seen;
 * in Parquet, which names its columns at the end, by its format alone.
 *
 * @param beginning at most 4 KiB of text; a header may be longer.
 */
export function isFeatureTable(beginning: string, format: "csv" | "parquet"): boolean {
  if (format === "parquet") return beginning.startsWith("PAR1");
  const known = /^path,label,(?:group,)?(?:split,)?(?:tile,)?(?:view,)?(?=f)/.exec(beginning)?.[0];
  if (known === undefined) return false;
  const end = beginning.indexOf("\n");
  const seen = beginning.slice(known.length, end === -1 ? undefined : end);
  const names = featureNames(seen.split(",").length).join(",");
  return end === -1 ? beginning.length > 1000 && names.startsWith(seen) : names === seen;
}
