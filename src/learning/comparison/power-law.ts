/** Error of a classifier that was trained on n images: floor + scale * n^-rate. */
export interface PowerLaw {
  /** Error with endless images, 0..1. */
  readonly floor: number;
  readonly scale: number;
  /** Within `rateBounds`. */
  readonly rate: number;
}

/** One measured error, with its standard error as weight. */
export interface MeasuredError {
  readonly images: number;
  /** Share wrong, 0..1. */
  readonly error: number;
  readonly standardError: number;
}

/** Published learning curves fall with rates of 0.1 to 1; slower is a straight line on these scales, faster a jump. */
export const rateBounds: readonly [low: number, high: number] = [0.05, 2];

/**
 * Weighted least squares of `floor + scale * images^-rate` with floor and scale not below 0 and the rate in
 * `rateBounds`.
 *
 * For a given rate the other two are linear, so only the rate is searched (variable projection: Golub and Pereyra 1973,
 * SIAM Journal on Numerical Analysis 10:413-432, doi:10.1137/0710036): on a grid, then by golden section, which finds
 * the same minimum every time. Form of the curve: Cortes et al. (1993), NIPS 6:327-334; Viering and Loog (2023), IEEE
 * Transactions on Pattern Analysis and Machine Intelligence 45:7799-7819, doi:10.1109/TPAMI.2022.3220744.
 *
 * @param points at least 1; with fewer than 3 numbers of images the rate is arbitrary.
 */
export function fitPowerLaw(points: readonly MeasuredError[]): PowerLaw & { readonly chiSquare: number } {
  const [lowest, highest] = rateBounds;
  const steps = 24;
  const columns = toColumns(points);
  const rateAt = (step: number): number => lowest * (highest / lowest) ** (step / steps);
  let best = fitLinear(columns, lowest);
  let bestStep = 0;
  for (let step = 1; step <= steps; step++) {
    const here = fitLinear(columns, rateAt(step));
    if (here.chiSquare < best.chiSquare) [best, bestStep] = [here, step];
  }
  const refined = goldenSection(
    (rate) => fitLinear(columns, rate),
    rateAt(Math.max(0, bestStep - 1)),
    rateAt(Math.min(steps, bestStep + 1)),
  );
  return refined.chiSquare < best.chiSquare ? refined : best;
}

/** Expected share wrong after training on `images` images. */
export function errorAt({ floor, scale, rate }: PowerLaw, images: number): number {
  return floor + scale * images ** -rate;
}

/** How many images bring the error down to `error`; Infinity when the floor lies above it. */
export function imagesForError({ floor, scale, rate }: PowerLaw, error: number): number {
  return error > floor && scale > 0 ? (scale / (error - floor)) ** (1 / rate) : Number.POSITIVE_INFINITY;
}

type Fit = PowerLaw & { readonly chiSquare: number };

interface Columns {
  readonly logImages: Float64Array;
  readonly error: Float64Array;
  readonly weight: Float64Array;
  /** Room for images^-rate: the fit is called thousands of times. */
  readonly power: Float64Array;
}

function toColumns(points: readonly MeasuredError[]): Columns {
  return {
    logImages: Float64Array.from(points, ({ images }) => Math.log(images)),
    error: Float64Array.from(points, ({ error }) => error),
    weight: Float64Array.from(points, ({ standardError }) => standardError ** -2),
    power: new Float64Array(points.length),
  };
}

/** The best floor and scale, neither below 0, for a given rate. */
function fitLinear(columns: Columns, rate: number): Fit {
  const { logImages, error, weight, power } = columns;
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < error.length; i++) {
    const x = Math.exp(-rate * (logImages[i] ?? 0));
    const share = weight[i] ?? 0;
    const y = error[i] ?? 0;
    power[i] = x;
    w += share;
    wx += share * x;
    wxx += share * x * x;
    wy += share * y;
    wxy += share * x * y;
  }
  const determinant = w * wxx - wx * wx;
  const floor = (wxx * wy - wx * wxy) / determinant;
  const scale = (w * wxy - wx * wy) / determinant;
  if (floor >= 0 && scale >= 0) return withCost(columns, { floor, scale, rate });
  // Outside the bounds the minimum lies on one of them; a single number of images ends here too.
  const flat = withCost(columns, { floor: wy / w, scale: 0, rate });
  const falling = withCost(columns, { floor: 0, scale: wxy / wxx, rate });
  return falling.chiSquare < flat.chiSquare ? falling : flat;
}

function withCost({ error, weight, power }: Columns, law: PowerLaw): Fit {
  let chiSquare = 0;
  for (let i = 0; i < error.length; i++) {
    chiSquare += (weight[i] ?? 0) * ((error[i] ?? 0) - law.floor - law.scale * (power[i] ?? 0)) ** 2;
  }
  return { ...law, chiSquare };
}

/** Kiefer (1953): the minimum of a function with a single one, to 1e-6 of the rate. */
function goldenSection(fitAt: (rate: number) => Fit, from: number, to: number): Fit {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let left = fitAt(high - ratio * (high - low));
  let right = fitAt(low + ratio * (high - low));
  while (high - low > 1e-6 * high) {
    if (left.chiSquare <= right.chiSquare) {
      high = right.rate;
      right = left;
      left = fitAt(high - ratio * (high - low));
    } else {
      low = left.rate;
      left = right;
      right = fitAt(low + ratio * (high - low));
    }
  }
  return left.chiSquare <= right.chiSquare ? left : right;
}
