import type { PartitionedSample } from "../../../data/dataset/dataset.ts";
import type { QuantizedModel } from "../../../engine/quantization/quantize-model.ts";
import type { Prediction } from "../../../learning/evaluation/predictions/prediction.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";

/** On what the choice of layers is made: never on the images that are scored. */
export interface Judge {
  readonly part: "train" | "val";
  readonly images: readonly PartitionedSample[];
  /** Verdicts on the images, one each; of the float32 model. */
  readonly expected: readonly Prediction[];
  readonly classes: readonly string[];
}

/**
 * Changed verdicts for each that counts as a loss on training images. Verdicts change where two classes are nearly
 * equal, from right to wrong about as often as back; and what a network was trained on, it gets right more easily.
 */
const changesPerLoss = 4;

/**
 * What 8 bits cost, as a share of the images: what accuracy falls by; on training images at least a quarter of the
 * share of verdicts that change.
 */
export function lossOf({ part, expected, classes }: Judge, found: readonly Prediction[]): number {
  let [lost, changed] = [0, 0];
  expected.forEach((row, i) => {
    const truth = classes.indexOf(row.label ?? "");
    const [before, after] = [verdictOf(row), verdictOf(found[i] ?? row)];
    lost += (before === truth ? 1 : 0) - (after === truth ? 1 : 0);
    changed += before === after ? 0 : 1;
  });
  const harmed = part === "train" ? Math.max(lost, changed / changesPerLoss) : lost;
  return harmed / Math.max(1, expected.length);
}

/** The most that may be lost, as a share. Among training images, a single one says nothing yet. */
export function allowedLoss({ part, images }: Judge, maxLoss: number): number {
  const allowed = maxLoss / 100;
  return part === "train" ? Math.max(allowed, 1 / Math.max(1, images.length)) : allowed;
}

function verdictOf({ probability }: Prediction): number {
  return predictedClasses(probability, probability.length)[0] ?? 0;
}

export interface ChoiceOptions {
  readonly quantize: (keep: ReadonlySet<string>) => Promise<QuantizedModel>;
  /** What a quantised model loses. */
  readonly judge: (model: QuantizedModel) => Promise<number>;
  readonly allowed: number;
  /** Layers in 8 bits, the most harmful first; asked for only when they are needed. */
  readonly rank: (layers: readonly string[]) => Promise<readonly string[]>;
}

export interface Choice {
  readonly model: QuantizedModel;
  readonly loss: number;
  readonly met: boolean;
  readonly kept: readonly string[];
}

/**
 * The model with as many layers in 8 bits as the allowed loss permits: first all, then the most harmful 1, 2, 4 ... in
 * float32. When not even few layers are good enough, the model of the least loss.
 */
export async function choosePrecision({ quantize, judge, allowed, rank }: ChoiceOptions): Promise<Choice> {
  const attempt = async (kept: readonly string[]): Promise<Choice> => {
    const model = await quantize(new Set(kept));
    const loss = await judge(model);
    return { model, loss, met: loss <= allowed, kept };
  };
  let best = await attempt([]);
  if (best.met) return best;
  const names = best.model.layers.flatMap(({ name, precision }) => (precision === "int8" ? [name] : []));
  const ranked = await rank(names);
  for (let count = 1; count < ranked.length; count *= 2) {
    const next = await attempt(ranked.slice(0, count));
    if (next.met) return next;
    if (next.loss < best.loss) best = next;
  }
  return best;
}
