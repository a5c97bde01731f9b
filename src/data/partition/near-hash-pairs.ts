/** Two of the given hashes, by their positions, and in how many bits they differ. */
export interface HashPair {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/**
 * All pairs of different 64-bit hashes that differ in at most `maxDistance` bits, each once, a before b.
 *
 * Cuts the hashes into maxDistance + 1 segments: a near pair agrees in one of them at least, so only hashes that
 * share a segment are compared (multi-index hashing; Norouzi, Punjani and Fleet 2012, doi:10.1109/CVPR.2012.6248043).
 *
 * @param hashes 16 hex digits each, all different.
 * @param maxDistance 1 to 15; for 0 there are no pairs.
 */
export function* nearHashPairs(hashes: readonly string[], maxDistance: number): Generator<HashPair> {
  if (maxDistance < 1) return;
  const high = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(0, 8), 16));
  const low = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(8), 16));
  const segments = maxDistance + 1;
  const keys: Uint32Array[] = [];
  for (let segment = 0; segment < segments; segment++) {
    const from = Math.floor((64 * segment) / segments);
    const to = Math.floor((64 * (segment + 1)) / segments);
    keys.push(high.map((word, index) => bitsBetween(word, low[index] ?? 0, from, to)));
  }
  for (const [segment, key] of keys.entries()) {
    const earlier = keys.slice(0, segment);
    for (const bucket of bucketsOf(key)) {
      for (const [position, a] of bucket.entries()) {
        for (let next = position + 1; next < bucket.length; next++) {
          const b = bucket[next] ?? 0;
          const distance =
            countBits((high[a] ?? 0) ^ (high[b] ?? 0)) + countBits((low[a] ?? 0) ^ (low[b] ?? 0));
          // A pair that shares an earlier segment has come up there.
          if (distance > maxDistance || earlier.some((other) => other[a] === other[b])) continue;
          yield { a, b, distance };
        }
      }
    }
  }
}

/** Bits [from, to) of the 64, counted from the most significant; at most 32 of them. */
function bitsBetween(high: number, low: number, from: number, to: number): number {
  let bits = 0;
  for (let bit = from; bit < to; bit++) {
    const word = bit < 32 ? high : low;
    bits = ((bits << 1) | ((word >>> (31 - (bit % 32))) & 1)) >>> 0;
  }
  return bits;
}

function bucketsOf(key: Uint32Array): Iterable<readonly number[]> {
  const buckets = new Map<number, number[]>();
  for (const [index, value] of key.entries()) {
    const bucket = buckets.get(value);
    if (bucket) bucket.push(index);
    else buckets.set(value, [index]);
  }
  return buckets.values();
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
