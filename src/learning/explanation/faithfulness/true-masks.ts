/** A truth of which pixels matter: other than 0 where they do, so label images will do. */
export type TrueMask = Uint8Array | Uint16Array | Int32Array;

/** How well one map meets its mask. */
export interface MaskScores {
  /** 1 where the hottest pixel lies on the mask, 0 where it does not; in between when several are equally hot. */
  readonly hit: number;
  /** Share of the positive heat on the mask. */
  readonly mass: number;
  /** Share of the pixels on the mask: what a hit and a mass by chance are worth. */
  readonly chance: number;
}

/**
 * Pointing game (Zhang et al. 2018, doi:10.1007/s11263-017-1059-x) and relevance mass accuracy (Arras et al. 2022,
 * doi:10.1016/j.inffus.2021.11.008) of one map [H, W].
 *
 * A map without positive heat, or the same everywhere, points nowhere: it scores what chance does.
 *
 * @param tolerance pixels by which the mask is widened; chance rises with it.
 * @returns undefined for an empty mask.
 */
export function scoreAgainstMask(
  map: Float32Array,
  mask: TrueMask,
  size: { readonly height: number; readonly width: number },
  tolerance = 0,
): MaskScores | undefined {
  const wide = dilate(mask, size, tolerance);
  let most = Number.NEGATIVE_INFINITY;
  for (const value of map) if (value > most) most = value;
  let [area, hottest, hits, heat, inside] = [0, 0, 0, 0, 0];
  for (let at = 0; at < map.length; at++) {
    const value = map[at] ?? 0;
    const isOn = wide[at] === 1;
    if (isOn) area++;
    if (value === most) {
      hottest++;
      if (isOn) hits++;
    }
    if (value > 0) {
      heat += value;
      if (isOn) inside += value;
    }
  }
  if (area === 0) return undefined;
  const chance = area / map.length;
  return {
    hit: hottest > 0 ? hits / hottest : chance,
    mass: heat > 0 ? inside / heat : chance,
    chance,
  };
}

/** 1 where a pixel of the mask is no farther than the tolerance. */
function dilate(
  mask: TrueMask,
  { height, width }: { readonly height: number; readonly width: number },
  tolerance: number,
): Uint8Array {
  const out = Uint8Array.from(mask, (value) => (value === 0 ? 0 : 1));
  if (tolerance <= 0) return out;
  const reach = Math.floor(tolerance);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
        for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
          if ((u - x) ** 2 + (v - y) ** 2 <= tolerance ** 2) out[v * width + u] = 1;
        }
      }
    }
  }
  return out;
}
