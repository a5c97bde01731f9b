/** The learning rate at a step, counted from 0. */
export type Schedule = (step: number) => number;

export function constantSchedule(rate: number): Schedule {
  return () => rate;
}

/** rate * factor^(step / every), in stairs when asked: the paper's transfer learning takes factor 0.1 every 1,600 steps. */
export function exponentialSchedule(
  rate: number,
  {
    factor,
    every,
    staircase = false,
  }: { readonly factor: number; readonly every: number; readonly staircase?: boolean },
): Schedule {
  return (step) => rate * factor ** (staircase ? Math.floor(step / every) : step / every);
}

/** Half a cosine from `rate` to `floor`, after a linear warm-up; Loshchilov and Hutter (2017), arXiv:1608.03983. */
export function cosineSchedule(
  rate: number,
  {
    steps,
    warmUp = 0,
    floor = 0,
  }: { readonly steps: number; readonly warmUp?: number; readonly floor?: number },
): Schedule {
  return (step) => {
    if (step < warmUp) return (rate * (step + 1)) / warmUp;
    const progress = Math.min(1, (step - warmUp) / Math.max(1, steps - warmUp));
    return floor + (rate - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
  };
}

/**
 * One cycle (Smith and Topin 2019, arXiv:1708.07120): a cosine from rate/startDivisor up to `rate` in the first
 * `warmUpShare` of the steps, then down to rate/startDivisor/endDivisor. Equal to PyTorch's OneCycleLR.
 */
export function oneCycleSchedule(
  rate: number,
  {
    steps,
    warmUpShare = 0.3,
    startDivisor = 25,
    endDivisor = 1e4,
  }: {
    readonly steps: number;
    readonly warmUpShare?: number;
    readonly startDivisor?: number;
    readonly endDivisor?: number;
  },
): Schedule {
  const start = rate / startDivisor;
  const end = start / endDivisor;
  const peak = warmUpShare * steps - 1;
  const between = (from: number, to: number, share: number) =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  return (step) => {
    if (step <= peak) return between(start, rate, peak <= 0 ? 1 : step / peak);
    return between(rate, end, Math.min(1, (step - peak) / Math.max(1, steps - 1 - peak)));
  };
}
