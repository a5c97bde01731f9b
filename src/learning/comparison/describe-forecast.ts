interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What the verdict on more images rests on. */
export interface ForecastFacts {
  /** The largest number of training images. */
  readonly largest: number;
  readonly forecasts: readonly (Range & { readonly factor: number; readonly gain: Range })[];
  readonly imagesForOnePoint: Range;
  readonly verdict: "worth-it" | "not-worth-it" | "cannot-tell";
  /** Different numbers of images that were tried. */
  readonly sizes: number;
  readonly level: number;
}

/** Whether more images are worth taking, in full sentences with the numbers that say so. */
export function describeForecast(facts: ForecastFacts): string {
  const { largest, forecasts, imagesForOnePoint, verdict, sizes, level } = facts;
  const double = forecasts.find(({ factor }) => factor === 2);
  if (double === undefined) return "";
  const range = `(${percent(double.low)} to ${percent(double.high)}, ${Math.round(level * 100)} % interval)`;
  const forecast = `Twice the ${count(largest)} images would bring the accuracy to about ${percent(double.value)} % ${range}, a gain of ${points(double.gain.value)}`;
  const bold = sizes < 5 ? ` The curve rests on only ${sizes} numbers of images.` : "";
  const price = Number.isFinite(imagesForOnePoint.value)
    ? `One more percentage point would take about ${count(roundUp(imagesForOnePoint.value))} more images${describeBounds(imagesForOnePoint)}.`
    : "By the fitted curve no number of images brings one more percentage point.";
  if (verdict === "worth-it") return `More images are worth taking. ${forecast}. ${price}${bold}`;
  if (verdict === "not-worth-it") {
    return `More images of the same kind are hardly worth taking. ${forecast}. ${price} Other images (more plants, sessions, conditions) or cleaner labels may bring more.${bold}`;
  }
  const both = `from ${points(double.gain.low)} to ${points(double.gain.high)}`;
  return `Whether more images are worth taking cannot be told for sure. ${forecast}, but gains ${both} agree with what was measured. ${price}${bold}`;
}

function describeBounds({ low, high }: Range): string {
  const least = count(roundUp(low));
  return Number.isFinite(high)
    ? ` (${least} to ${count(roundUp(high))})`
    : ` (at least ${least}; that it cannot be had at all is not excluded)`;
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function points(share: number): string {
  const text = (share * 100).toFixed(1);
  return `${text} percentage point${text === "1.0" ? "" : "s"}`;
}

/** Two significant digits, upwards: more would pretend to a knowledge that a forecast does not have. */
function roundUp(value: number): number {
  if (value < 10) return Math.max(1, Math.ceil(value));
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit) * unit;
}

function count(value: number): string {
  return value >= 1e7 ? "over 10 million" : Math.round(value).toLocaleString("en-US");
}
