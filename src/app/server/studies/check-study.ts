import { folds } from "../../../data/partition/folds.ts";
import { MorError } from "../../../errors.ts";
import type { GivenOptions } from "../../protocol/run/run-api.ts";
import type { TrainingProblem } from "../../protocol/run/training-document.ts";
import type { StudyRequest } from "../../protocol/study-api.ts";
import { commandLine } from "../../tasks/run/folder/command-line.ts";
import { describeIssue } from "../../tasks/spec-issue.ts";
import { studySpec } from "../../tasks/study/study-spec.ts";
import { toDataset } from "../partition/preview-partition.ts";
import { newRunName } from "../runs/find-run.ts";
import { differing, problemsOfPattern } from "../runs/training/check-training.ts";
import { groupAs, partitionProblems } from "../runs/training/partition-problems.ts";
import type { TableImage } from "../workspace/image-table.ts";
import { studiesFolder } from "./find-study.ts";
import { problemsOfModels } from "./offered-models.ts";
import { isStudyKey, studyLabelOf, studyWords } from "./study-options.ts";

export interface CheckedStudy {
  /** Options that differ from their defaults. */
  readonly options: GivenOptions;
  /** The line that would do the same in the folder of the workspace. */
  readonly command: string;
  readonly problems: readonly TrainingProblem[];
}

/**
 * What a request to compare models means, and all that is wrong with it: with its name, its options, its models, and the
 * partition of the images. `taken` are the names of studies that are there.
 */
export async function checkStudy(
  { name, models, options }: StudyRequest,
  taken: ReadonlySet<string>,
  images: readonly TableImage[],
): Promise<CheckedStudy> {
  const given = differing(options, studySpec);
  const wrong = [...problemsOfName(name, taken), ...problemsOfOptions(given, models)];
  const ofModels = await problemsOfModels(models, {
    recipe: given.recipe === "paper" ? "paper" : "modern",
    weights: given.weights === "rule-made" ? "rule-made" : "imagenet",
  });
  const isSound = wrong.every(({ field }) => field === "name");
  return {
    options: given,
    command: commandLine("study", {
      data: "manifest.csv",
      models: models.join(","),
      ...given,
      allowOutside: true,
      out: `${studiesFolder}/${name}`,
    }),
    problems: [
      ...wrong,
      ...ofModels.map((message) => ({ field: "models", message })),
      // Only what fits the schema can be cut by.
      ...(isSound ? await problemsOfCut(images, given) : []),
    ],
  };
}

function problemsOfName(name: string, taken: ReadonlySet<string>): TrainingProblem[] {
  const checked = newRunName.safeParse(name);
  if (!checked.success) {
    const wanted = checked.error.issues[0]?.message ?? "another name";
    return [{ field: "name", message: `Expected the name to be ${wanted}.` }];
  }
  // Some disks do not tell Study-1 from study-1.
  const isTaken = [...taken].some((other) => other.toLowerCase() === name.toLowerCase());
  return isTaken ? [{ field: "name", message: `There is a comparison called "${name}" already.` }] : [];
}

function problemsOfOptions(options: GivenOptions, models: readonly string[]): TrainingProblem[] {
  const strange = Object.keys(options).filter((key) => !isStudyKey(key));
  if (strange.length > 0) return strange.map((field) => ({ field, message: `Unknown option: ${field}.` }));
  const checked = studySpec.safeParse({ data: "manifest.csv", out: "study", models: "resnet", ...options });
  if (!checked.success) {
    return checked.error.issues.map((issue) => ({
      field: issue.path.length > 0 ? String(issue.path[0]) : null,
      message: describeIssue(issue, options, (key) => `"${studyLabelOf(key)}"`),
    }));
  }
  const { byPattern, curveModels = "" } = checked.data;
  const other = curveModels
    .split(",")
    .map((word) => word.trim())
    .find((word) => word !== "" && !models.includes(word));
  return [
    ...problemsOfPattern(byPattern),
    ...(other === undefined
      ? []
      : [
          {
            field: "curveModels",
            message: `Expected "${studyLabelOf("curveModels")}" to be among the chosen models, got "${other}".`,
          },
        ]),
  ];
}

/** One cut keeps or makes a partition as training does; folds need groups enough, and keep none. */
async function problemsOfCut(
  images: readonly TableImage[],
  options: GivenOptions,
): Promise<readonly TrainingProblem[]> {
  const { folds: k, seed } = options;
  if (typeof k !== "number") return await partitionProblems(images, options);
  const labelled = images.filter(({ label }) => label !== "");
  if (new Set(labelled.map(({ label }) => label)).size < 2) return []; // told as an obstacle
  try {
    folds(toDataset("", await groupAs(labelled, options)), { k, seed: typeof seed === "number" ? seed : 0 });
    return [];
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    const { message, hint } = error;
    return [
      { field: "folds", message: studyWords(hint === undefined ? `${message}.` : `${message}. ${hint}`) },
    ];
  }
}
