import type {
  TrainingField,
  TrainingGroup,
  TrainingOptions,
} from "../../../protocol/run/training-document.ts";
import { trainSpec } from "../../../tasks/run/train-spec.ts";
import { type SpecField, specFields } from "../../../tasks/spec.ts";
import { optionWords } from "./option-words.ts";
import type { TrainingKey } from "./training-key.ts";
import { trainingPresets } from "./training-presets.ts";

type GroupId = TrainingGroup["id"];

const groups: readonly Omit<TrainingGroup, "fields">[] = [
  {
    id: "model",
    title: "Model",
    description: "What learns: a network of its own, one that has seen images before, or a classical method.",
  },
  {
    id: "recipe",
    title: "Learning",
    description: "How long and how fast it learns. The defaults suit most data.",
  },
  {
    id: "data",
    title: "Images",
    description: "How images are read and cut, which belong together, and how many are kept for the test.",
  },
  { id: "machine", title: "Machine", description: "What this computer gives to it." },
];

/** Every option of training with its place in the form, in the order of the form: one that is new does not compile without. */
const places: Readonly<Record<TrainingKey, readonly [group: GroupId, label: string]>> = {
  model: ["model", "Model from scratch"],
  width: ["model", "Width of the network"],
  backbone: ["model", "Pretrained network (backbone)"],
  freeze: ["model", "Keep the pretrained network as it is"],
  fineTune: ["model", "Train the pretrained network further (fine-tune)"],
  head: ["model", "What learns on its features (head)"],
  views: ["model", "Turned and mirrored copies"],
  earlyRate: ["model", "Speed of the first layers"],
  batchNorm: ["model", "Keep its idea of brightness (batch normalisation)"],
  tap: ["model", "Layer of an ONNX file"],
  inputScaling: ["model", "Pixel values of an ONNX file"],
  weights: ["model", "Knowledge at the start (weights)"],
  input: ["model", "What classical models see"],
  recipe: ["recipe", "Recipe"],
  epochs: ["recipe", "Epochs (times through the images)"],
  learningRate: ["recipe", "Learning rate"],
  batch: ["recipe", "Images per step (batch)"],
  stepsPerEpoch: ["recipe", "Steps per epoch"],
  select: ["recipe", "Which epoch is kept"],
  seed: ["recipe", "Seed"],
  size: ["data", "Size of the input"],
  tiles: ["data", "Cut into quarters"],
  intensity: ["data", "Scaling of brightness"],
  percentiles: ["data", "Percentiles of the brightness"],
  page: ["data", "Page of multi-page images"],
  ratio: ["data", "Shares of training, validation and test"],
  assigned: ["data", "Partition that the images have"],
  by: ["data", "Column of the group"],
  byPattern: ["data", "Pattern of the group"],
  allowLeak: ["data", "Accept a group in several parts"],
  maxBroken: ["data", "Share of broken images"],
  skipDuplicates: ["data", "Do not look for copies"],
  device: ["machine", "Where it computes"],
  threads: ["machine", "Cores (threads)"],
};

/** What the page offers for training. */
export function trainingOptions(): TrainingOptions {
  const byKey = new Map(specFields(trainSpec).map((field) => [field.key, field]));
  return {
    presets: trainingPresets,
    groups: groups.map((group) => ({
      ...group,
      fields: Object.entries(places).flatMap(([key, [id, label]]) => {
        const field = byKey.get(key);
        return field && id === group.id ? [describeField(field, label)] : [];
      }),
    })),
  };
}

/** What the page calls an option; the key itself for what it does not offer. */
export function labelOf(key: string): string {
  return isTrainingKey(key) ? places[key][1] : key;
}

export function isTrainingKey(key: string): key is TrainingKey {
  return Object.hasOwn(places, key);
}

/** An option as the form shows it. */
export function describeField(field: SpecField, label: string): TrainingField {
  const { key, kind, description, choices, unit } = field;
  const { default: preset } = field;
  const words = isTrainingKey(key) ? optionWords[key] : undefined;
  const isPlain = typeof preset === "string" || typeof preset === "number" || typeof preset === "boolean";
  return {
    key,
    label,
    kind: kind === "list" ? "text" : kind,
    description: words?.description ?? inPageWords(description),
    // A choice beside a number, as in all|N, is one of many texts.
    choices: field.mixed ? [] : choices,
    ...(words?.choices === undefined ? {} : { choiceWords: words.choices }),
    default: isPlain ? preset : null,
    unit: unit ?? null,
  };
}

/** "--by-pattern" -> "Pattern of the group": the page has no flags. */
function inPageWords(text: string): string {
  return text.replace(/--([a-z]+(?:-[a-z]+)*)/g, (flag, name: string) => {
    const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return isTrainingKey(key) ? `"${places[key][1]}"` : flag;
  });
}

/** The same for messages. */
export const withoutFlags: (text: string) => string = inPageWords;
