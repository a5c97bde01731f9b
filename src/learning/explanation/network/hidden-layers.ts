import { tensor } from "../../../tensor/tensor.ts";
import type { ExplainableNetwork, InputSize, SpatialLayer } from "../model/explainable-model.ts";
import type { Inputs } from "./survey-network.ts";

/** What a layer makes of some inputs: of each, every channel. */
export interface HiddenLayer {
  readonly layer: SpatialLayer;
  /** [inputs, channels, height, width] of the layer. */
  readonly outputs: Float32Array;
  /** Of each input, the channel whose positive values have the largest mean; the first of equal ones. */
  readonly mostActive: readonly number[];
}

/**
 * The outputs of layers for some inputs, all in one run.
 * @param inputs few: all outputs are in memory together.
 */
export async function hiddenLayers(
  network: ExplainableNetwork,
  input: InputSize,
  layers: readonly SpatialLayer[],
  { data, count }: Inputs,
): Promise<HiddenLayer[]> {
  const key = `hidden ${layers.map(({ value }) => value).join(" ")}`;
  const session = await network.derive(key, count, ({ b, value }) => {
    for (const [index, layer] of layers.entries())
      b.output(b.op("Identity", [value(layer.value)]), `layer ${index}`);
  });
  const { channels, height, width } = input;
  const found = await session.run({ images: tensor("float32", [count, channels, height, width], data) });
  return layers.map((layer, index) => {
    const outputs = found[`layer ${index}`]?.data as Float32Array; // layers are float32
    return {
      layer,
      outputs,
      mostActive: Array.from({ length: count }, (_, n) => mostActive(outputs, layer, n)),
    };
  });
}

/** One channel of one input: [height, width]. */
export function channelOf({ layer, outputs }: HiddenLayer, input: number, channel: number): Float32Array {
  const plane = layer.height * layer.width;
  const start = (input * layer.channels + channel) * plane;
  return outputs.subarray(start, start + plane);
}

function mostActive(outputs: Float32Array, layer: SpatialLayer, input: number): number {
  const plane = layer.height * layer.width;
  let [best, most] = [0, -1];
  for (let channel = 0; channel < layer.channels; channel++) {
    const start = (input * layer.channels + channel) * plane;
    let sum = 0;
    for (let i = start; i < start + plane; i++) sum += Math.max(0, outputs[i] ?? 0);
    if (sum > most) [best, most] = [channel, sum];
  }
  return best;
}
