import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { MorError } from "../../../../errors.ts";
import { organelle } from "../../../../learning/backbones/organelle-backbone.ts";
import type { RecipeName } from "../../../../learning/training/recipe.ts";
import { describeWeights } from "../../backbone/describe-weights.ts";
import { digestFile } from "../../backbone/digest-file.ts";
import { publishedByName, publishedWeights } from "../../backbone/published-weights.ts";
import type { WeightsChoice } from "../../backbone/resolve-backbone.ts";
import { findBackbone, listStore } from "../../backbone/store.ts";
import { nearest } from "../../nearest.ts";
import {
  paperModels,
  planBackboneModel,
  planOwnModel,
  readModelName,
  type StudyModelPlan,
  studyModelNames,
  wayNames,
} from "./study-models.ts";

/** A model whose weights, if it builds on any, are known to be there. */
export interface ChosenModel extends StudyModelPlan {
  /** SHA-256 of the weights that it builds on, or "rule-made"; `null` for models without. */
  readonly weights: string | null;
  /** Numbers in the pretrained network; `null` without one, or where a file does not tell. */
  readonly backboneParameters: number | null;
}

export interface ChoiceOptions {
  readonly recipe: RecipeName;
  readonly weights: WeightsChoice;
  /** Height and width of inputs, where the model leaves it open. */
  readonly size?: number | undefined;
  /** Those of the study that goes on: each keeps its folder. */
  readonly before?: readonly Pick<ChosenModel, "name" | "folder">[] | undefined;
}

/**
 * The models of `--models`: names with commas between them, `paper` for the twelve of the paper. None occurs twice.
 *
 * All that is missing is told at once and before anything is trained: unknown names with the nearest that is known,
 * networks whose weights are not in the store. A file that is there but damaged fails in its turn.
 *
 * @throws MorError `usage`, `input-missing`; `model-invalid` for a damaged entry of the store.
 */
export async function chooseModels(text: string, options: ChoiceOptions): Promise<readonly ChosenModel[]> {
  const names = splitNames(text);
  const unknown: string[] = [];
  const missing: string[] = [];
  const chosen: ChosenModel[] = [];
  const stored = (await listStore()).map(({ name }) => name);
  for (const name of names) {
    const read = readModelName(name, options.recipe);
    if (read === undefined) unknown.push(name);
    else if ("own" in read) chosen.push(chooseOwn(planOwnModel(name, read.own), options));
    else {
      const plan = planBackboneModel(name, read.backbone, read.way, read.wayName);
      const found = await findWeights(read.backbone, stored, options);
      if (found === "unknown") unknown.push(name);
      else if (found === "missing") missing.push(read.backbone);
      else chosen.push({ ...plan, ...found, training: { ...plan.training, ...found.training } });
    }
  }
  if (unknown.length > 0) throw unknownNames(unknown, stored);
  if (missing.length > 0) throw missingWeights([...new Set(missing)]);
  return withOwnFolders(chosen, options.before ?? []);
}

function splitNames(text: string): readonly string[] {
  const words = text.split(",").map((word) => word.trim());
  const names = new Set(words.flatMap((word) => (word === "paper" ? paperModels : [word])));
  names.delete("");
  if (names.size > 0) return [...names];
  throw new MorError("usage", "Expected names of models, got none", {
    hint: "Give --models paper, or for instance --models mobilenet-v2,forest-measurements,resnet.",
  });
}

function chooseOwn(plan: StudyModelPlan, { size }: ChoiceOptions): ChosenModel {
  // The paper's network and the classical models have sizes of their own.
  const training =
    plan.training.model === "resnet" && size !== undefined ? { ...plan.training, size } : plan.training;
  return { ...plan, training, weights: null, backboneParameters: null };
}

type FoundWeights = Pick<ChosenModel, "weights" | "backboneParameters" | "training">;

async function findWeights(
  backbone: string,
  ofStore: readonly string[],
  { weights, size }: ChoiceOptions,
): Promise<FoundWeights | "unknown" | "missing"> {
  const sized = size === undefined ? {} : { size };
  if (backbone === organelle.name) {
    const { parameters } = await describeWeights(organelle.file, "features");
    const training = { weights: "imagenet", ...sized } as const; // it has its own
    return { weights: (await digestFile(organelle.file)).sha256, backboneParameters: parameters, training };
  }
  const file = await stat(backbone).catch(() => undefined);
  const published = file?.isFile() ? undefined : publishedByName(backbone);
  if (published && weights === "rule-made") {
    const training = { weights: "rule-made", ...sized } as const;
    return { weights: "rule-made", backboneParameters: published.parameters, training };
  }
  // Rule-made weights are for the published networks; a network of one's own has its own.
  const own = { weights: "imagenet" } as const;
  if (file?.isFile()) {
    const facts = await describeWeights(backbone).catch((error: unknown) => {
      if (error instanceof MorError) return undefined;
      throw error;
    });
    const fixed = facts?.format === "onnx" && facts.size !== undefined;
    return {
      weights: (await digestFile(backbone)).sha256,
      backboneParameters: facts?.parameters ?? null,
      training: fixed ? own : { ...own, ...sized },
    };
  }
  if (!published && !ofStore.includes(backbone)) {
    return /^\.(onnx|h5|hdf5|safetensors)$/.test(extname(backbone)) ? "missing" : "unknown";
  }
  const stored = await findBackbone(published?.name ?? backbone);
  if (stored === undefined) return "missing";
  const fixed = stored.format === "onnx" && stored.size !== undefined;
  return {
    weights: stored.sha256,
    backboneParameters: stored.parameters,
    training: fixed ? own : { ...own, ...sized },
  };
}

function unknownNames(names: readonly string[], stored: readonly string[]): MorError {
  const [first = ""] = names;
  const plus = first.lastIndexOf("+");
  const [stem, way] = plus < 0 ? [first, undefined] : [first.slice(0, plus), first.slice(plus + 1)];
  const networks = [organelle.name, ...publishedWeights.map(({ name }) => name), ...stored];
  const guess = nearest(stem, way === undefined ? [...studyModelNames, ...stored, "paper"] : networks);
  const wayGuess = way === undefined ? "" : `+${nearest(way, wayNames) ?? "linear"}`;
  return new MorError("usage", `Expected names of models, got ${names.join(", ")}`, {
    hint:
      guess === undefined
        ? `Known are ${studyModelNames.filter((name) => !/-\d\.\d/.test(name)).join(", ")}; networks also with ${wayNames.map((name) => `+${name}`).join(", ")}; paper; and files .onnx.`
        : `Did you mean ${guess}${wayGuess}?`,
  });
}

function missingWeights(names: readonly string[]): MorError {
  const files = names.filter((name) => publishedByName(name) === undefined);
  if (files.length > 0) {
    return new MorError(
      "input-missing",
      `Expected files of weights, got nothing there (${files.join(", ")})`,
      {
        hint: "Check the spelling of the paths.",
      },
    );
  }
  return new MorError("input-missing", `Expected weights, got none of ${names.join(", ")}`, {
    hint: `Get them with "mor backbone pull ${names.join(" ")}"; or only see that all works, with --weights rule-made.`,
  });
}

/** Two files of one name get different folders, and two models of one title say which is which. */
function withOwnFolders(
  models: readonly ChosenModel[],
  before: readonly Pick<ChosenModel, "name" | "folder">[],
): readonly ChosenModel[] {
  const taken = new Set(before.map(({ folder }) => folder));
  return models.map((model) => {
    const own = before.find(({ name }) => name === model.name)?.folder;
    let folder = own ?? model.folder;
    for (let copy = 2; own === undefined && taken.has(folder); copy++) folder = `${model.folder}-${copy}`;
    taken.add(folder);
    const isShared = models.some((other) => other !== model && other.title === model.title);
    return { ...model, folder, title: isShared ? `${model.title} (${model.name})` : model.title };
  });
}
