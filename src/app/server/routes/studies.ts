import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { readFileAt } from "../../../files/read-file-at.ts";
import type {
  StudyActions,
  StudyFileName,
  StudyFiles,
  StudyQueries,
  StudyRequest,
} from "../../protocol/study-api.ts";
import type { ActionRoutes, FileRoutes, QueryRoutes, RequestContext } from "../route.ts";
import { describeTrainingData, freeName } from "../runs/training/training-data.ts";
import { keepModel, removeStudy } from "../studies/change-study.ts";
import { type CheckedStudy, checkStudy } from "../studies/check-study.ts";
import { describeStudy } from "../studies/describe-study.ts";
import { findStudy, studiesFolder, studyNames } from "../studies/find-study.ts";
import { latestStudyJob, listStudies, readStudy } from "../studies/list-studies.ts";
import { offeredModels, studyChoices } from "../studies/offered-models.ts";
import { studyOptionGroups } from "../studies/study-options.ts";
import { withoutRunLinks } from "../studies/without-run-links.ts";

const nothing: z.ZodType<Readonly<Record<string, never>>> = z.strictObject({});
// Names are judged by findStudy, which answers to every wrong one alike.
const oneStudy = z.strictObject({ study: z.string().max(1000) });
const optionValue = z.union([z.string().max(1000), z.number(), z.boolean()]);
const request: z.ZodType<StudyRequest> = z.strictObject({
  name: z.string().max(1000),
  models: z.array(z.string().max(200)).max(100),
  options: z.record(z.string().max(100), optionValue),
});
const fileName: z.ZodType<StudyFileName> = z.enum([
  "report.html",
  "comparison.csv",
  "doubtful-labels.csv",
  "learning-curve.csv",
  "partition.csv",
]);

export const queries: QueryRoutes<StudyQueries> = {
  "studies/options": {
    input: nothing,
    handle: async (_, context) => ({
      models: await offeredModels(),
      choices: studyChoices,
      groups: studyOptionGroups(),
      suggestedName: freeName(await takenNames(context), "study"),
    }),
  },
  "studies/preview-command": {
    input: request,
    handle: async (input, context) => {
      const { command, problems } = await check(input, context);
      return { command, problems };
    },
  },
  "studies/list": { input: nothing, handle: async (_, context) => await listStudies(context) },
  "studies/details": {
    input: oneStudy,
    handle: async ({ study }, { workspace, jobs }) => {
      const known = jobs.list();
      const folder = await findStudy(workspace, study).catch((error: unknown) => {
        // A study begins with a look at the images; its folder comes later.
        if (latestStudyJob(known, study) === null) throw error;
      });
      const content = folder === undefined ? undefined : await readStudy(folder);
      return content === undefined ? null : await describeStudy(study, content, workspace, known);
    },
  },
};

export const actions: ActionRoutes<StudyActions> = {
  "studies/start": {
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
      const job = await jobs.start({
        kind: "study",
        title: `Compare models: "${input.name}"`,
        spec: {
          ...options,
          models: input.models.join(","),
          data: workspace.images.manifest,
          out: join(workspace.folder, studiesFolder, input.name),
          allowOutside: true,
        },
        output: `${studiesFolder}/${input.name}`,
      });
      return { job: job.id };
    },
  },
  "studies/remove": {
    input: oneStudy,
    handle: async ({ study }, context) => {
      await removeStudy(study, context);
      return null;
    },
  },
  "studies/keep-model": {
    input: z.strictObject({ study: z.string().max(1000), model: z.string().max(1000) }),
    handle: async ({ study, model }, context) => {
      const run = await keepModel(study, model, context);
      context.publish({ kind: "run", run });
      return { run };
    },
  },
};

export const files: FileRoutes<StudyFiles> = {
  "studies/file": {
    input: z.strictObject({ study: z.string().max(1000), file: fileName }),
    handle: async ({ study, file }, { workspace }) => {
      const path = join(await findStudy(workspace, study), file);
      const bytes = await readFileAt(path).catch((cause: unknown) => {
        throw new MorError(
          "input-missing",
          `Expected ${file} in the study ${JSON.stringify(study)}, got none`,
          {
            hint: "It is written when all models are trained.",
            cause,
          },
        );
      });
      return file === "report.html"
        ? {
            bytes: Buffer.from(withoutRunLinks(new TextDecoder().decode(bytes))),
            type: "text/html; charset=utf-8",
          }
        : { bytes, type: "text/csv; charset=utf-8", saveAs: `${study}-${file}` };
    },
  },
};

async function check(input: StudyRequest, context: RequestContext): Promise<CheckedStudy> {
  return await checkStudy(input, await takenNames(context), context.workspace.images.images());
}

/** Names of studies that are there, or that a job is going to write. */
async function takenNames({ workspace, jobs }: RequestContext): Promise<ReadonlySet<string>> {
  const waiting = jobs
    .list()
    .flatMap(({ kind, output, status }) =>
      kind === "study" &&
      output?.startsWith(`${studiesFolder}/`) &&
      status !== "finished" &&
      status !== "failed"
        ? [output.slice(studiesFolder.length + 1)]
        : [],
    );
  return new Set([...(await studyNames(workspace)), ...waiting]);
}
