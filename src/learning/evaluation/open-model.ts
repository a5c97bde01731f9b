import { readOnnx } from "../../engine/graph/onnx/read-onnx.ts";
import type { SessionOptions } from "../../engine/runtime/session.ts";
import { type ClassifyOptions, type ImageToClassify, openClassifier } from "./classifier.ts";
import { sharpenPredictions } from "./image-temperature.ts";
import { decodeModelMetadata, type ModelMetadata } from "./model-metadata.ts";
import type { Prediction } from "./prediction.ts";

/** A model file that is ready to classify images as its metadata say. */
export interface OpenedModel {
  readonly metadata: ModelMetadata;
  /** One prediction for each tile, calibrated. @throws MorError for a broken image, and `cancelled`. */
  classify(
    images: readonly ImageToClassify[],
    options?: Omit<ClassifyOptions, "symmetries">,
  ): Promise<Prediction[]>;
  close(): Promise<void>;
}

/**
 * Opens a `model.onnx` that `mor train` has written.
 * @throws MorError `input-missing`, `model-invalid`, `device-unavailable`
 */
export async function openModel(file: string, session: SessionOptions = {}): Promise<OpenedModel> {
  const metadata = decodeModelMetadata(readOnnx(file).metadata, file);
  const classifier = await openClassifier(file, metadata.preprocessing, session);
  return {
    metadata,
    async classify(images, options = {}) {
      const predictions = await classifier.classify(images, { ...options, symmetries: metadata.symmetries });
      const table = sharpenPredictions({ classes: metadata.classes, predictions }, metadata.temperature);
      return [...table.predictions];
    },
    close: () => classifier.close(),
  };
}
