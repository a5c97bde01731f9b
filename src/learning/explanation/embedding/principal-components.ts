import { createRandom } from "../../../tensor/random.ts";
import type { Matrix } from "../../classical/matrix.ts";

export interface PrincipalComponents {
  /** [rows, count]: where each row lies along each component. */
  readonly scores: Float64Array;
  /** [count, columns], of length 1; zeros beyond the rank of the data. */
  readonly components: Float64Array;
  /** Share of the whole variance along each component. */
  readonly explained: Float64Array;
}

/** Vectors that are iterated besides the wanted ones, so that these converge fast. */
const guards = 10;
/** Of what is left over when a vector has been mapped, relative to the largest eigenvalue. */
const [tolerance, mostIterations] = [1e-12, 1000];

/**
 * The first principal components of rows of features, by subspace iteration on the covariance or, of fewer rows than
 * columns, on the Gram matrix, until the vectors stand still (Golub and Van Loan 2013, section 8.2.4). The sign of
 * a component is the one in which its entry of largest size is positive, as in scikit-learn.
 * @param count at most the number of rows and of columns; fewer components come back where there are fewer.
 */
export function principalComponents(features: Matrix, count: number): PrincipalComponents {
  const { rows, columns } = features;
  const centred = centre(features);
  const few = Math.max(0, Math.min(count, rows, columns));
  const byRows = rows < columns;
  const size = byRows ? rows : columns;
  const square = byRows ? gramOfRows(centred, rows, columns) : gramOfColumns(centred, rows, columns);
  let total = 0;
  for (let i = 0; i < size; i++) total += square[i * size + i] ?? 0;
  const { values, vectors } = leadingEigenvectors(square, size, few);
  const components = new Float64Array(few * columns);
  for (let k = 0; k < few; k++) {
    const component = components.subarray(k * columns, (k + 1) * columns);
    const vector = vectors.subarray(k * size, (k + 1) * size);
    if ((values[k] ?? 0) <= 1e-12 * total) continue; // no variance is left
    if (byRows) combineRows(centred, columns, vector, component);
    else component.set(vector);
    normalize(component);
    if (largest(component) < 0) for (let f = 0; f < columns; f++) component[f] = -(component[f] ?? 0);
  }
  const scores = new Float64Array(rows * few);
  for (let row = 0; row < rows; row++) {
    const at = centred.subarray(row * columns, (row + 1) * columns);
    for (let k = 0; k < few; k++)
      scores[row * few + k] = dot(at, components.subarray(k * columns, (k + 1) * columns));
  }
  return {
    scores,
    components,
    explained: values.map((value) => (total > 0 ? Math.max(0, value) / total : 0)),
  };
}

function centre({ data, rows, columns }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns] = (mean[i % columns] ?? 0) + (data[i] ?? 0) / rows;
  return Float64Array.from(data, (value, i) => value - (mean[i % columns] ?? 0));
}

/** X Xᵀ */
function gramOfRows(data: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    const left = data.subarray(i * columns, (i + 1) * columns);
    for (let j = 0; j <= i; j++) {
      const value = dot(left, data.subarray(j * columns, (j + 1) * columns));
      out[i * rows + j] = value;
      out[j * rows + i] = value;
    }
  }
  return out;
}

/** Xᵀ X */
function gramOfColumns(data: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    const x = data.subarray(row * columns, (row + 1) * columns);
    for (let i = 0; i < columns; i++) {
      const left = x[i] ?? 0;
      for (let j = 0; j <= i; j++) out[i * columns + j] = (out[i * columns + j] ?? 0) + left * (x[j] ?? 0);
    }
  }
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < i; j++) out[j * columns + i] = out[i * columns + j] ?? 0;
  return out;
}

interface Eigenpairs {
  /** Largest first. */
  readonly values: Float64Array;
  /** One after the other, each of length 1. */
  readonly vectors: Float64Array;
}

/** Of a symmetric matrix without negative eigenvalues. */
function leadingEigenvectors(square: Float64Array, size: number, count: number): Eigenpairs {
  const width = Math.min(size, count + guards);
  const random = createRandom(0); // any start will do that is no eigenvector
  let basis = Float64Array.from({ length: width * size }, () => random.normal());
  for (let iteration = 1; ; iteration++) {
    orthonormalize(basis, width, size);
    const image = multiply(square, basis, width, size);
    const small = new Float64Array(width * width);
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++)
        small[i * width + j] = dot(rowOf(basis, i, size), rowOf(image, j, size));
    const { values, vectors: turn } = jacobi(small, width);
    const ritz = combine(turn, basis, width, size);
    const images = combine(turn, image, width, size);
    let residual = 0;
    for (let k = 0; k < count; k++) {
      for (let i = k * size; i < (k + 1) * size; i++)
        residual = Math.max(residual, Math.abs((images[i] ?? 0) - (values[k] ?? 0) * (ritz[i] ?? 0)));
    }
    if (width === size || residual <= tolerance * (values[0] ?? 0) || iteration === mostIterations) {
      return { values: values.slice(0, count), vectors: ritz.slice(0, count * size) };
    }
    basis = images;
  }
}

function rowOf(data: Float64Array, row: number, columns: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** All eigenvectors of a small symmetric matrix, by Jacobi's rotations (Golub and Van Loan 2013, section 8.5). */
function jacobi(matrix: Float64Array, size: number): Eigenpairs {
  const a = matrix.slice();
  const turn = new Float64Array(size * size);
  for (let i = 0; i < size; i++) turn[i * size + i] = 1;
  const at = (i: number, j: number): number => a[i * size + j] ?? 0;
  for (let sweep = 0; sweep < 60; sweep++) {
    let rest = 0;
    let whole = 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        whole += at(i, j) ** 2;
        if (i !== j) rest += at(i, j) ** 2;
      }
    if (rest <= 1e-30 * whole) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        rotate(a, size, p, q, c, t * c, true);
        rotate(a, size, p, q, c, t * c, false);
        rotate(turn, size, p, q, c, t * c, false);
      }
    }
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => at(j, j) - at(i, i));
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let i = 0; i < size; i++) vectors[to * size + i] = turn[from * size + i] ?? 0;
  });
  return { values: Float64Array.from(order, (i) => at(i, i)), vectors };
}

/** Turns rows p and q, or columns, by the angle of cosine c and sine s. */
function rotate(
  a: Float64Array,
  size: number,
  p: number,
  q: number,
  c: number,
  s: number,
  columns: boolean,
): void {
  const [step, first, second] = columns ? [size, p, q] : [1, p * size, q * size];
  for (let i = 0; i < size; i++) {
    const x = a[first + i * step] ?? 0;
    const y = a[second + i * step] ?? 0;
    a[first + i * step] = c * x - s * y;
    a[second + i * step] = s * x + c * y;
  }
}

/** The image of each vector of a basis under a symmetric matrix. */
function multiply(square: Float64Array, basis: Float64Array, width: number, size: number): Float64Array {
  const out = new Float64Array(width * size);
  for (let k = 0; k < width; k++) {
    const vector = basis.subarray(k * size, (k + 1) * size);
    for (let i = 0; i < size; i++) out[k * size + i] = dot(square.subarray(i * size, (i + 1) * size), vector);
  }
  return out;
}

/** Row k of the result is the sum of the rows of `basis`, weighted by row k of `turn`. */
function combine(
  turn: Float64Array,
  basis: Float64Array,
  width: number,
  size: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(width * size);
  for (let k = 0; k < width; k++) {
    combineRows(
      basis,
      size,
      turn.subarray(k * width, (k + 1) * width),
      out.subarray(k * size, (k + 1) * size),
    );
  }
  return out;
}

function combineRows(data: Float64Array, columns: number, weights: Float64Array, out: Float64Array): void {
  weights.forEach((weight, row) => {
    const from = row * columns;
    for (let f = 0; f < columns; f++) out[f] = (out[f] ?? 0) + weight * (data[from + f] ?? 0);
  });
}

/** Modified Gram-Schmidt, twice for the sake of rounding. */
function orthonormalize(basis: Float64Array, width: number, size: number): void {
  for (let k = 0; k < width; k++) {
    const vector = basis.subarray(k * size, (k + 1) * size);
    normalize(vector);
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < k; before++) {
        const other = basis.subarray(before * size, (before + 1) * size);
        const share = dot(vector, other);
        for (let i = 0; i < size; i++) vector[i] = (vector[i] ?? 0) - share * (other[i] ?? 0);
      }
    }
    normalize(vector);
  }
}

function normalize(vector: Float64Array): void {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number); // of equal length
  return sum;
}
