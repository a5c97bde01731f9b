import { MorError } from "../../errors.ts";

/** What McNemar's test says of two models on the same images. */
export interface McNemarTest {
  /** Images that the first model alone has right. */
  readonly onlyFirst: number;
  /** Images that the second model alone has right. */
  readonly onlySecond: number;
  /** Exact two-sided p value; never too small, often too large. */
  readonly exact: number;
  /** Two-sided mid-p value: closer to its nominal level, at times a little below. */
  readonly midP: number;
}

/**
 * McNemar's test from the numbers of images on which one model alone is right. Both p values are 1 when there are none.
 *
 * The images must be independent: with several images of one plant or movie it finds differences that are not there.
 * McNemar (1947), Psychometrika 12:153-157, doi:10.1007/BF02295996; mid-p: Fagerland, Lydersen and Laake (2013), BMC
 * Medical Research Methodology 13:91, doi:10.1186/1471-2288-13-91.
 *
 * @throws MorError `usage` when a number is not a count.
 */
export function mcnemarTest(onlyFirst: number, onlySecond: number): McNemarTest {
  for (const count of [onlyFirst, onlySecond]) {
    if (!(Number.isInteger(count) && count >= 0)) {
      throw new MorError("usage", `Expected numbers of images, got ${count} (McNemar's test).`);
    }
  }
  const { below, at } = halfBinomialTail(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond);
  return {
    onlyFirst,
    onlySecond,
    exact: Math.min(1, 2 * (below + at)),
    midP: Math.min(1, 2 * below + at),
  };
}

/** P(X < k) and P(X = k) of a binomial with `n` trials and probability 1/2. */
function halfBinomialTail(k: number, n: number): { readonly below: number; readonly at: number } {
  let logarithm = -n * Math.LN2;
  for (let i = 1; i <= k; i++) logarithm += Math.log((n - k + i) / i);
  const at = Math.exp(logarithm);
  let below = 0;
  let term = at;
  for (let i = k; i > 0 && term > 0; i--) {
    term *= i / (n - i + 1);
    below += term;
  }
  return { below, at };
}
