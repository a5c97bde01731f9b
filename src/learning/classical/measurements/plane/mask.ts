/** A plane of yes (1) and no (0). */
export interface Mask {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** Area, perimeter and Euler number of a mask. */
export interface MaskGeometry {
  /** In pixels. */
  readonly area: number;
  /** In pixels; what touches the edge of the plane is bounded by it. */
  readonly perimeter: number;
  /** Objects less holes; pixels that meet at a corner belong together. */
  readonly eulerNumber: number;
}

/**
 * Measures a mask by its 2 x 2 neighbourhoods (Gray 1971, doi:10.1109/T-C.1971.223289; perimeter after Duda, in Pratt,
 * Digital Image Processing, section 18.2).
 */
export function maskGeometry({ data, height, width }: Mask): MaskGeometry {
  let area = 0;
  let one = 0;
  let side = 0;
  let diagonal = 0;
  let three = 0;
  for (let y = 0; y <= height; y++) {
    let topLeft = 0;
    let bottomLeft = 0;
    for (let x = 0; x <= width; x++) {
      const top = x < width && y > 0 ? (data[(y - 1) * width + x] ?? 0) : 0;
      const bottom = x < width && y < height ? (data[y * width + x] ?? 0) : 0;
      area += bottom;
      const sum = topLeft + bottomLeft + top + bottom;
      if (sum === 1) one++;
      else if (sum === 3) three++;
      else if (sum === 2) {
        if (topLeft === bottom) diagonal++;
        else side++;
      }
      topLeft = top;
      bottomLeft = bottom;
    }
  }
  return {
    area,
    perimeter: side + (one + three + 2 * diagonal) * Math.SQRT1_2,
    eulerNumber: (one - three - 2 * diagonal) / 4,
  };
}

/** Where the values are above the threshold. */
export function thresholdMask(values: Float32Array, height: number, width: number, threshold: number): Mask {
  const data = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = (values[i] ?? 0) > threshold ? 1 : 0;
  return { data, height, width };
}
