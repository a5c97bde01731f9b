import { z } from "zod";
import { MorError } from "../../errors.ts";
import { decodeSafetensors, encodeSafetensors } from "../../tensor/safetensors.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import type { SupportVectorMachine } from "./kernel/support-vector-machine.ts";
import type { LogisticRegression } from "./logistic/logistic-regression.ts";
import type { RandomForest } from "./trees/random-forest.ts";

export type ClassicalKind = "svm" | "forest" | "logistic";
export type ClassicalInput = "pixels" | "measurements";

/** How tiles become rows of features. */
export interface ClassicalInputSettings {
  /** Families of measurements; all by default. */
  readonly families?: readonly string[] | undefined;
}

/** What a learner has found; `kind` says which. */
export type FittedClassifier =
  | { readonly kind: "svm"; readonly fitted: SupportVectorMachine }
  | { readonly kind: "forest"; readonly fitted: RandomForest }
  | { readonly kind: "logistic"; readonly fitted: LogisticRegression };

/** A classical classifier as plain data. */
export interface ClassicalModel {
  readonly kind: ClassicalKind;
  readonly input: ClassicalInput;
  readonly featureCount: number;
  readonly classCount: number;
  /** Hyperparameters that were chosen, and what the input was made with; JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Tensor<"float32">>;
}

const formatName = "mor-classical-1";

const headSchema = z.object({
  kind: z.enum(["svm", "forest", "logistic"]),
  input: z.enum(["pixels", "measurements"]),
  featureCount: z.int().min(1),
  classCount: z.int().min(1),
  settings: z.record(z.string(), z.unknown()),
});

/** A safetensors file: the tensors, and all else as JSON in the metadata. @param metadata further pairs of texts. */
export function encodeClassicalModel(
  model: ClassicalModel,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const { tensors, ...head } = model;
  return encodeSafetensors({
    tensors,
    metadata: { ...metadata, format: formatName, model: JSON.stringify(head) },
  });
}

/**
 * Reads what `encodeClassicalModel` has written.
 *
 * @throws MorError `run-invalid` for bytes that are damaged; `model-invalid` for those of another kind of file, or a model
 * that lacks tensors.
 */
export function decodeClassicalModel(
  bytes: Uint8Array,
  path: string,
): { model: ClassicalModel; metadata: Readonly<Record<string, string>> } {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const head = headSchema.safeParse(parseJson(metadata.format === formatName ? metadata.model : undefined));
  if (!head.success) {
    throw new MorError(
      "model-invalid",
      `Expected a classical model (${formatName}), got another file (${path})`,
      {
        hint: "Give a model that was trained as svm, forest or logistic.",
        path,
      },
    );
  }
  const model = { ...head.data, tensors };
  try {
    toClassifier(model);
  } catch (cause) {
    throw new MorError(
      "model-invalid",
      `Expected a whole classical model, got one with tensors amiss (${path})`,
      {
        hint: "The file is damaged; train again.",
        path,
        cause,
      },
    );
  }
  return { model, metadata };
}

/** The classifier's tensors by name. */
export function toTensors(classifier: FittedClassifier): Map<string, Tensor<"float32">> {
  if (classifier.kind === "logistic") {
    const { weights, bias, featureCount, classCount } = classifier.fitted;
    return new Map([
      ["weights", tensor("float32", [featureCount, classCount], weights)],
      ["bias", tensor("float32", [classCount], bias)],
    ]);
  }
  if (classifier.kind === "forest") {
    const { nodes, roots, leaves, classCount } = classifier.fitted;
    return new Map([
      ["nodes", tensor("float32", [nodes.length / 3, 3], nodes)],
      ["roots", tensor("float32", [roots.length], roots)],
      ["leaves", tensor("float32", [leaves.length / classCount, classCount], leaves)],
    ]);
  }
  const { gamma, mean, deviation, supports, machines, sharpness } = classifier.fitted;
  const k = machines.present.length;
  return new Map([
    ["gamma", tensor("float32", [1], Float32Array.of(gamma))],
    ["sharpness", tensor("float32", [1], Float32Array.of(sharpness))],
    ["mean", tensor("float32", [mean.length], mean)],
    ["deviation", tensor("float32", [deviation.length], deviation)],
    ["supports", tensor("float32", [supports.rows, supports.columns], supports.data)],
    ["support-classes", tensor("float32", [supports.rows], Float32Array.from(machines.classes))],
    ["coefficients", tensor("float32", [supports.rows, k], machines.coefficients)],
    ["thresholds", tensor("float32", [k, k], machines.thresholds)],
    ["present", tensor("float32", [k], machines.present)],
  ]);
}

/** The inverse of `toTensors`. @throws MorError `model-invalid` for tensors that are missing or of other sizes. */
export function toClassifier(model: ClassicalModel): FittedClassifier {
  const { kind, featureCount, classCount } = model;
  const take = (name: string, size: number | undefined): Float32Array => {
    const found = model.tensors.get(name)?.data;
    if (found === undefined || (size !== undefined && found.length !== size)) {
      throw new MorError(
        "model-invalid",
        `Expected a tensor "${name}"${size === undefined ? "" : ` of ${size} values`}, got ${found?.length ?? "none"}`,
      );
    }
    return found;
  };
  if (kind === "logistic") {
    const weights = take("weights", featureCount * classCount);
    return { kind, fitted: { weights, bias: take("bias", classCount), featureCount, classCount } };
  }
  if (kind === "forest") {
    const fitted = {
      nodes: take("nodes", undefined),
      roots: take("roots", undefined),
      leaves: take("leaves", undefined),
      featureCount,
      classCount,
    };
    checkForest(fitted);
    return { kind, fitted };
  }
  const classes = Int32Array.from(take("support-classes", undefined));
  const count = classes.length;
  return {
    kind,
    fitted: {
      gamma: take("gamma", 1)[0] ?? 0,
      mean: take("mean", featureCount),
      deviation: take("deviation", featureCount),
      supports: { data: take("supports", count * featureCount), rows: count, columns: featureCount },
      machines: {
        classes,
        coefficients: take("coefficients", count * classCount),
        thresholds: take("thresholds", classCount * classCount),
        present: take("present", classCount),
      },
      sharpness: take("sharpness", 1)[0] ?? 1,
    },
  };
}

/** Children come after their parents, so that every walk ends, and all places exist. */
function checkForest({ nodes, roots, leaves, featureCount, classCount }: RandomForest): void {
  const nodeCount = nodes.length / 3;
  const leafCount = leaves.length / classCount;
  let isWhole = roots.length > 0 && roots.every((root) => root < nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const feature = nodes[3 * node] ?? 0;
    const place = nodes[3 * node + 2] ?? 0;
    const fits =
      feature < 0
        ? place >= 0 && place < leafCount
        : feature < featureCount && place > node && place + 1 < nodeCount;
    if (!fits) isWhole = false;
  }
  if (!isWhole) throw new MorError("model-invalid", "Expected trees whose nodes fit together, got others");
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
