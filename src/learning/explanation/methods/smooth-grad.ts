import { largestOverChannels, sumGradients } from "./input-gradients.ts";
import type { ExplanationMethod } from "./method.ts";

/** Noisy copies of each input, and the deviation of their noise as a share of the input's range (Smilkov et al.). */
const [copies, noiseLevel] = [25, 0.15];

/** The mean gradient over noisy copies of the input: what is left when the network's own noise averages out. */
export const smoothGrad: ExplanationMethod = {
  name: "smooth-grad",
  title: "SmoothGrad",
  needs: "gradients",
  signed: false,
  source: "Smilkov et al. 2017, arXiv:1706.03825",
  async map(model, request) {
    const { random } = request;
    const gradients = await sumGradients(model, request, {
      perInput: copies,
      write(input, _place, copy, out) {
        // The same noise for every input: a map does not depend on what else is explained with it.
        const noise = random.fork("smooth-grad", copy);
        const deviation = noiseLevel * rangeOf(input);
        for (let i = 0; i < out.length; i++) out[i] = (input[i] ?? 0) + noise.normal(0, deviation);
      },
      weight: () => 1 / copies,
    });
    return largestOverChannels(gradients, model);
  },
};

function rangeOf(input: Float32Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of input) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}
