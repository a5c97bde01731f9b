import { basename } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { readFileAt } from "../../../files/read-file-at.ts";
import { renderPredictionPage } from "../../../learning/report/prediction-page.ts";
import type {
  PredictionActions,
  PredictionFiles,
  PredictionQueries,
  PredictionUploads,
} from "../../protocol/prediction-api.ts";
import { findInt8Record } from "../../tasks/run/folder/int8-record.ts";
import { findRunRecord } from "../../tasks/run/folder/run-record.ts";
import { admitImages } from "../predictions/admit-images.ts";
import { keepDroppedImage, largestDrop } from "../predictions/keep-dropped-image.ts";
import { claimPrediction, findPredictionRecord, listPredictions } from "../predictions/prediction-record.ts";
import { predictionRows, storedVerdicts } from "../predictions/prediction-rows.ts";
import { removePrediction } from "../predictions/remove-prediction.ts";
import type { ActionRoutes, FileRoutes, QueryRoutes, UploadRoutes } from "../route.ts";
import { findRun } from "../runs/find-run.ts";
import { isOfPresentRun } from "../runs/run-of-record.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checkName, childOf, nameByTime, workspacePath } from "../workspace/workspace-place.ts";

const word = z.string().min(1).max(300);
const path = z.string().min(1).max(4096);

export const queries: QueryRoutes<PredictionQueries> = {
  "predict/list": {
    input: z.strictObject({}),
    handle: (_, { workspace, jobs }) =>
      listPredictions(
        workspace,
        jobs.list().filter(({ kind }) => kind === "predict"),
      ),
  },
  "predict/rows": {
    input: z.strictObject({ name: word, from: z.int().min(0) }),
    handle: async (input, { workspace, jobs }) => ({
      ...(await predictionRows(workspace, jobs, input)),
      threshold: await thresholdOf(workspace, input.name),
    }),
  },
};

export const actions: ActionRoutes<PredictionActions> = {
  "predict/start": {
    maxBytes: 4 * 2 ** 20, // thousands of paths
    input: z.strictObject({
      run: word,
      images: z.array(path).min(1).max(10_000),
      name: word.optional(),
      precision: z.enum(["float32", "int8"]).optional(),
    }),
    handle: async ({ run, images, name: wanted, precision = "float32" }, { workspace, jobs, now }) => {
      const folder = await findRun(workspace, run);
      if (precision === "int8" && (await findInt8Record(folder)) === undefined) {
        throw new MorError("run-invalid", `Expected a run with a model in 8 bits, got none (${run})`, {
          hint: "Make one on the page of results, or classify without it.",
          path: folder,
        });
      }
      const admitted = await admitImages(workspace.folders, images);
      const files = admitted.map((file) => workspacePath(workspace.folder, file));
      const name = await claimPrediction(workspace, wanted ?? nameByTime(now(), run), {
        created: now().toISOString(),
        run,
        images: files,
        ...(precision === "int8" && { precision }),
      });
      const job = await jobs.start({
        kind: "predict",
        title: `Classify ${basename(files[0] ?? "")}${files.length > 1 ? ` and ${files.length - 1} more` : ""} by ${run}`,
        // One file that cannot be read must not cost the others; the page tells what was left out.
        spec: {
          run: `runs/${run}`,
          images: files,
          out: `predictions/${name}.csv`,
          maxBroken: 1,
          ...(precision === "int8" && { precision }),
        },
        output: `predictions/${name}.csv`,
      });
      return { name, job };
    },
  },
  "predict/remove": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, context) => {
      await removePrediction(name, context);
      return null;
    },
  },
};

/** Below this confidence the model of a table names none of its classes; null where nobody knows. */
async function thresholdOf(workspace: Workspace, name: string): Promise<number | null> {
  const record = await findPredictionRecord(workspace, name);
  if (record === undefined || !(await isOfPresentRun(workspace, record))) return null;
  try {
    return (await findRunRecord(await findRun(workspace, record.run)))?.result?.threshold ?? null;
  } catch (error) {
    if (error instanceof MorError) return null; // the run has been removed or damaged since
    throw error;
  }
}

export const files: FileRoutes<PredictionFiles> = {
  "predict/csv": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, { workspace }) => ({
      bytes: await readFileAt(await childOf(workspace, "predictions", `${checkName(name)}.csv`)),
      type: "text/csv",
      saveAs: `${name}.csv`,
    }),
  },
  "predict/report": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, { workspace, jobs, now }) => {
      const { classes, rows } = await storedVerdicts(workspace, name);
      const facts = (await listPredictions(workspace, jobs.list())).find((entry) => entry.name === name);
      const page = renderPredictionPage({
        name,
        run: facts?.run ?? null,
        classes,
        verdicts: rows,
        generated: now().toISOString().slice(0, 16).replace("T", " "),
      });
      return { bytes: new TextEncoder().encode(page), type: "text/html", saveAs: `${name}.html` };
    },
  },
};

export const uploads: UploadRoutes<PredictionUploads> = {
  "predict/drop": {
    input: z.strictObject({ batch: word, name: word }),
    maxBytes: largestDrop,
    handle: (input, body, { workspace }) => keepDroppedImage(workspace, input, body),
  },
};
