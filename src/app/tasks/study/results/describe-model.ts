import type { MethodFacts } from "../../../../learning/report/report-input.ts";
import type { StudyModel } from "../../../../learning/report/study/study-input.ts";
import { drawLevelCurves } from "../../run/folder/level-curves.ts";
import type { ModelResult } from "./collect-results.ts";

/** A model as the report shows it. */
export function describeModel(result: ModelResult): StudyModel {
  const { model, metrics, images, trainSeconds, imagesPerSecond, parameterCount, weights } = result;
  const { name, title, kind, family, paper } = model;
  const [folder] = result.folders;
  return {
    name,
    title,
    kind,
    family,
    metrics,
    curves: drawLevelCurves(images),
    trainSeconds,
    imagesPerSecond,
    parameterCount,
    methods: describeMethods(result),
    ...(weights && { weights }),
    ...(folder === undefined ? {} : { folder }),
    ...(paper === undefined ? {} : { paper }),
  };
}

/** Full sentences, the same for models that were trained alike: the report says them once. */
function describeMethods({ model, methods }: ModelResult): string {
  const { architecture, intensity, inputSize, augmentation = [], inference, epochs } = methods;
  const subject = model.kind === "backbone" || architecture === undefined ? model.family : architecture;
  const input =
    inputSize === undefined
      ? ""
      : ` on inputs of ${inputSize.width} × ${inputSize.height} pixels, ${inputSize.channels === 1 ? "grey" : `${inputSize.channels} channels`}`;
  const sentences = [
    `${capitalize(subject)}${input}${intensity === undefined ? "" : `; ${intensity}`}.`,
    epochs === undefined ? "" : `Trained for ${epochs} epochs${describeOptimizer(methods)}.`,
    augmentation.length > 0 ? `Training images alone were augmented (${augmentation.join(", ")}).` : "",
    inference === undefined ? "" : `Predictions were made by ${inference}.`,
    epochs === undefined && methods.selection !== undefined
      ? `Settings were chosen by ${methods.selection}.`
      : "",
  ];
  return sentences.filter(Boolean).join(" ");
}

function describeOptimizer({ optimizer, schedule, learningRate, batchSize }: MethodFacts): string {
  const details = [
    schedule === undefined ? "" : `${schedule} schedule`,
    learningRate === undefined ? "" : `learning rate ${learningRate}`,
    batchSize === undefined ? "" : `batch size ${batchSize}`,
  ].filter(Boolean);
  const list = details.length > 0 ? ` (${details.join(", ")})` : "";
  return optimizer === undefined ? list : ` with ${optimizer}${list}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
