import { readFile } from "node:fs/promises";
import type { SessionOptions } from "../../engine/runtime/session.ts";
import { MorError } from "../../errors.ts";
import { type BatchScorer, createClassifier } from "../evaluation/classifier.ts";
import { decodeModelMetadata, type ModelMetadata } from "../evaluation/model-metadata.ts";
import { calibrated, type OpenedModel, openModel } from "../evaluation/open-model.ts";

/**
 * Opens a model file of any kind that `mor train` has written: a network in `model.onnx`, a classical model in
 * `model.safetensors`.
 * @throws MorError `input-missing`, `model-invalid`, `device-unavailable`
 */
export async function openTrainedModel(file: string, session: SessionOptions = {}): Promise<OpenedModel> {
  if (!file.endsWith(".safetensors")) return openModel(file, session);
  const { metadata, score } = await readClassicalModel(file);
  return calibrated(createClassifier(score, metadata.preprocessing), metadata);
}

/**
 * What a `model.safetensors` says of its model, and the model's probabilities for inputs.
 * @throws MorError `input-missing`, `model-invalid`
 */
export async function readClassicalModel(
  file: string,
): Promise<{ readonly metadata: ModelMetadata; readonly score: BatchScorer }> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new MorError("input-missing", `Expected a model file, got none (${file})`, {
      hint: "Give the run folder or its model file.",
      path: file,
      cause,
    });
  });
  // Loaded for these models alone: a network is then ready sooner.
  const { decodeClassicalModel } = await import("../classical/classical-model.ts");
  const { classicalScorer } = await import("./classical-classifier.ts");
  const { model, metadata: pairs } = decodeClassicalModel(bytes, file);
  const metadata = decodeModelMetadata(pairs, file);
  if (metadata.classes.length !== model.classCount) {
    throw new MorError(
      "model-invalid",
      `Expected a model of ${metadata.classes.length} classes, got ${model.classCount} (${file})`,
      { hint: "The file was changed after it was trained; train it again.", path: file },
    );
  }
  return { metadata, score: classicalScorer(model, metadata.preprocessing) };
}
