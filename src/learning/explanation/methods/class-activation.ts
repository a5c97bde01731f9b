import { resizePlanar } from "../../../data/images/resize-planar.ts";
import { differentiate } from "../../../engine/autodiff/differentiate.ts";
import { type Algebra, algebra } from "../../../engine/graph/algebra.ts";
import type { Value } from "../../../engine/graph/graph.ts";
import type { ExplainableModel } from "../model/explainable-model.ts";
import { chooseLayer, networkOf, runDerived, seriesOf } from "./derived-run.ts";
import type { ExplanationMethod, MapRequest, MethodName } from "./method.ts";

/** Grad-CAM: each channel of a layer counts as much as its gradient is high on average over the pixels. */
export const gradCam: ExplanationMethod = classActivation({
  name: "grad-cam",
  title: "Grad-CAM",
  source: "Selvaraju et al. 2017, doi:10.1109/ICCV.2017.74",
  weigh: (m, activation, gradient) => m.mul(activation, m.mean(gradient, pixels, true)),
});

/**
 * Grad-CAM++: channels by the weighted sum of their positive gradients. Logits stand for the log of the class score. It was
 * made for activations of 0 and more; others count as 0 in its weights, whose denominator would pass through 0.
 */
export const gradCamPlusPlus: ExplanationMethod = classActivation({
  name: "grad-cam++",
  title: "Grad-CAM++",
  source: "Chattopadhay et al. 2018, doi:10.1109/WACV.2018.00097",
  weigh: (m, activation, gradient) => {
    const squared = m.square(gradient);
    const third = m.mul(m.sum(m.relu(activation), pixels, true), m.mul(squared, m.relu(gradient)));
    const share = m.div(squared, m.add(m.add(m.mul(2, squared), third), 1e-6));
    return m.mul(activation, m.sum(m.mul(m.relu(gradient), share), pixels, true));
  },
});

/** HiResCAM: each pixel of each channel by its own gradient. */
export const hiresCam: ExplanationMethod = classActivation({
  name: "hires-cam",
  title: "HiResCAM",
  source: "Draelos and Carin 2020, arXiv:2011.08891",
  weigh: (m, activation, gradient) => m.mul(activation, gradient),
});

/** LayerCAM: each pixel of each channel by its own gradient where that is positive; fine at early layers too. */
export const layerCam: ExplanationMethod = classActivation({
  name: "layer-cam",
  title: "LayerCAM",
  source: "Jiang et al. 2021, doi:10.1109/TIP.2021.3089943",
  weigh: (m, activation, gradient) => m.mul(activation, m.relu(gradient)),
});

const pixels = [2, 3];

interface ClassActivation extends Pick<ExplanationMethod, "title" | "source"> {
  readonly name: MethodName;
  /** [N, C, h, w] and the gradient of the logit by it -> what the channels contribute, [N, C, h, w]. */
  readonly weigh: (m: Moves, activation: Value, gradient: Value) => Value;
}

interface Moves extends Algebra {
  relu(a: Value): Value;
}

function classActivation({ name, title, source, weigh }: ClassActivation): ExplanationMethod {
  return {
    name,
    title,
    needs: "layers",
    signed: false,
    source,
    async map(model, request) {
      const { height, width } = model.input;
      const maps = new Float32Array(request.count * height * width);
      await activationMaps(model, request, { name, weigh }, (map, size, place) => {
        maps.set(resizePlanar(map, { ...size, channels: 1 }, { height, width }), place * height * width);
      });
      return maps;
    },
  };
}

/** The maps [h, w] as the layer has them: what its channels contribute, summed, where it is positive. */
async function activationMaps(
  model: ExplainableModel,
  request: MapRequest,
  { name, weigh }: Pick<ClassActivation, "name" | "weigh">,
  take: (map: Float32Array, size: { readonly height: number; readonly width: number }, place: number) => void,
): Promise<void> {
  const layer = chooseLayer(networkOf(model, name).layers, request.layer);
  const area = layer.height * layer.width;
  await runDerived(
    model,
    seriesOf(request),
    {
      key: `${name} ${layer.name}`,
      write({ b, value }, score) {
        const activation = value(layer.value);
        const [gradient] = differentiate(b, score, [activation]);
        const moves: Moves = { ...algebra(b), relu: (a) => b.op("Relu", [a]) };
        const weighed = weigh(moves, activation, gradient as Value); // one for each value asked for
        return b.op("Relu", [moves.sum(weighed, [1], false)]);
      },
    },
    (output, start, end) => {
      for (let slot = 0; slot < end - start; slot++) {
        take(output.slice(slot * area, (slot + 1) * area), layer, start + slot);
      }
    },
  );
}
