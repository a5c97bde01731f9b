import type { SessionOptions } from "../../../engine/runtime/session.ts";
import type { ModelMetadata } from "../../evaluation/model-metadata.ts";
import { readModel } from "../../evaluation/open-model.ts";
import { readClassicalModel } from "../../models/open-trained-model.ts";
import type { ExplainableModel } from "./explainable-model.ts";
import { openNetworkModel } from "./network-model.ts";

export interface OpenedExplainable {
  readonly model: ExplainableModel;
  readonly metadata: ModelMetadata;
}

/**
 * Opens a model file of any kind that `mor train` has written, to explain its verdicts.
 * @throws MorError `input-missing`, `model-invalid`, `device-unavailable`
 */
export async function openExplainableModel(
  file: string,
  session: SessionOptions = {},
): Promise<OpenedExplainable> {
  if (!file.endsWith(".safetensors")) {
    const { graph, metadata } = readModel(file);
    return { model: await openNetworkModel(graph, { ...session, path: file }), metadata };
  }
  const { metadata, score } = await readClassicalModel(file);
  const { channels, height, width } = metadata.preprocessing;
  const model: ExplainableModel = {
    classCount: metadata.classes.length,
    input: { channels, height, width },
    score,
    network: undefined,
    async close() {},
  };
  return { model, metadata };
}
