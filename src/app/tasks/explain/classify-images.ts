import type { BrokenImage } from "../../../data/dataset/dataset.ts";
import { averageTiles } from "../../../learning/evaluation/predictions/average-predictions.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";
import { openTrainedModel } from "../../../learning/models/open-trained-model.ts";
import { type Effects, startStage } from "../effects.ts";
import type { ImageToExplain } from "./choice/choose-images.ts";

/** What `mor predict` says of an image. */
export interface Verdict {
  /** `null`: none of these. */
  readonly predicted: string | null;
  readonly mostProbable: string;
  /** Index of the most probable class. */
  readonly best: number;
  readonly confidence: number;
  /** One for each class. */
  readonly probability: ArrayLike<number>;
}

export interface ClassifiedImages {
  /** By path; broken images are missing. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly broken: readonly BrokenImage[];
}

/** Verdicts as `mor predict` gives them: all views, calibrated, with the threshold of the model. */
export async function classifyImages(
  file: string,
  images: readonly ImageToExplain[],
  { threads }: { readonly threads: number },
  effects: Effects,
): Promise<ClassifiedImages> {
  const model = await openTrainedModel(file, { threads });
  try {
    const broken: BrokenImage[] = [];
    const stage = startStage(effects, "Classifying", images.length, "images");
    const predictions = await model.classify(images, {
      signal: effects.signal,
      onImage: (done) => stage.advance(done),
      onBroken: (image, error) => broken.push({ path: image.path, reason: error.message }),
    });
    stage.end();
    const { classes, threshold = 0 } = model.metadata;
    const table = averageTiles({ classes, predictions });
    const verdicts = new Map(
      table.predictions.map(({ path, probability }): [string, Verdict] => {
        const best = predictedClasses(probability, classes.length)[0] ?? 0;
        const [mostProbable, confidence] = [classes[best] ?? "", probability[best] ?? 0];
        const predicted = confidence >= threshold ? mostProbable : null;
        return [path, { predicted, mostProbable, best, confidence, probability }];
      }),
    );
    return { verdicts, broken };
  } finally {
    await model.close();
  }
}
