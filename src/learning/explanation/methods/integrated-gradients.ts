import type { ExplainableModel } from "../model/explainable-model.ts";
import { classLogits, sumGradients, sumOverChannels } from "./input-gradients.ts";
import type { ExplanationMethod, MapRequest } from "./method.ts";

/**
 * What each pixel adds to the logit on the straight way from a dark image to this one. The sum of a map is the
 * difference of the two logits, within 1 % where 256 points on the way are enough (`integrate` says where not).
 */
export const integratedGradients: ExplanationMethod = {
  name: "integrated-gradients",
  title: "Integrated gradients",
  needs: "gradients",
  signed: true,
  source: "Sundararajan et al. 2017, arXiv:1703.01365",
  map: async (model, request) => sumOverChannels((await integrate(model, request)).attributions, model),
};

export interface Attributions {
  /** [count, C, H, W] */
  readonly attributions: Float32Array;
  /** Of each input: the sum of its attributions less the difference of the logits, as a share of the latter. */
  readonly incompleteness: Float32Array;
}

/** Points on the way: so many at first, twice as many where the sum does not hold, up to the last. */
const [fewestPoints, mostPoints, tolerance] = [32, 256, 0.01];

/**
 * Integrated gradients from the darkest constant image, with as many points as completeness within 1 % needs.
 * @param baseline of each input, a constant; by default 0, or the darkest value of the input where there are values below.
 */
export async function integrate(
  model: ExplainableModel,
  request: Omit<MapRequest, "layer" | "random">,
  baseline: (input: Float32Array) => number = darkest,
): Promise<Attributions> {
  const { inputs, count, targets, onProgress } = request;
  const length = inputs.length / Math.max(1, count);
  const of = (values: Float32Array, place: number) => values.subarray(place * length, (place + 1) * length);
  const darks = Float32Array.from({ length: count }, (_, place) => baseline(of(inputs, place)));
  const dark = new Float32Array(inputs.length);
  for (let place = 0; place < count; place++) of(dark, place).fill(darks[place] ?? 0);
  const quiet = { ...request, onProgress: undefined };
  const high = await classLogits(model, quiet);
  const low = await classLogits(model, { ...quiet, inputs: dark });
  const attributions = new Float32Array(inputs.length);
  const incompleteness = new Float32Array(count);
  let open = Array.from({ length: count }, (_, place) => place);
  for (let points = fewestPoints; open.length > 0 && points <= mostPoints; points *= 2) {
    const chosen = new Float32Array(open.length * length);
    open.forEach((place, slot) => {
      of(chosen, slot).set(of(inputs, place));
    });
    const { nodes, weights } = gaussLegendre(points);
    const members = open;
    const means = await sumGradients(
      model,
      {
        inputs: chosen,
        count: open.length,
        targets: Int32Array.from(open, (place) => targets[place] ?? 0),
        signal: request.signal,
        onProgress: (done) => onProgress?.(Math.max(0, count - open.length + done - 1)),
      },
      {
        perInput: points,
        write(input, slot, point, out) {
          const [from, share] = [darks[members[slot] ?? 0] ?? 0, nodes[point] ?? 0];
          for (let i = 0; i < length; i++) out[i] = from + share * ((input[i] ?? 0) - from);
        },
        weight: (point) => weights[point] ?? 0,
      },
    );
    open = open.filter((place, slot) => {
      const [mean, out] = [of(means, slot), of(attributions, place)];
      let sum = 0;
      for (let i = 0; i < length; i++) {
        const added = (mean[i] ?? 0) * ((inputs[place * length + i] ?? 0) - (darks[place] ?? 0));
        out[i] = added;
        sum += added;
      }
      const difference = (high[place] ?? 0) - (low[place] ?? 0);
      incompleteness[place] = Math.abs(sum - difference) / Math.max(Math.abs(difference), smallest);
      return (incompleteness[place] ?? 0) > tolerance;
    });
  }
  onProgress?.(count);
  return { attributions, incompleteness };
}

/** Differences of logits below this are rounding. */
const smallest = 1e-3;

/** Scalings of 0..1 are dark at 0; where a mean was subtracted, the darkest pixel is the darkest that there is. */
function darkest(input: Float32Array): number {
  let low = 0;
  for (const value of input) if (value < low) low = value;
  return low;
}

/** Nodes in 0..1 and weights that sum to 1 of the Gauss-Legendre rule (Press et al. 2007, section 4.6). */
function gaussLegendre(points: number): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  const [nodes, weights] = [new Float64Array(points), new Float64Array(points)];
  for (let i = 0; i < points; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [value, before] = [1, 0];
      for (let degree = 1; degree <= points; degree++) {
        [value, before] = [((2 * degree - 1) * x * value - (degree - 1) * before) / degree, value];
      }
      slope = (points * (x * value - before)) / (x * x - 1);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    nodes[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
