import { createHash } from "node:crypto";
import type { PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import type { Effects } from "../../effects.ts";
import {
  clearOutputFolder,
  isMadeBy,
  type OutputFolder,
  prepareOutputFolder,
  removeLeftovers,
} from "../../output.ts";
import { runFiles } from "../../run/folder/run-record.ts";
import { programVersion } from "../../run/folder/versions.ts";
import type { ChosenModel } from "../models/choose-models.ts";
import type { StudySpec } from "../study-spec.ts";
import { findStudyRecord, type RecordedModel, type StudyRecord, studyFiles } from "./study-record.ts";

/**
 * Looks at the folder before any work is done, and changes nothing: what is there already is refused, unless it is to
 * be replaced or resumed.
 * @returns the record of the study to resume, if it got as far as that.
 * @throws MorError `output-exists`; `run-invalid` when there is nothing to resume.
 */
export async function checkStudyFolder(spec: StudySpec, effects: Effects): Promise<StudyRecord | undefined> {
  const record = await findStudyRecord(spec.out);
  if (spec.resume) {
    if (record || (await isMadeBy(spec.out, "study"))) return record;
    throw new MorError("run-invalid", `Expected a study to resume, got none (${spec.out})`, {
      hint: "Check the name, or leave out --resume to begin a new study.",
      path: spec.out,
    });
  }
  if (spec.force) return undefined;
  if (record) {
    const got = record.status === "finished" ? "a finished study" : "a study that was stopped";
    throw new MorError("output-exists", `Expected a new folder, got ${got} (${spec.out})`, {
      hint: "Go on with it with --resume, choose another --out, or replace it with --force.",
      path: spec.out,
    });
  }
  await clearOutputFolder(spec.out, outputOf(spec, effects));
  return undefined;
}

/** Makes the folder of a new study. @throws MorError `output-exists`, `output-unwritable`. */
export async function prepareStudyFolder(spec: StudySpec, effects: Effects): Promise<void> {
  await prepareOutputFolder(spec.out, outputOf(spec, effects));
}

/**
 * Makes sure that what is resumed is the same study; models may have come or gone.
 * @throws MorError `run-invalid` with what has changed.
 */
export async function takeUpStudy(
  spec: StudySpec,
  record: StudyRecord,
  now: Pick<StudyRecord, "fingerprint"> & {
    readonly models: readonly RecordedModel[];
    readonly hash: string;
  },
): Promise<void> {
  if (record.fingerprint !== now.fingerprint) throw changed(changesOf(spec, record, now.hash), spec.out);
  for (const { name, weights } of now.models) {
    const before = record.models.find((model) => model.name === name);
    if (before && before.weights !== weights) throw changed(`weights of ${name}`, spec.out);
  }
  await removeLeftovers(spec.out);
}

/** Everything that decides the result of all runs, whichever models there are. */
export function fingerprintStudy(spec: StudySpec, cuts: readonly PartitionedDataset[]): string {
  const parts = cuts.map(({ samples }) => samples.map(({ path, part }) => `${path}\u0000${part}`));
  const facts = [programVersion(), decisiveOptions({ ...spec }), cuts[0]?.hash, parts];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

export function recordModels(models: readonly ChosenModel[]): readonly RecordedModel[] {
  return models.map(({ name, title, folder, weights }) => ({ name, title, folder, weights }));
}

/** What makes no difference to a run that was made. */
const indifferent: ReadonlySet<string> = new Set([
  "data",
  "root",
  "out",
  "models",
  "labelNoise",
  "learningCurve",
  "curveModels",
  "skipDuplicates",
  "resume",
  "force",
] satisfies readonly (keyof StudySpec)[]);

function decisiveOptions(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !indifferent.has(key)));
}

function changesOf(spec: StudySpec, record: StudyRecord, hash: string): string {
  const [before, after] = [decisiveOptions(record.spec), decisiveOptions({ ...spec })];
  const options = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  if (options.length > 0) return `options: ${options.join(", ")}`;
  if (record.data.hash !== hash) return "images, labels or groups";
  return record.versions.deeplearnmor === programVersion() ? "parts" : "version of deeplearnmor";
}

function changed(what: string, path: string): MorError {
  return new MorError(
    "run-invalid",
    `Expected the options, data and program of the study that is resumed, got other ${what} (${path})`,
    {
      hint: "Give the options that stand under spec in study.json, and the data as they were; or begin a new study in another folder.",
      path,
    },
  );
}

function outputOf(spec: StudySpec, { now }: Effects): OutputFolder {
  return {
    madeBy: "study",
    // A study that was stopped before its record was written holds nothing that would be missed.
    force: spec.force || spec.resume,
    owns: isStudyFile,
    inputs: [spec.data],
    now,
  };
}

const ownNames: ReadonlySet<string> = new Set(Object.values(studyFiles));
const runNames: ReadonlySet<string> = new Set([...Object.values(runFiles), "mor.json"]);

/** Whether a study gives files such names; the path is relative to it. */
export function isStudyFile(path: string): boolean {
  const [first = "", second = "", ...rest] = path.split("/");
  if (second === "") return ownNames.has(first);
  if (first === studyFiles.folds) return /^fold-\d+\.csv$/.test(second);
  if (first !== studyFiles.runs && first !== studyFiles.curve) return false;
  return /^n-\d+-\d+\.csv$/.test(rest.at(-1) ?? second) || rest.some((segment) => runNames.has(segment));
}
