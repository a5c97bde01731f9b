import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FeatureCacheOptions } from "../../learning/features/cache/feature-cache.ts";
import { cacheRoot } from "./cache-root.ts";
import type { Effects } from "./effects.ts";

/** Where the features of frozen networks are kept between runs: `features/` in the cache, `MOR_CACHE_LIMIT` GiB at the most. */
export async function featureCache({ warn }: Effects): Promise<FeatureCacheOptions> {
  // A cache that cannot be made is told when it is written to.
  await mkdir(cacheRoot(), { recursive: true }).catch(() => {});
  const limit = Number(process.env.MOR_CACHE_LIMIT);
  return {
    folder: join(cacheRoot(), "features"),
    ...(limit > 0 ? { limit: limit * 2 ** 30 } : {}),
    warn,
  };
}
