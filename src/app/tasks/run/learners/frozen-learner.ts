import type { SymmetryId } from "../../../../data/augment/symmetries.ts";
import { symmetryIds } from "../../../../data/augment/symmetries.ts";
import type {
  Dataset,
  Part,
  PartitionedDataset,
  PartitionedSample,
} from "../../../../data/dataset/dataset.ts";
import { writeOnnx } from "../../../../engine/graph/onnx/write-onnx.ts";
import { buildInferenceGraph } from "../../../../engine/nn/inference-graph.ts";
import type { Network } from "../../../../engine/nn/scope.ts";
import { MorError } from "../../../../errors.ts";
import type { Backbone } from "../../../../learning/backbones/backbone.ts";
import { backboneNetwork } from "../../../../learning/backbones/backbone-network.ts";
import { openClassifier } from "../../../../learning/evaluation/classifier.ts";
import { encodeModelMetadata } from "../../../../learning/evaluation/model-metadata.ts";
import { extractFeatures } from "../../../../learning/features/extract-features.ts";
import type { FeatureTable } from "../../../../learning/features/feature-extractor.ts";
import { openFeatureSession } from "../../../../learning/features/feature-session.ts";
import type { Head, HeadData, HeadOptions } from "../../../../learning/models/heads/head.ts";
import { logisticHead } from "../../../../learning/models/heads/logistic-head.ts";
import { trainedHead } from "../../../../learning/models/heads/trained-head.ts";
import { type Effects, startStage } from "../../effects.ts";
import { featureCache } from "../../feature-cache.ts";
import type { HeadKind, TrainSpec } from "../train-spec.ts";
import { planInput } from "./backbone-input.ts";
import { describePreprocessing } from "./choose-preprocessing.ts";
import type { Learned, Learner } from "./learner.ts";

/** What learns on the features when the user does not say; the paper's is that of Li et al. (2021), methods. */
const recipeHeads = { paper: "linear", modern: "logistic" } as const;

const heads: Readonly<Record<HeadKind, (data: HeadData, options: HeadOptions) => Promise<Head>>> = {
  linear: (data, options) => trainedHead("linear", data, options),
  dense: (data, options) => trainedHead("dense", data, options),
  logistic: logisticHead,
};

const headPhrases: Readonly<Record<HeadKind, string>> = {
  linear: "one linear layer",
  dense: "a small network with one hidden layer",
  logistic: "multinomial logistic regression",
};

/** A backbone that stays as it is, and a head that learns on its features: these are computed once and kept. */
export function frozenLearner(backbone: Backbone, spec: TrainSpec, dataset: Dataset): Learner {
  const preprocessing = planInput(backbone, spec, dataset);
  const { channels, height, width } = preprocessing;
  const kind = spec.head ?? recipeHeads[spec.recipe];
  const views = spec.views === 1 ? ([1] as const) : symmetryIds;
  // A head that has learnt from all views is asked about all views; the paper's was not.
  const symmetries = views.length > 1 && spec.recipe !== "paper";
  const session = { device: spec.device, threads: spec.threads };
  const features = backboneNetwork(backbone);
  return {
    name: `${backbone.name} + ${kind}`,
    preprocessing,
    symmetries,
    choosesOnValidation: spec.recipe === "paper",
    backbone: { name: backbone.name, ...backbone.origin },
    methods: {
      training: "head",
      architecture: `${headPhrases[kind]} on frozen features of ${backbone.title}`,
      ...describePreprocessing(preprocessing),
      augmentation: [
        ...(preprocessing.tiles === "quarters" ? ["quarter tiles"] : []),
        ...(views.length > 1 ? ["the 8 symmetries of the square"] : []),
      ],
      selection: kind === "logistic" ? "log loss on images held back" : "validation accuracy",
      ...(symmetries ? { inference: "averaging over the 8 symmetries of the square" } : {}),
    },
    decisive: [backbone.hash, views, kind],
    modelFile: "model.onnx",
    async learn(data, { effects }): Promise<Learned> {
      const clock = () => effects.now().getTime();
      const begun = clock();
      const extract = (part: Part, seen: readonly SymmetryId[]) =>
        featuresOf(backbone, preprocessing, data, part, seen, session, effects);
      const training = await extract("train", views);
      if (training.table.rows.length === 0) {
        throw new MorError("dataset-invalid", "Expected training images, got none in the part train");
      }
      // Where val is what will be scored, nothing is chosen on it, but for the paper's recipe, which does.
      const judges = data.samples.some(({ part }) => part === "test") || spec.recipe === "paper";
      const validation = judges ? await extract("val", [1]) : nothing(training);
      const extracted = clock();
      const head = await fitHead(kind, { data, training, validation }, spec, effects);
      const network: Network = (scope, images) => head.network(scope, features(scope, images));
      const graph = (metadata: Record<string, string>) =>
        buildInferenceGraph(network, head.weights, { imageShape: [channels, height, width], metadata });
      return {
        history: head.history,
        bestEpoch: head.best,
        parameterCount: [...head.weights.values()].reduce((sum, { data: { length } }) => sum + length, 0),
        timings: { features: (extracted - begun) / 1000, train: (clock() - extracted) / 1000 },
        choices: head.choices,
        open: () => openClassifier(graph({}), preprocessing, session),
        encode: (metadata) => writeOnnx(graph(encodeModelMetadata(metadata))),
      };
    },
  };
}

function nothing({ table: { width } }: PartFeatures): PartFeatures {
  return { samples: [], table: { rows: [], width, data: new Float32Array() } };
}

interface PartFeatures {
  readonly samples: readonly PartitionedSample[];
  readonly table: FeatureTable;
}

async function featuresOf(
  backbone: Backbone,
  preprocessing: Learner["preprocessing"],
  data: PartitionedDataset,
  part: Part,
  views: readonly SymmetryId[],
  session: { readonly device: TrainSpec["device"]; readonly threads: number },
  effects: Effects,
): Promise<PartFeatures> {
  const samples = data.samples.filter((sample) => sample.part === part);
  const extractor = await openFeatureSession(backbone, preprocessing, session);
  const stage = startStage(effects, `Features (${part})`, samples.length, "images", {
    code: "features",
    part,
  });
  try {
    const table = await extractFeatures(extractor, samples, {
      views,
      cache: featureCache(effects),
      onImage: (done) => stage.advance(done),
      signal: effects.signal,
    });
    stage.end();
    return { samples, table };
  } finally {
    await extractor.close();
  }
}

async function fitHead(
  kind: HeadKind,
  parts: {
    readonly data: PartitionedDataset;
    readonly training: PartFeatures;
    readonly validation: PartFeatures;
  },
  spec: TrainSpec,
  effects: Effects,
): Promise<Head> {
  const { data, training, validation } = parts;
  const labelled = ({ samples, table }: PartFeatures) => ({
    x: { data: table.data, rows: table.rows.length, columns: table.width },
    labels: Int32Array.from(table.rows, ({ image }) => data.classes.indexOf(samples[image]?.label ?? "")),
    // Without groups, views and tiles of one image still belong together.
    groups: table.rows.map(({ image }) => samples[image]?.group ?? samples[image]?.path ?? ""),
  });
  const stage = "Training the head";
  let started = false;
  const head = await heads[kind](
    { classes: data.classes.length, train: labelled(training), validation: labelled(validation) },
    {
      seed: spec.seed,
      threads: spec.threads,
      clock: () => effects.now().getTime(),
      onProgress(done, total, note) {
        if (!started) effects.progress({ kind: "start", stage, code: "head", total, unit: "steps" });
        started = true;
        effects.progress({ kind: "advance", stage, done, note });
      },
      signal: effects.signal,
    },
  );
  effects.progress({ kind: "end", stage, note: head.choices });
  return head;
}
