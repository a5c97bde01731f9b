import { basename } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { readFileAt } from "../../../files/read-file-at.ts";
import { metricsTable } from "../../../learning/evaluation/metrics-table.ts";
import type {
  EvaluationActions,
  EvaluationFiles,
  EvaluationQueries,
  EvaluationRequest,
} from "../../protocol/evaluation-api.ts";
import { type RunRecord, readRunRecord, requireFinished } from "../../tasks/run/folder/run-record.ts";
import { describeEvaluation } from "../evaluations/describe-evaluation.ts";
import {
  evaluationFile,
  evaluationsFolder,
  freeEvaluationName,
  listEvaluations,
  openEvaluation,
  openEvaluationHead,
} from "../evaluations/evaluation-files.ts";
import { previewEvaluation } from "../evaluations/preview-evaluation.ts";
import { removeEvaluation } from "../evaluations/remove-evaluation.ts";
import { admitTestData, findTestData } from "../evaluations/test-data.ts";
import type { ActionRoutes, FileRoutes, QueryRoutes, RequestContext } from "../route.ts";
import { findRun } from "../runs/find-run.ts";
import { predictionColumns } from "../runs/prediction-columns.ts";
import { checkName, childOf, workspacePath } from "../workspace/workspace-place.ts";

/** Share of unreadable images above which there is no score. */
const mostBroken = 0.1;

const word = z.string().min(1).max(300);
const request: z.ZodType<EvaluationRequest> = z.strictObject({
  run: word,
  data: z.string().min(1).max(4096),
  byPattern: z.string().max(500).optional(),
});

export const queries: QueryRoutes<EvaluationQueries> = {
  "evaluations/list": {
    input: z.strictObject({ run: word }),
    handle: async ({ run }, context) => {
      const { record } = await finishedRun(run, context);
      return await listEvaluations(context, run, record.started);
    },
  },
  "evaluations/preview": {
    input: request,
    handle: async ({ run, data, byPattern }, context) => {
      const { record } = await finishedRun(run, context);
      return await previewEvaluation(
        await findTestData(context.workspace, data),
        record.data.classes,
        byPattern,
      );
    },
  },
  "evaluations/details": {
    input: z.strictObject({ run: word, name: word }),
    handle: async ({ run, name }, context) => {
      const { workspace, jobs } = context;
      const { folder, record } = await finishedRun(run, context);
      const head = await openEvaluationHead(workspace, name);
      if (head.runStarted !== record.started) throw ofAnotherRun(name, run);
      return await describeEvaluation(workspace, folder, { name, head, jobs: jobs.list() });
    },
  },
  "evaluations/predictions": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, { workspace }) => {
      const { classes, predictions, metrics, data } = await openEvaluation(workspace, name);
      const table = {
        classes,
        predictions: predictions.map(({ group, ...row }) => ({ ...row, ...(group !== null && { group }) })),
      };
      const { folder, images } = workspace;
      return predictionColumns(table, {
        part: metrics.part,
        root: data.root,
        workspace: folder,
        images: images.images(),
      });
    },
  },
};

export const actions: ActionRoutes<EvaluationActions> = {
  "evaluations/start": {
    input: request,
    handle: async ({ run, data, byPattern }, context) => {
      const { workspace, jobs } = context;
      const { record } = await finishedRun(run, context);
      const found = await findTestData(workspace, data);
      const { obstacles } = await previewEvaluation(found, record.data.classes, byPattern);
      if (obstacles[0] !== undefined) {
        throw new MorError("dataset-invalid", obstacles[0], {
          hint: "Choose other images, or correct these.",
          path: data,
        });
      }
      await admitTestData(workspace, data);
      const name = await freeEvaluationName(context, run);
      const job = await jobs.start({
        kind: "evaluate",
        title: `Test "${run}" on ${basename(found.path)}`,
        spec: {
          run: `runs/${run}`,
          data: workspacePath(workspace.folder, found.path) || ".", // the workspace itself
          ...(byPattern === undefined || byPattern === "" ? {} : { byPattern }),
          // A few files that cannot be read must not cost the test; they are told with its score.
          maxBroken: mostBroken,
          out: evaluationFile(name),
        },
        output: evaluationFile(name),
      });
      return { name, job };
    },
  },
  "evaluations/remove": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, context) => {
      await removeEvaluation(name, context);
      return null;
    },
  },
};

export const files: FileRoutes<EvaluationFiles> = {
  "evaluations/json": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, { workspace }) => {
      await openEvaluationHead(workspace, name); // whatever else lies there is not given away
      const path = await childOf(workspace, evaluationsFolder, `${checkName(name)}.json`);
      return { bytes: await readFileAt(path), type: "application/json", saveAs: `${name}.json` };
    },
  },
  "evaluations/csv": {
    input: z.strictObject({ name: word }),
    handle: async ({ name }, { workspace }) => ({
      bytes: new TextEncoder().encode(metricsTable((await openEvaluationHead(workspace, name)).metrics)),
      type: "text/csv; charset=utf-8",
      saveAs: `${name}.csv`,
    }),
  },
};

async function finishedRun(
  run: string,
  { workspace }: RequestContext,
): Promise<{ readonly folder: string; readonly record: RunRecord }> {
  const folder = await findRun(workspace, run);
  const record = await readRunRecord(folder);
  requireFinished(record, folder);
  return { folder, record };
}

function ofAnotherRun(name: string, run: string): MorError {
  return new MorError(
    "input-missing",
    `Expected a test of the run ${JSON.stringify(run)}, got another (${name})`,
    {
      hint: "The run may have been trained anew since.",
      path: evaluationFile(name),
    },
  );
}
