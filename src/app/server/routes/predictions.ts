import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { renderPredictionPage } from "../../../learning/report/prediction-page.ts";
import type {
  PredictionActions,
  PredictionFiles,
  PredictionQueries,
  PredictionUploads,
} from "../../protocol/prediction-api.ts";
import { admitImages } from "../predictions/admit-images.ts";
import { keepDroppedImage, largestDrop } from "../predictions/keep-dropped-image.ts";
import { claimPrediction, listPredictions } from "../predictions/prediction-record.ts";
import { predictionRows, storedVerdicts } from "../predictions/prediction-rows.ts";
import type { ActionRoutes, FileRoutes, QueryRoutes, UploadRoutes } from "../route.ts";
import { findRun } from "../runs/find-run.ts";
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
    handle: (input, { workspace, jobs }) => predictionRows(workspace, jobs, input),
  },
};

export const actions: ActionRoutes<PredictionActions> = {
  "predict/start": {
    input: z.strictObject({ run: word, images: z.array(path).min(1).max(10_000), name: word.optional() }),
    handle: async ({ run, images, name: wanted }, { workspace, jobs, now }) => {
      await findRun(workspace, run);
      const admitted = await admitImages(workspace.folders, images);
      const files = admitted.map((file) => workspacePath(workspace.folder, file));
      const name = await claimPrediction(workspace, wanted ?? nameByTime(now(), run), {
        created: now().toISOString(),
        run,
        images: files,
      });
      const job = await jobs.start({
        kind: "predict",
        title: `Classify ${basename(files[0] ?? "")}${files.length > 1 ? ` and ${files.length - 1} more` : ""} by ${run}`,
        // One file that cannot be read must not cost the others; the page tells what was left out.
        spec: { run: `runs/${run}`, images: files, out: `predictions/${name}.csv`, maxBroken: 1 },
        output: `predictions/${name}.csv`,
      });
      return { name, job };
    },
  },
};

export const files: FileRoutes<PredictionFiles> = {
  "predict/csv": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, { workspace }) => ({
      bytes: await readFile(await childOf(workspace, "predictions", `${checkName(name)}.csv`)),
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
