import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { Dataset } from "../../../../data/dataset/dataset.ts";
import { createBuilder } from "../../../../engine/graph/builder.ts";
import { zerosFill } from "../../../../engine/nn/initializers.ts";
import { dense } from "../../../../engine/nn/layers.ts";
import { inferenceScope } from "../../../../engine/nn/scope.ts";
import { backboneNetwork } from "../../../../learning/backbones/backbone-network.ts";
import { organelle, organelleBackbone } from "../../../../learning/backbones/organelle-backbone.ts";
import type { ModelMetadata } from "../../../../learning/evaluation/model-metadata.ts";
import { openNetworkModel } from "../../../../learning/explanation/model/network-model.ts";
import type { OpenedExplainable } from "../../../../learning/explanation/model/open-explainable-model.ts";
import { poolScaling } from "../../../../learning/pretraining/formula-pool.ts";
import { zeros } from "../../../../tensor/tensor.ts";
import { seenSize, tileSide } from "../../run/learners/backbone-input.ts";

/**
 * The package's own network as eyes for a classical model, which has no features that images could be laid out by. It has no
 * opinion: all its logits are 0.
 */
export async function openOrganelleView(
  metadata: ModelMetadata,
  dataset: Dataset,
  threads: number,
): Promise<OpenedExplainable> {
  const { tiles, page } = metadata.preprocessing;
  const size = seenSize(organelle, tileSide(dataset, tiles));
  const preprocessing: Preprocessing = {
    ...{ channels: 1, height: size, width: size, tiles, page },
    scaling: poolScaling, // what it learnt from
  };
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", 1, size, size]);
  const features = backboneNetwork(organelleBackbone())(inferenceScope(b, new Map()), images);
  const units = metadata.classes.length;
  const silent = new Map([
    ["classifier.weight", zeros("float32", [Number(features.shape[1]), units])],
    ["classifier.bias", zeros("float32", [units])],
  ]);
  b.output(dense(inferenceScope(b, silent), "classifier", features, units, zerosFill), "logits");
  const model = await openNetworkModel(b.build(), { threads, path: organelle.file });
  return { model, metadata: { ...metadata, preprocessing } };
}
