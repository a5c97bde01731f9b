import type { Graph } from "../../engine/graph/graph.ts";
import { readOnnx } from "../../engine/graph/onnx/read-onnx.ts";
import type { SessionOptions } from "../../engine/runtime/session.ts";
import { MorError } from "../../errors.ts";
import { type Classifier, type ClassifyOptions, type ImageToClassify, openClassifier } from "./classifier.ts";
import { sharpenPredictions } from "./image-temperature.ts";
import { decodeModelMetadata, type ModelMetadata } from "./model-metadata.ts";
import type { Prediction } from "./predictions/prediction.ts";

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
  const { metadata } = readModel(file);
  const classifier = await openClassifier(file, metadata.preprocessing, session);
  return calibrated(classifier, metadata);
}

/** The network of a `model.onnx` and what the file says of it. @throws MorError `input-missing`, `model-invalid` */
export function readModel(file: string): { readonly graph: Graph; readonly metadata: ModelMetadata } {
  const graph = readOnnx(file);
  const metadata = decodeModelMetadata(graph.metadata, file);
  checkGraph(graph, metadata, file);
  return { graph, metadata };
}

/** A classifier with what its model file says of symmetries and temperature applied. */
export function calibrated(classifier: Classifier, metadata: ModelMetadata): OpenedModel {
  return {
    metadata,
    async classify(images, options = {}) {
      const { onPredictions } = options;
      const { classes, symmetries, temperature } = metadata;
      const calibrate = (predictions: readonly Prediction[]): readonly Prediction[] =>
        sharpenPredictions({ classes, predictions }, temperature).predictions;
      const predictions = await classifier.classify(images, {
        ...options,
        symmetries,
        ...(onPredictions && { onPredictions: (tiles) => onPredictions(calibrate(tiles)) }),
      });
      return [...calibrate(predictions)];
    },
    close: () => classifier.close(),
  };
}

/** A description that does not fit its network would give wrong names or run out of bounds. */
function checkGraph(
  { inputs, outputs }: Graph,
  { classes, preprocessing }: ModelMetadata,
  path: string,
): void {
  const { channels, height, width } = preprocessing;
  const images = inputs.find(({ name }) => name === "images")?.shape.slice(1);
  const answers = outputs.find(({ name }) => name === "probabilities")?.shape[1];
  if (images?.join() === [channels, height, width].join() && answers === classes.length) return;
  throw new MorError(
    "model-invalid",
    `Expected a network from [${[channels, height, width]}] to ${classes.length} classes, got one from [${images ?? "none"}] to ${answers ?? "none"} (${path})`,
    { hint: "The file was changed after it was trained; train it again.", path },
  );
}
