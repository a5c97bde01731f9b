import type { Random } from "../../tensor/random.ts";
import { drawTransform, type TransformOptions } from "./draw-transform.ts";
import { applyIntensity, drawIntensity, type IntensityOptions } from "./intensity.ts";
import type { PlaneSize } from "./planes.ts";
import { warpAffine } from "./warp-affine.ts";

/** What training may do to a picture at random. */
export interface AugmentOptions extends TransformOptions, IntensityOptions {}

/** The modern recipe: organelles have no up, and the gain of a microscope is no phenotype. */
export const modernAugmentation: Required<AugmentOptions> = {
  rotation: 180,
  flip: true,
  scale: 0.12,
  shift: 0.08,
  gain: 0.3,
  offset: 0,
  gamma: 0,
  noise: 0.02,
  blur: 0,
};

/**
 * Writes a randomly changed copy of [channels, height, width] into `out`, which does not overlap the source:
 * `drawTransform` and `warpAffine`, then `drawIntensity` and `applyIntensity`. For training pictures alone.
 *
 * @param random one source per picture and epoch, say `fork("augment", epoch, index)`.
 * @throws MorError `shape-mismatch` for source or out of another length.
 */
export function augmentPlanes(
  source: Float32Array,
  size: PlaneSize,
  random: Random,
  options: AugmentOptions,
  out: Float32Array,
): void {
  warpAffine(source, size, drawTransform(random, size, options), out);
  applyIntensity(out, size, drawIntensity(random, options), random);
}
