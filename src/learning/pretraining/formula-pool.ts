import { drawFormulaImage, formulaFamilies, formulaParameters } from "../../data/formula/formula-image.ts";
import type { IntensityScaling } from "../../data/images/image.ts";
import { scaleIntensity } from "../../data/images/scale-intensity.ts";
import { createRandom } from "../../tensor/random.ts";
import { measurementNames, measurePlane } from "../classical/measurements/measure-plane.ts";

export interface FormulaPoolSpec {
  readonly seed: number;
  /** Edge of the images in pixels. */
  readonly size: number;
  /** Families of measurements that become targets; none for an empty list. */
  readonly measurements: readonly string[];
}

/** Rule-made images, as a network sees them, with all that is asked of it. */
export interface FormulaPool {
  readonly size: number;
  readonly count: number;
  /** [count, size, size], 0..255 for 0..1. */
  readonly images: Uint8Array;
  /** [count], positions in `formulaFamilies`. */
  readonly families: Uint8Array;
  /** [count, parameters]; NaN where one does not apply. */
  readonly parameters: Float32Array;
  /** [count, measurements] */
  readonly measurements: Float32Array;
}

/** How transfer learning scales images unless told otherwise: pre-training must see the same. */
export const poolScaling: IntensityScaling = { kind: "percentile", low: 1, high: 99.8 };

/**
 * Draws the images number `from` to `from + count` of an endless series that the seed decides, so that several threads can
 * draw parts of a pool.
 * @param onImage called after each image with the number of those that are done.
 */
export function drawFormulaPool(
  { seed, size, measurements: kinds }: FormulaPoolSpec,
  from: number,
  count: number,
  onImage?: (done: number) => void,
): FormulaPool {
  const area = size * size;
  const width = kinds.length > 0 ? measurementNames(kinds).length : 0;
  const images = new Uint8Array(count * area);
  const families = new Uint8Array(count);
  const parameters = new Float32Array(count * formulaParameters.length);
  const measurements = new Float32Array(count * width);
  const series = createRandom(seed);
  for (let at = 0; at < count; at++) {
    const drawn = drawFormulaImage(series.fork("image", from + at), size);
    const data = scaleIntensity(
      { path: "", width: size, height: size, channels: 1, pixelType: "float32", data: drawn.data },
      poolScaling,
    );
    for (let pixel = 0; pixel < area; pixel++) {
      images[at * area + pixel] = Math.round(255 * (data[pixel] ?? 0));
    }
    families[at] = formulaFamilies.indexOf(drawn.family);
    parameters.set(drawn.parameters, at * formulaParameters.length);
    if (width > 0) measurements.set(measurePlane({ data, height: size, width: size }, kinds), at * width);
    onImage?.(at + 1);
  }
  return { size, count, images, families, parameters, measurements };
}

/** One pool out of several of the same kind, in their order. */
export function joinPools(pools: readonly FormulaPool[]): FormulaPool {
  const join = <T extends Uint8Array | Float32Array>(parts: readonly T[], whole: T): T => {
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const lengthOf = (parts: readonly { readonly length: number }[]): number =>
    parts.reduce((sum, { length }) => sum + length, 0);
  const bytes = (parts: readonly Uint8Array[]) => join(parts, new Uint8Array(lengthOf(parts)));
  const floats = (parts: readonly Float32Array[]) => join(parts, new Float32Array(lengthOf(parts)));
  return {
    size: pools[0]?.size ?? 0,
    count: pools.reduce((sum, { count }) => sum + count, 0),
    images: bytes(pools.map(({ images }) => images)),
    families: bytes(pools.map(({ families }) => families)),
    parameters: floats(pools.map(({ parameters }) => parameters)),
    measurements: floats(pools.map(({ measurements }) => measurements)),
  };
}
