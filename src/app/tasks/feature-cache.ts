import { join } from "node:path";
import { MorError } from "../../errors.ts";
import type { FeatureCacheOptions } from "../../learning/features/cache/feature-cache.ts";
import { cacheRoot } from "./cache-root.ts";
import type { Effects } from "./effects.ts";

/**
 * Where the features of frozen networks are kept between runs: `features/` in the cache, `MOR_CACHE_LIMIT` GiB at the most.
 * @throws MorError `usage` for a limit that is no number.
 */
export function featureCache({ warn }: Effects): FeatureCacheOptions {
  const said = process.env.MOR_CACHE_LIMIT;
  const limit = Number(said);
  if (said && !(limit >= 0)) {
    throw new MorError("usage", `Expected MOR_CACHE_LIMIT to be a number of GiB, got "${said}"`, {
      hint: "Set it to a number such as 4, or unset it.",
    });
  }
  return {
    folder: join(cacheRoot(), "features"),
    ...(said ? { limit: limit * 2 ** 30 } : {}),
    warn,
  };
}
