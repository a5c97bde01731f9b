import type { TrainingData } from "../../../protocol/run/training-document.ts";
import type { TableImage } from "../../workspace/image-table.ts";

/** Fewer images or groups of a class than these are worth a word, and so is a class with this many times another's images. */
const [fewImages, fewGroups, imbalance] = [20, 3, 3];

/** What there is to learn from, and what its user should know before. */
export function describeTrainingData(images: readonly TableImage[], suggestedName: string): TrainingData {
  const labelled = images.filter(({ label }) => label !== "");
  const groups = new Set(labelled.flatMap(({ group }) => group ?? []));
  const counts = new Map<string, { images: number; readonly groups: Set<string> }>();
  for (const { label, group } of labelled) {
    const count = counts.get(label) ?? { images: 0, groups: new Set() };
    counts.set(label, count);
    count.images++;
    if (group !== undefined) count.groups.add(group);
  }
  const classes = [...counts]
    .map(([label, own]) => ({
      label,
      images: own.images,
      groups: groups.size === 0 ? null : own.groups.size,
    }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
  return {
    images: images.length,
    labelled: labelled.length,
    classes,
    groups: groups.size === 0 ? null : groups.size,
    parts: countParts(labelled),
    obstacles: obstaclesOf(images.length, classes),
    warnings: classes.length < 2 ? [] : [...warnOfClasses(classes), ...warnOfGroups(classes)],
    suggestedName,
  };
}

/** "run-3": the first number that is free. */
export function freeName(taken: ReadonlySet<string>, stem: string = "run"): string {
  for (let number = 1; ; number++) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

type Classes = TrainingData["classes"];

function obstaclesOf(images: number, classes: Classes): string[] {
  if (images === 0) return ["There are no images yet. Choose a folder on the page of images."];
  if (classes.length === 0) return ["No image has a label yet. Label some on the page of images."];
  const [only] = classes;
  if (classes.length === 1 && only) {
    return [`All labelled images are "${only.label}". A classifier needs images of at least two classes.`];
  }
  return [];
}

function warnOfClasses(classes: Classes): string[] {
  const warnings: string[] = [];
  const few = classes.filter(({ images }) => images < fewImages);
  if (few.length > 0) {
    const counts = few.map(({ label, images }) => `${images} of "${label}"`);
    warnings.push(
      `Few images: ${counts.join(", ")}. The score will have a wide interval; some dozens of each class make it firm.`,
    );
  }
  const bySize = [...classes].sort((a, b) => a.images - b.images);
  const [smallest] = bySize;
  const largest = bySize.at(-1);
  if (smallest && largest && largest.images > imbalance * smallest.images) {
    warnings.push(
      `Uneven classes: ${largest.images} images of "${largest.label}", ${smallest.images} of "${smallest.label}". Look at the score of each class, not at the total alone.`,
    );
  }
  return warnings;
}

function warnOfGroups(classes: Classes): string[] {
  if (classes.every(({ groups }) => groups === null)) {
    return [
      "No groups are known. If several images show one plant, leaf, movie or session, name these groups on the page of images: otherwise near-twins stand both in training and in the test, and the score is too good.",
    ];
  }
  const few = classes.filter(({ groups }) => (groups ?? 0) < fewGroups).map(({ label }) => `"${label}"`);
  return few.length === 0
    ? []
    : [
        `Fewer than ${fewGroups} groups: ${few.join(", ")}. Such a class cannot be in training, validation and test.`,
      ];
}

function countParts(labelled: readonly TableImage[]): TrainingData["parts"] {
  const count = (wanted: string) => labelled.filter(({ part }) => part === wanted).length;
  const parts = { train: count("train"), val: count("val"), test: count("test") };
  return parts.train + parts.val + parts.test === 0 ? null : parts;
}
