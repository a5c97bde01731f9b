import { createHash } from "node:crypto";
import { type OpenLimits, withByteSource } from "./source/byte-source.ts";

const blockBytes = 1 << 20;

/**
 * SHA-256 of a file's bytes, in hex.
 *
 * @throws MorError `image-unreadable` when there is no such file, or no permission to read it.
 */
export function hashFile(path: string, limits: OpenLimits = {}): Promise<string> {
  return withByteSource(path, limits, async (source) => {
    const hash = createHash("sha256");
    for (let offset = 0; offset < source.size; offset += blockBytes) {
      hash.update(await source.read(offset, Math.min(blockBytes, source.size - offset)));
    }
    return hash.digest("hex");
  });
}
