import { batchSizeOf } from "../../../../learning/explanation/model/batches.ts";
import type { SpatialLayer } from "../../../../learning/explanation/model/explainable-model.ts";
import {
  type ExciteForm,
  type Excitement,
  exciteChannels,
} from "../../../../learning/explanation/network/excite-channel.ts";
import type { GalleryContext } from "./gallery.ts";

/** Images of one run at most: a step of more takes longer than one likes to wait for its progress. */
const largestBatch = 16;

export function exciteBatch({ model }: Pick<GalleryContext, "model">): number {
  return batchSizeOf(model, largestBatch);
}

/** `exciteChannels` with what the context knows. */
export function excite(
  context: GalleryContext,
  of: SpatialLayer | "logits",
  channels: readonly number[],
  form: ExciteForm,
  onStep: () => void,
): Promise<Excitement[]> {
  const { network, model, looked, threads, random, effects } = context;
  return exciteChannels({
    network,
    input: model.input,
    of,
    channels,
    form,
    range: looked.range,
    batch: exciteBatch(context),
    threads,
    random: random.fork("excite", of === "logits" ? of : of.name, form),
    signal: effects.signal,
    onStep,
  });
}
