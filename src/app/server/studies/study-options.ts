import type { TrainingGroup } from "../../protocol/run/training-document.ts";
import { specFields } from "../../tasks/spec.ts";
import { type StudySpec, studySpec } from "../../tasks/study/study-spec.ts";
import {
  describeField,
  labelOf as labelOfTraining,
  withoutFlags,
} from "../runs/training/training-options.ts";

type GroupId = TrainingGroup["id"];

/** Options that the page settles itself: where the images are, where the study goes, and what is asked for beside. */
type Settled = "data" | "out" | "models" | "resume" | "force" | "root" | "allowOutside";

type StudyKey = Exclude<keyof StudySpec, Settled>;

const groups: readonly Omit<TrainingGroup, "fields">[] = [
  {
    id: "model",
    title: "Networks",
    description: "What holds for networks alone.",
  },
  {
    id: "recipe",
    title: "Learning",
    description: "How long they learn. The defaults suit most data.",
  },
  {
    id: "data",
    title: "Images",
    description: "How images are read and cut, which belong together, and how many are kept for the test.",
  },
  { id: "machine", title: "Machine", description: "What this computer gives to it." },
];

/** Every option with its place in the form, or "page" where it has one of its own: one that is new does not compile without. */
const places: Readonly<Record<StudyKey, GroupId | "page">> = {
  folds: "page",
  labelNoise: "page",
  learningCurve: "page",
  width: "model",
  views: "model",
  inputScaling: "model",
  weights: "model",
  recipe: "recipe",
  epochs: "recipe",
  stepsPerEpoch: "recipe",
  curveModels: "recipe",
  seed: "recipe",
  size: "data",
  tiles: "data",
  page: "data",
  ratio: "data",
  assigned: "data",
  by: "data",
  byPattern: "data",
  allowLeak: "data",
  maxBroken: "data",
  skipDuplicates: "data",
  device: "machine",
  threads: "machine",
};

/** What training does not have, or calls otherwise. */
const ownLabels: Readonly<Partial<Record<StudyKey, string>>> = {
  folds: "Folds",
  labelNoise: "Look for labels that are probably wrong",
  learningCurve: "Would more images help?",
  curveModels: "Models of the learning curve",
};

/** The options of `mor study` that stand in the form, by group. */
export function studyOptionGroups(): readonly TrainingGroup[] {
  const fields = specFields(studySpec).filter(({ key }) => isStudyKey(key));
  return groups.map((group) => ({
    ...group,
    fields: fields
      .filter(({ key }) => isStudyKey(key) && places[key] === group.id)
      .map((field) => {
        const described = describeField(field, studyLabelOf(field.key));
        return { ...described, description: studyWords(described.description) };
      }),
  }));
}

/** What the page calls an option. */
export function studyLabelOf(key: string): string {
  return (isStudyKey(key) ? ownLabels[key] : undefined) ?? labelOfTraining(key);
}

export function isStudyKey(key: string): key is StudyKey {
  return Object.hasOwn(places, key);
}

/** "--learning-curve" -> "Would more images help?": the page has no flags. */
export function studyWords(text: string): string {
  return withoutFlags(
    text.replace(/--(folds|label-noise|learning-curve|curve-models)/g, (_, name: string) => {
      const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return `"${studyLabelOf(key)}"`;
    }),
  );
}
