import { basename } from "node:path";
import { architectureNames } from "../../../../learning/backbones/architecture-name.ts";
import { architectures } from "../../../../learning/backbones/architectures.ts";
import { organelle } from "../../../../learning/backbones/organelle-backbone.ts";
import type { PaperModel } from "../../../../learning/report/study/paper-results.ts";
import type { StudyModel } from "../../../../learning/report/study/study-input.ts";
import type { RecipeName } from "../../../../learning/training/recipe.ts";
import { nameOfFile } from "../../backbone/backbone-name.ts";
import { publishedByName, publishedWeights } from "../../backbone/published-weights.ts";
import type { TrainSpec } from "../../run/train-spec.ts";

/** A model that a study can train: how it is spoken of, and what `mor train` is asked for. */
export interface StudyModelPlan extends Pick<StudyModel, "kind" | "title" | "family" | "paper"> {
  /** As it was asked for. */
  readonly name: string;
  /** The same as the name of a folder. */
  readonly folder: string;
  readonly training: Partial<
    Pick<TrainSpec, "model" | "input" | "backbone" | "head" | "fineTune" | "weights" | "size">
  >;
}

type OwnModel = Omit<StudyModelPlan, "name" | "folder">;

/** Models without a pretrained network. A new one is one line here. */
const ownModels: Readonly<Record<string, OwnModel>> = {
  resnet: network("Compact residual network", { model: "resnet" }),
  "paper-cnn": network("CNN of Li et al.", { model: "paper-cnn" }, "cnn"),
  svm: classical("SVM on pixels", { model: "svm", input: "pixels" }, "svm"),
  forest: classical("Random forest on pixels", { model: "forest", input: "pixels" }, "random-forest"),
  "svm-measurements": classical("SVM on measurements", { model: "svm", input: "measurements" }),
  "forest-measurements": classical("Random forest on measurements", {
    model: "forest",
    input: "measurements",
  }),
  "logistic-measurements": classical("Logistic regression on measurements", {
    model: "logistic",
    input: "measurements",
  }),
};

interface Way {
  /** Behind the title of the network: "MobileNet v2, fine-tuned". */
  readonly suffix: string;
  readonly family: string;
  readonly training: Pick<StudyModelPlan["training"], "head" | "fineTune">;
}

/** What learns on a pretrained network: the word behind `+`. */
const ways: Readonly<Record<string, Way>> = {
  linear: head("linear", ", linear head", "one linear layer"),
  logistic: head("logistic", ", logistic regression", "multinomial logistic regression"),
  dense: head("dense", ", dense head", "a small dense network"),
  finetune: { suffix: ", fine-tuned", family: "all layers fine-tuned", training: { fineTune: "all" } },
};

/** Of a name without `+`: what `mor train` takes when no head is named. */
const plainHeads: Readonly<Record<RecipeName, Way>> = {
  modern: head("logistic", "", "multinomial logistic regression"),
  paper: head("linear", "", "one linear layer"),
};

/** The twelve of Li et al. (2021), in their order. */
export const paperModels: readonly string[] = [
  "paper-cnn",
  ...architectureNames.map((name) => `${name}+linear`),
  "svm",
  "forest",
];

/** Names that can be asked for; each published network also goes with `+linear` and so on. */
export const studyModelNames: readonly string[] = [
  ...Object.keys(ownModels),
  organelle.name,
  ...publishedWeights.map(({ name }) => name),
];

/** Words behind a `+`. */
export const wayNames: readonly string[] = Object.keys(ways);

/** A name of `--models` in its parts; `undefined` for a word behind `+` that means nothing. */
export function readModelName(
  name: string,
  recipe: RecipeName,
):
  | { readonly own: OwnModel }
  | { readonly backbone: string; readonly way: Way; readonly wayName: string }
  | undefined {
  const own = ownModels[name];
  if (own !== undefined) return { own };
  const plus = name.lastIndexOf("+");
  const [backbone, wayName] = plus < 0 ? [name, ""] : [name.slice(0, plus), name.slice(plus + 1)];
  const way = plus < 0 ? plainHeads[recipe] : (ways[wayName] ?? lastBlocks(wayName));
  return way === undefined || backbone === "" ? undefined : { backbone, way, wayName };
}

/** `finetune-2`: the last two blocks. */
function lastBlocks(wayName: string): Way | undefined {
  const [, digits] = /^finetune-([1-9]\d{0,3})$/.exec(wayName) ?? [];
  if (digits === undefined) return;
  const words = digits === "1" ? "the last block" : `the last ${digits} blocks`;
  return {
    suffix: `, ${words} fine-tuned`,
    family: `${words} fine-tuned`,
    training: { fineTune: Number(digits) },
  };
}

/** Letters, digits, dots and dashes: a link of the report leads there. */
export function planOwnModel(name: string, own: OwnModel): StudyModelPlan {
  return { name, folder: name, ...own };
}

/** @param backbone a name, or the path of a file of weights. */
export function planBackboneModel(name: string, backbone: string, way: Way, wayName: string): StudyModelPlan {
  const published = publishedByName(backbone);
  const isPaper = wayName === "linear" && published !== undefined && (published.width ?? 1) === 1;
  return {
    name,
    folder: [nameOfFile(basename(backbone)) ?? "network", ...(wayName === "" ? [] : [wayName])].join("-"),
    title: `${titleOf(backbone)}${isPaper ? "" : way.suffix}`,
    kind: "backbone",
    family: way.family,
    training: { backbone, ...way.training },
    ...(isPaper ? { paper: published.architecture } : {}),
  };
}

function titleOf(backbone: string): string {
  if (backbone === organelle.name) return "Organelle network";
  const published = publishedByName(backbone);
  if (published === undefined) return basename(backbone);
  return (published.width ?? 1) === 1 ? architectures[published.architecture].title : published.title;
}

function network(title: string, training: OwnModel["training"], paper?: PaperModel): OwnModel {
  return {
    title,
    kind: "network",
    family: "trained from scratch",
    training,
    ...(paper === undefined ? {} : { paper }),
  };
}

function classical(title: string, training: OwnModel["training"], paper?: PaperModel): OwnModel {
  const family = training.input === "pixels" ? "raw pixels" : "measurements of shape and texture";
  return { title, kind: "classical", family, training, ...(paper === undefined ? {} : { paper }) };
}

function head(kind: "linear" | "logistic" | "dense", suffix: string, phrase: string): Way {
  return { suffix, family: `frozen features and ${phrase}`, training: { head: kind } };
}
