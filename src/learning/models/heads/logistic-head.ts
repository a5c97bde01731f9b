import { dense } from "../../../engine/nn/layers.ts";
import { tensor } from "../../../tensor/tensor.ts";
import { chooseRegularisation } from "../../classical/logistic/choose-regularisation.ts";
import { predictLogisticRegression } from "../../classical/logistic/logistic-regression.ts";
import type { Head, HeadData, HeadOptions } from "./head.ts";
import { scoreRows } from "./score-rows.ts";
import { openRowProducts } from "./session-products.ts";

/**
 * Multinomial logistic regression on standardised features, with the penalty that predicts the validation part best, or,
 * without one, grouped folds of the training part.
 * @throws MorError as `chooseRegularisation`
 */
export async function logisticHead(data: HeadData, options: HeadOptions): Promise<Head> {
  const { classes, train, validation } = data;
  const begun = options.clock();
  const { products, close } = await openRowProducts({ threads: options.threads });
  const { model, regularisation, tried } = await chooseRegularisation(train.x, train.labels, {
    products,
    classCount: classes,
    groups: train.groups,
    ...(validation.x.rows > 0 ? { validation } : {}),
    seed: options.seed,
    onProgress: (done, total) => options.onProgress?.(done, total, "penalty of the logistic regression"),
    signal: options.signal,
  }).finally(close);
  const fitted = scoreRows(predictLogisticRegression(model, train.x), train.labels, classes);
  const judged =
    validation.x.rows > 0
      ? scoreRows(predictLogisticRegression(model, validation.x), validation.labels, classes)
      : undefined;
  const { featureCount } = model;
  return {
    network: (scope, features) => dense(scope, "classifier", features, classes),
    weights: new Map([
      ["classifier.weight", tensor("float32", [featureCount, classes], model.weights)],
      ["classifier.bias", tensor("float32", [classes], model.bias)],
    ]),
    history: [
      {
        epoch: 1,
        step: tried.length,
        learningRate: 0,
        trainLoss: fitted.loss,
        trainAccuracy: fitted.accuracy,
        valLoss: judged?.loss ?? null,
        valAccuracy: judged?.accuracy ?? null,
        valMacroF1: judged?.macroF1 ?? null,
        seconds: (options.clock() - begun) / 1000,
      },
    ],
    best: 1,
    choices: `C = ${Number(regularisation.toPrecision(3))}, chosen ${
      judged ? "on the validation part" : "by grouped folds of the training part"
    }`,
  };
}
