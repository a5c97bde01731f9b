import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { readFileAt } from "../../../files/read-file-at.ts";
import type {
  GivenOptions,
  RunActions,
  RunFiles,
  RunQueries,
  TrainingRequest,
} from "../../protocol/run/run-api.ts";
import { modelFileOf, readRunRecord, requireFinished, runFiles } from "../../tasks/run/folder/run-record.ts";
import type { ActionRoutes, FileAnswer, FileRoutes, QueryRoutes, RequestContext } from "../route.ts";
import { removeRun, renameRun } from "../runs/change-run.ts";
import { compareBesides } from "../runs/comparison/compare-besides.ts";
import { curvePoints } from "../runs/curve-points.ts";
import { describeRun } from "../runs/describe-run.ts";
import { findRun, runsFolder } from "../runs/find-run.ts";
import { listRuns, runNames } from "../runs/list-runs.ts";
import { predictionColumns } from "../runs/prediction-columns.ts";
import { recentTables } from "../runs/recent-tables.ts";
import { rememberedRuns } from "../runs/remembered-runs.ts";
import { damagedRun, latestJob, readHistory, summarizeRun } from "../runs/summarize-run.ts";
import { type CheckedTraining, checkTraining } from "../runs/training/check-training.ts";
import { partitionProblems } from "../runs/training/partition-problems.ts";
import { describeTrainingData, freeName } from "../runs/training/training-data.ts";
import { trainingOptions } from "../runs/training/training-options.ts";

/** Those of a page and of the run that it is compared with, and some to spare. */
const readTable = recentTables(4);

const nothing: z.ZodType<Readonly<Record<string, never>>> = z.strictObject({});
// Names are judged by findRun, which answers to every wrong one alike.
const oneRun = z.strictObject({ run: z.string().max(1000) });
const optionValue = z.union([z.string().max(1000), z.number(), z.boolean()]);
const request: z.ZodType<TrainingRequest> = z.strictObject({
  name: z.string().max(1000),
  options: z.record(z.string().max(100), optionValue),
});

export const queries: QueryRoutes<RunQueries> = {
  "train/options": { input: nothing, handle: async () => trainingOptions() },
  "train/data": {
    input: nothing,
    handle: async (_, context) =>
      describeTrainingData(
        context.workspace.images.images(),
        freeName(new Set([...(await takenNames(context)), ...(await rememberedRuns(context.workspace))])),
      ),
  },
  "train/preview-command": {
    input: request,
    handle: async (input, context) => {
      const { command, problems } = await check(input, context);
      return { command, problems };
    },
  },
  "train/validated": {
    input: z.strictObject({ job: z.string().max(200) }),
    handle: async ({ job }, { jobs }) => jobs.validated(job) ?? null,
  },
  "runs/list": { input: nothing, handle: async (_, context) => await listRuns(context) },
  "runs/history": {
    input: oneRun,
    handle: async ({ run }, { workspace, jobs }) => {
      const folder = await findRun(workspace, run).catch((error: unknown) => {
        // A training begins with a look at the images; its folder comes later.
        if (latestJob(jobs.list(), run) === null) throw error;
      });
      const rows = folder === undefined ? [] : await readHistory(folder);
      return rows.map(({ step: _, ...row }) => row);
    },
  },
  "runs/details": {
    input: oneRun,
    handle: async ({ run }, { workspace, jobs }) =>
      await describeRun(await findRun(workspace, run), run, latestJob(jobs.list(), run)),
  },
  "runs/curves": {
    input: oneRun,
    handle: async ({ run }, context) => curvePoints((await predictionsOf(run, context)).table),
  },
  "runs/predictions": {
    input: oneRun,
    handle: async ({ run }, context) => {
      const { table, root, part } = await predictionsOf(run, context);
      const { folder, images } = context.workspace;
      return predictionColumns(table, { part, root, workspace: folder, images: images.images() });
    },
  },
  "runs/compare": {
    input: z.strictObject({ runs: z.array(z.string().max(1000)).min(2).max(12) }),
    handle: async ({ runs }, context) =>
      await compareBesides(await Promise.all([...new Set(runs)].map((run) => comparedRun(run, context)))),
  },
};

export const actions: ActionRoutes<RunActions> = {
  "train/start": {
    input: request,
    handle: async (input, context) => {
      const { workspace, jobs } = context;
      const { obstacles } = describeTrainingData(workspace.images.images(), "");
      if (obstacles[0] !== undefined)
        throw new MorError("dataset-invalid", obstacles[0], {
          hint: "Labels are given on the page of images.",
        });
      const { options, problems } = await check(input, context);
      if (problems.length > 0) {
        throw new MorError("usage", [...new Set(problems.map(({ message }) => message))].join(" "), {
          hint: "Correct the fields that are named, then start again.",
        });
      }
      const output = `${runsFolder}/${input.name}`;
      const job = await jobs.start({
        kind: "train",
        title: `Train "${input.name}"`,
        spec: {
          ...options,
          data: workspace.images.manifest,
          out: join(workspace.folder, runsFolder, input.name),
          allowOutside: true,
        },
        output,
      });
      return { job: job.id };
    },
  },
  "runs/rename": {
    input: z.strictObject({ run: z.string().max(1000), name: z.string().max(1000) }),
    handle: async ({ run, name }, context) => {
      await renameRun(run, name, context);
      context.publish({ kind: "run", run: name });
      return { run: name };
    },
  },
  "runs/remove": {
    input: oneRun,
    handle: async ({ run }, context) => {
      await removeRun(run, context);
      context.publish({ kind: "run", run });
      return null;
    },
  },
};

export const files: FileRoutes<RunFiles> = {
  "runs/report": {
    input: oneRun,
    handle: async ({ run }, context) =>
      await runFile(run, context, runFiles.report, undefined, "text/html; charset=utf-8"),
  },
  "runs/model": {
    input: oneRun,
    handle: async ({ run }, context) => {
      const name = modelFileOf(await readRunRecord(await findRun(context.workspace, run)));
      return await runFile(run, context, name, `${run}-${name}`, "application/octet-stream");
    },
  },
  "runs/predictions-csv": {
    input: oneRun,
    handle: async ({ run }, context) =>
      await runFile(run, context, runFiles.predictions, `${run}-predictions.csv`, "text/csv; charset=utf-8"),
  },
};

async function check(input: TrainingRequest, context: RequestContext): Promise<CheckedTraining> {
  const checked = await withPartition(checkTraining(input, new Set(await takenNames(context))), context);
  const backbone = checked.options.backbone;
  if (typeof backbone !== "string" || !/[\\/]/.test(backbone)) return checked;
  // A file of weights is read like any other file that the page names.
  try {
    const options: GivenOptions = {
      ...checked.options,
      backbone: await context.workspace.folders.resolve(backbone),
    };
    return { ...checked, options };
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    return { ...checked, problems: [...checked.problems, { field: "backbone", message: error.message }] };
  }
}

/** What is wrong with the partition, once the options that it is made with are right. */
async function withPartition(
  checked: CheckedTraining,
  { workspace }: RequestContext,
): Promise<CheckedTraining> {
  const { options, problems } = checked;
  if (problems.some(({ field }) => field !== "name")) return checked;
  return {
    ...checked,
    problems: [...problems, ...(await partitionProblems(workspace.images.images(), options))],
  };
}

/** Names of runs that are there, or that a job is going to write. */
async function takenNames({ workspace, jobs }: RequestContext): Promise<ReadonlySet<string>> {
  const waiting = jobs
    .list()
    .flatMap(({ kind, output, status }) =>
      kind === "train" && output?.startsWith(`${runsFolder}/`) && status !== "finished" && status !== "failed"
        ? [output.slice(runsFolder.length + 1)]
        : [],
    );
  return new Set([...(await runNames(workspace)), ...waiting]);
}

async function predictionsOf(run: string, { workspace }: RequestContext) {
  const folder = await findRun(workspace, run);
  const record = await readRunRecord(folder);
  const { scoredPart } = requireFinished(record, folder);
  const table = await readTable(join(folder, runFiles.predictions));
  return { table, root: record.data.root, part: scoredPart };
}

async function comparedRun(run: string, context: RequestContext) {
  const folder = await findRun(context.workspace, run);
  const known = context.jobs.list();
  const summary =
    (await summarizeRun(folder, run, known)) ??
    damagedRun(run, "There is no run.json in it.", latestJob(known, run));
  const predictions =
    summary.status === "finished" ? await readTable(join(folder, runFiles.predictions)) : undefined;
  return { summary, predictions };
}

async function runFile(
  run: string,
  { workspace }: RequestContext,
  name: string,
  saveAs: string | undefined,
  type: string,
): Promise<FileAnswer> {
  const path = join(await findRun(workspace, run), name);
  const bytes = await readFileAt(path).catch((cause: unknown) => {
    throw new MorError("input-missing", `Expected ${name} in the run ${JSON.stringify(run)}, got none`, {
      hint: "It is written when training has finished.",
      cause,
    });
  });
  return { bytes, type, ...(saveAs === undefined ? {} : { saveAs }) };
}
