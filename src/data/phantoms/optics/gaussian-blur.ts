/**
 * Blurs a row-major plane with a Gaussian, in two passes along the axes; the plane is mirrored at its border.
 * @param sigma standard deviation in pixels; 0 or less gives a copy.
 */
export function gaussianBlur(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array {
  if (sigma <= 0) return plane.slice();
  const kernel = gaussianKernel(sigma);
  // The first pass writes the plane transposed, so that running it twice gives back the orientation.
  return blurRows(blurRows(plane, width, height, kernel), height, width, kernel);
}

/**
 * Blurs a row-major square plane [size, size] with a wide Gaussian on a grid coarser by `factor`, then interpolates.
 * @param sigma standard deviation in pixels, at least about `factor`.
 */
export function blurCoarsely(plane: Float32Array, size: number, sigma: number, factor: number): Float32Array {
  const small = Math.ceil(size / factor);
  const pooled = new Float32Array(small * small);
  const counts = new Float32Array(small).map((_, index) => Math.min(factor, size - index * factor));
  const coarse = Int32Array.from({ length: size }, (_, index) => Math.floor(index / factor));
  for (let row = 0, at = 0; row < size; row++) {
    const start = (coarse[row] ?? 0) * small;
    for (let column = 0; column < size; column++, at++) {
      const cell = start + (coarse[column] ?? 0);
      pooled[cell] = (pooled[cell] ?? 0) + (plane[at] ?? 0);
    }
  }
  for (let cell = 0; cell < pooled.length; cell++) {
    const area = (counts[cell % small] ?? 1) * (counts[Math.floor(cell / small)] ?? 1);
    pooled[cell] = (pooled[cell] ?? 0) / area;
  }
  const blurred = gaussianBlur(pooled, small, small, sigma / factor);
  return stretch(stretch(blurred, small, small, size, factor), small, size, size, factor);
}

/** [height, width] -> [size, height], each row drawn out linearly by `factor`. */
function stretch(
  plane: Float32Array,
  width: number,
  height: number,
  size: number,
  factor: number,
): Float32Array {
  const out = new Float32Array(size * height);
  for (let x = 0; x < size; x++) {
    const position = Math.min(width - 1, Math.max(0, (x + 0.5) / factor - 0.5));
    const left = Math.min(width - 2, Math.floor(position));
    const share = position - left;
    for (let y = 0; y < height; y++) {
      const at = y * width + left;
      out[x * height + y] = (plane[at] ?? 0) * (1 - share) + (plane[at + 1] ?? 0) * share;
    }
  }
  return out;
}

/** [height, width] -> [width, height], blurred along the width. */
function blurRows(plane: Float32Array, width: number, height: number, kernel: Float32Array): Float32Array {
  const radius = (kernel.length - 1) / 2;
  const middle = kernel[radius] ?? 0;
  const out = new Float32Array(plane.length);
  const row = new Float32Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    row.set(plane.subarray(start, start + width), radius);
    for (let k = 0; k < radius; k++) {
      const inwards = Math.min(k, width - 1);
      row[radius - 1 - k] = plane[start + inwards] ?? 0;
      row[radius + width + k] = plane[start + width - 1 - inwards] ?? 0;
    }
    for (let x = 0; x < width; x++) {
      let sum = middle * (row[x + radius] ?? 0);
      for (let k = 0, mirror = x + 2 * radius; k < radius; k++, mirror--) {
        sum += (kernel[k] ?? 0) * ((row[x + k] ?? 0) + (row[mirror] ?? 0));
      }
      out[x * height + y] = sum;
    }
  }
  return out;
}

function gaussianKernel(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}
