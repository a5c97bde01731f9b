import { inputLength, type Preprocessing } from "../../data/batch/preprocessing.ts";
import { classicalInput } from "../classical/classical-input.ts";
import type { ClassicalInputSettings, ClassicalModel } from "../classical/classical-model.ts";
import { predictClassical } from "../classical/fit-classical.ts";
import { matrix } from "../classical/matrix.ts";
import { type BatchScorer, type Classifier, createClassifier } from "../evaluation/classifier.ts";

/** A classical model that is ready to classify images, whose pixels or measurements it is given. */
export function classicalClassifier(
  model: ClassicalModel,
  preprocessing: Preprocessing,
  settings: ClassicalInputSettings = {},
): Classifier {
  return createClassifier(classicalScorer(model, preprocessing, settings), preprocessing);
}

/** The probabilities of a classical model for network inputs, which it takes pixels or measurements of. */
export function classicalScorer(
  model: ClassicalModel,
  preprocessing: Preprocessing,
  settings: ClassicalInputSettings = {},
): BatchScorer {
  const { channels, height, width } = preprocessing;
  const length = inputLength(preprocessing);
  return async (images, count) => {
    const rows = new Float32Array(count * model.featureCount);
    for (let slot = 0; slot < count; slot++) {
      const data = images.subarray(slot * length, (slot + 1) * length);
      const row = classicalInput({ channels, height, width, data }, model.input, settings);
      rows.set(row, slot * model.featureCount);
    }
    return await predictClassical(model, matrix(rows, count, model.featureCount));
  };
}
