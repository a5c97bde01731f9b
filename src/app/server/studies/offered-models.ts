import { basename } from "node:path";
import { organelle } from "../../../learning/backbones/organelle-backbone.ts";
import type { StudyModelOffer, StudyOptions } from "../../protocol/study-api.ts";
import { publishedByName, publishedWeights } from "../../tasks/backbone/published-weights.ts";
import { listStore } from "../../tasks/backbone/store.ts";
import {
  paperModels,
  planBackboneModel,
  planOwnModel,
  readModelName,
} from "../../tasks/study/models/study-models.ts";

type Words = Pick<StudyModelOffer, "description" | "time" | "kind">;

/** The names of `mor study --models` that stand on the page as they are, in its order. */
const own: Readonly<Record<string, Words>> = {
  "forest-measurements": {
    kind: "measurements",
    description:
      "Measures shape and texture of every image; many simple decision trees vote. Every measurement has a name.",
    time: "Seconds to minutes",
  },
  "logistic-measurements": {
    kind: "measurements",
    description:
      "Weighs the same measurements against each other. The simplest of all, and a fair yardstick.",
    time: "Seconds to minutes",
  },
  "svm-measurements": {
    kind: "measurements",
    description: "Looks for the widest gap between the classes in the same measurements.",
    time: "Seconds to minutes",
  },
  organelle: {
    kind: "pretrained",
    description:
      "The network that comes with the package is kept as it is; a small classifier learns on what it sees. Good with few images.",
    time: "Seconds to minutes",
  },
  "organelle+finetune": {
    kind: "pretrained",
    description: "The same network, all of it trained further on your images.",
    time: "Minutes to an hour",
  },
  resnet: {
    kind: "network",
    description:
      "Learns from your images alone, from nothing. Wants about 100 images of each class, and is often the best then.",
    time: "Minutes to an hour",
  },
  "paper-cnn": {
    kind: "network",
    description: "The network of Li et al. (2021), from nothing, for comparison with their results.",
    time: "Minutes to hours",
  },
  forest: {
    kind: "pixels",
    description:
      "Decision trees on the bare pixels, as in the paper: what can be had without knowing shapes.",
    time: "Minutes",
  },
  svm: {
    kind: "pixels",
    description: "A support vector machine on the bare pixels, as in the paper.",
    time: "Minutes",
  },
};

export const studyChoices: StudyOptions["choices"] = [
  {
    id: "usual",
    title: "A good start",
    models: ["resnet", "forest-measurements", "logistic-measurements"],
  },
  {
    id: "quick",
    title: "Quick ones",
    models: ["forest-measurements", "logistic-measurements", "organelle"],
  },
  { id: "paper", title: "The twelve of the paper", models: ["paper"] },
];

/** All models that the page offers, with what they need. */
export async function offeredModels(): Promise<readonly StudyModelOffer[]> {
  const stored = await usableWeights();
  const published = publishedWeights.map(({ name }) => name);
  const others = [...stored].filter((name) => !published.includes(name));
  return [
    ...Object.entries(own).map(([name, words]) => ({ name, title: titleOf(name), ...words, missing: null })),
    ...published.map((name) => offerPublished(name, stored)),
    ...others.map(
      (name): StudyModelOffer => ({
        name,
        title: name,
        kind: "pretrained",
        description:
          "A network that you have added, kept as it is; a small classifier learns on what it sees.",
        time: "Minutes",
        missing: null,
      }),
    ),
  ];
}

/** What is wrong with the names of models, as full sentences. Paths are no names here: what is to be used is added to the store. */
export async function problemsOfModels(
  names: readonly string[],
  { recipe, weights }: { readonly recipe: "modern" | "paper"; readonly weights: "imagenet" | "rule-made" },
): Promise<readonly string[]> {
  const asked = names.flatMap((name) => (name === "paper" ? paperModels : [name]));
  if (asked.length === 0) return ["Choose the models that are to be compared: two or more."];
  const stored = await usableWeights();
  const unknown: string[] = [];
  const missing = new Set<string>();
  for (const name of asked) {
    const read = name.includes(",") ? undefined : readModelName(name, recipe);
    if (read === undefined) unknown.push(name);
    else if ("backbone" in read && read.backbone !== organelle.name && !stored.has(read.backbone)) {
      const published = publishedByName(read.backbone);
      if (published === undefined) unknown.push(name);
      else if (weights !== "rule-made" && !stored.has(published.name)) missing.add(published.name);
    }
  }
  const known =
    "They are called as in “mor study --models”; a file of your own is added to the pretrained networks first.";
  return [
    ...(unknown.length === 0 ? [] : [`There is no model called ${unknown.map(quoted).join(", ")}. ${known}`]),
    ...(missing.size === 0
      ? []
      : [
          `The weights of ${[...missing].join(", ")} are not on this computer yet: get them under “Pretrained networks”, or leave these models out.`,
        ]),
  ];
}

/** Names of whole entries of the store. */
async function usableWeights(): Promise<ReadonlySet<string>> {
  return new Set((await listStore()).flatMap((entry) => ("damage" in entry ? [] : [entry.name])));
}

function offerPublished(name: string, stored: ReadonlySet<string>): StudyModelOffer {
  const parameters = publishedByName(name)?.parameters ?? 0;
  return {
    name,
    title: titleOf(name),
    kind: "pretrained",
    description:
      "Has learnt from photographs (ImageNet) and is kept as it is; a small classifier learns on what it sees.",
    time: "Minutes",
    // Four bytes a number, and little else.
    missing: stored.has(name) ? null : { backbone: name, megabytes: Math.ceil((4 * parameters) / 1e6) },
  };
}

function titleOf(name: string): string {
  const read = readModelName(name, "modern");
  if (read === undefined) return name;
  if ("own" in read) return planOwnModel(name, read.own).title;
  const { title } = planBackboneModel(name, read.backbone, read.way, read.wayName);
  return title === basename(read.backbone) ? name : title;
}

function quoted(name: string): string {
  return `“${name}”`;
}
