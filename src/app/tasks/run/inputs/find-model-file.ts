import { join } from "node:path";
import { MorError } from "../../../../errors.ts";
import { runFiles } from "../folder/run-record.ts";
import { kindOf, missing } from "./path-kind.ts";

export interface ModelChoice {
  /** Run folder, or the model file itself. */
  readonly run: string;
  readonly precision: "float32" | "int8";
}

/** The model file that is meant by a run. @throws MorError `input-missing`, `usage`. */
export async function findModelFile({ run, precision }: ModelChoice): Promise<string> {
  const kind = await kindOf(run);
  if (kind === "file" && precision === "float32") return run;
  if (kind === "file") {
    throw new MorError("usage", `Expected a run folder with --precision int8, got a file (${run})`, {
      hint: `A file is used as it is: leave out --precision, or give the folder that holds ${runFiles.int8Model}.`,
      path: run,
    });
  }
  if (kind === "missing") throw missing(run, "a run folder or a model file");
  const classical = join(run, runFiles.classicalModel);
  const isClassical = (await kindOf(classical)) === "file";
  if (precision === "float32") return isClassical ? classical : join(run, runFiles.model);
  const narrow = join(run, runFiles.int8Model);
  if ((await kindOf(narrow)) === "file") return narrow;
  throw new MorError("input-missing", `Expected ${runFiles.int8Model} in the run, got none (${run})`, {
    hint: isClassical
      ? "Classical models are not computed in 8 bits: leave out --precision."
      : `Write it first: mor quantize ${run}`,
    path: run,
  });
}
