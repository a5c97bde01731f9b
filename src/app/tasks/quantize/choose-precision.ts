import type { PartitionedSample } from "../../../data/dataset/dataset.ts";
import type { QuantizedModel } from "../../../engine/quantization/quantize-model.ts";
import type { Prediction } from "../../../learning/evaluation/prediction.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";

/** On what the choice of layers is made: never on the images that are scored. */
export interface Judge {
  readonly part: "train" | "val";
  readonly images: readonly PartitionedSample[];
  /** Verdicts on the images, one each; of the float32 model. */
  readonly expected: readonly Prediction[];
  readonly classes: readonly string[];
}

/** What 8 bits cost, as a share of the images. On val, what accuracy falls by; on train, how many verdicts change. */
export function lossOf({ part, expected, classes }: Judge, found: readonly Prediction[]): number {
  const pairs = expected.map((row, i) => [verdictOf(row), verdictOf(found[i] ?? row)] as const);
  const harmed = expected.reduce((sum, { label }, i) => {
    const [before, after] = pairs[i] ?? [0, 0];
    if (part === "train") return sum + (before === after ? 0 : 1);
    const truth = classes.indexOf(label ?? "");
    return sum + (before === truth ? 1 : 0) - (after === truth ? 1 : 0);
  }, 0);
  return harmed / Math.max(1, expected.length);
}

/** The most that may be lost, as a share. A single changed verdict says nothing yet. */
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
